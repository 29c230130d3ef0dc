import { createServer } from 'node:net';

/** Loopback hosts that a browser takes for three different sites: frames and popups between them are cross-site, as in life. */
export interface LoopbackHosts {
  readonly confluence: string;
  readonly app: string;
  /** An IPv6 address comes without brackets. */
  readonly gitlab: string;
  /** Serves the frames of a Forge app. */
  readonly frames: string;
}

/** Linux answers on all of 127.0.0.0/8; elsewhere the third site is the IPv6 loopback, and there is no fourth: another port has to do. */
export async function findLoopbackHosts(): Promise<LoopbackHosts> {
  const others = await canListenOn('127.0.0.2');
  return { confluence: 'localhost', app: '127.0.0.1', gitlab: others ? '127.0.0.2' : '::1', frames: others ? '127.0.0.3' : '127.0.0.1' };
}

function canListenOn(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, host, () => server.close(() => resolve(true)));
  });
}
