import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy before a database, by which a test takes it away. */
export interface Proxy {
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Lets nothing more through, without ending a connection; new ones are accepted and get no answer. */
  freeze(): void;
  /** Lets everything through so many milliseconds later, each way. */
  slow(milliseconds: number): void;
  /** Leads new connections elsewhere; those that are there stay. */
  turnTo(port: number): void;
  /** As in the beginning. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let to = target;
  let frozen = false;
  let delayMs = 0;
  const pass = (bytes: Buffer, on: Socket) => {
    if (frozen) return;
    if (delayMs === 0) on.write(bytes);
    else setTimeout(() => on.destroyed || on.write(bytes), delayMs);
  };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const accept = (client: Socket) => {
    keep(client);
    if (frozen) return;
    const server = connect(to);
    keep(server);
    client.on('data', (bytes: Buffer) => pass(bytes, server)).once('close', () => server.destroy());
    server.on('data', (bytes: Buffer) => pass(bytes, client)).once('close', () => client.destroy());
  };
  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const cut = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    cut,
    freeze: () => {
      frozen = true;
    },
    slow: (milliseconds) => {
      delayMs = milliseconds;
    },
    turnTo: (other) => {
      to = { host: '127.0.0.1', port: other };
    },
    async mend() {
      [frozen, delayMs] = [false, 0];
      if (server.listening) for (const socket of sockets) socket.destroy();
      else server = await listen(accept, port);
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
}

function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept);
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
