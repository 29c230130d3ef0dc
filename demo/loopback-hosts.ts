import { createServer } from 'node:net';

/** Loopback hosts that a browser takes for three different sites: frames and popups between them are cross-site, as in life. */
export interface LoopbackHosts {
  readonly confluence: string;
  readonly app: string;
  /** An IPv6 address comes without brackets. */
  readonly gitlab: string;
}

/** Linux answers on all of 127.0.0.0/8; elsewhere the third site is the IPv6 loopback. */
export async function findLoopbackHosts(): Promise<LoopbackHosts> {
  return { confluence: 'localhost', app: '127.0.0.1', gitlab: (await canListenOn('127.0.0.2')) ? '127.0.0.2' : '::1' };
}

function canListenOn(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, host, () => server.close(() => resolve(true)));
  });
}
