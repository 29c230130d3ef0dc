import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why no certificates can be made here, or undefined. */
export function missingOpenssl(): string | undefined {
  return spawnSync('openssl', ['version']).status === 0 ? undefined : 'no openssl';
}

/** A certificate authority that nobody knows, made for one test. */
export interface Authority {
  /** A file with its certificate. */
  readonly certificate: string;
  /** An https server on 127.0.0.1 with a certificate of it; `name` is who it is for. */
  serve(handler: RequestListener, options?: { readonly name?: string; readonly expired?: boolean }): Promise<{ readonly url: string; close(): Promise<void> }>;
  remove(): void;
}

export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8', cwd: folder });
    if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
  };
  const key = (name: string) => openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name);
  key('ca.key');
  openssl('req', '-x509', '-new', '-key', 'ca.key', '-days', '2', '-subj', '/CN=An authority of a test', '-out', 'ca.pem');
  return {
    certificate: at('ca.pem'),
    async serve(handler, { name = 'IP:127.0.0.1', expired = false } = {}) {
      key('server.key');
      openssl('req', '-new', '-key', 'server.key', '-subj', '/CN=gitlab', '-out', 'server.csr');
      writeFileSync(at('server.ext'), `subjectAltName=${name}\n`);
      openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', expired ? '-1' : '1', '-extfile', 'server.ext', '-out', 'server.pem');
      const server: Server = createServer({ key: readFileSync(at('server.key')), cert: readFileSync(at('server.pem')) }, handler);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return {
        url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
