import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before several instances and sends each request to the next of those that are ready, as load balancers do. */
export interface Balancer {
  readonly url: string;
  /** The ports of the instances that requests go to, in turn. */
  readonly ports: Set<number>;
  close(): Promise<void>;
}

/**
 * A request that an instance did not begin to answer goes to another one where asking twice changes nothing (GET), and where
 * nobody took the connection, as nginx's `proxy_next_upstream` does by default.
 */
export async function startBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const ports = new Set<number>();
  let turn = 0;

  function send(req: IncomingMessage, res: ServerResponse, body: Buffer, untried: number[]): void {
    const port = untried.splice(turn++ % Math.max(1, untried.length), 1)[0];
    if (port === undefined) return void res.writeHead(502).end();
    const asked = request({ agent, host: '127.0.0.1', port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
      answer.once('error', () => res.destroy());
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      const isHarmless = req.method === 'GET' || error.code === 'ECONNREFUSED';
      if (res.headersSent || !isHarmless) return void res.destroy();
      send(req, res, body, untried);
    });
    asked.end(body);
  }

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.once('end', () => send(req, res, Buffer.concat(chunks), [...ports]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ports,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
