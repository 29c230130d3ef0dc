import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy before a GitLab that makes slashes of `%2F`, as nginx does where `proxy_pass` has a path. */
export interface SlashProxy {
  /** Origin, to which the GitLab's relative root is added. */
  readonly origin: string;
  /** Paths as they came. */
  readonly seen: string[];
  close(): Promise<void>;
}

export async function startSlashProxy(target: string): Promise<SlashProxy> {
  const seen: string[] = [];
  const server: Server = createServer((incoming, response) => {
    seen.push(incoming.url ?? '');
    const [path = '', query] = (incoming.url ?? '').split('?', 2);
    const passed = path.replaceAll(/%2f/gi, '/') + (query === undefined ? '' : `?${query}`);
    const outgoing = send(new URL(target).origin + passed, { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: new URL(target).host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
