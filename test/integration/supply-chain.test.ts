import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT } from '../support/processes.js';

const script = (name: string, ...args: readonly string[]) => spawnSync(process.execPath, [join(ROOT, 'scripts', name), ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });

test('npm run sbom prints what is shipped as CycloneDX: each package with version, address, hash and licence, and nothing that only tests [T30b]', () => {
  const { stdout, status } = script('sbom.js');
  expect(status).toBe(0);
  interface Component { readonly 'bom-ref': string; readonly name: string; readonly version: string; readonly purl: string; readonly hashes?: unknown; readonly licenses?: unknown }
  const bom = JSON.parse(stdout) as { readonly bomFormat: string; readonly metadata: { readonly component: Component }; readonly components: readonly Component[]; readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[] };
  expect([bom.bomFormat, bom.metadata.component.name]).toEqual(['CycloneDX', 'gitlab-for-confluence']);
  const names = bom.components.map(({ name }) => name);
  for (const name of ['express', 'atlassian-connect-express', 'sequelize', 'mermaid', '@forge/bridge']) expect(names).toContain(name);
  for (const name of ['jest', 'eslint', 'puppeteer-core', 'typescript', 'mongodb']) expect(names).not.toContain(name);
  expect(bom.components.filter(({ version, purl, hashes }) => !version || !purl.startsWith('pkg:npm/') || !hashes)).toEqual([]);
  // Old packages name none; their texts are among the notices.
  expect(bom.components.filter(({ licenses, name }) => !licenses && !name.startsWith('@forge/')).map(({ name }) => name)).toEqual(['jsuri', 'khroma']);
  for (const refs of [bom.components.map((component) => component['bom-ref']), bom.dependencies.map(({ ref }) => ref), ...bom.dependencies.map(({ dependsOn }) => dependsOn)]) expect(new Set(refs).size).toBe(refs.length);
  const refs = new Set([bom.metadata.component, ...bom.components].map((component) => component['bom-ref']));
  expect(bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref))).toEqual([]);
}, 60_000);

test('npm run prune-report finds nothing in package.json that the server never loads, and prints the size', () => {
  const { stdout, stderr, status } = script('prune-report.js');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\d+ packages for production, \d+\.\d MB on disk/);
}, 60_000);

test('the notices are what the installed packages bring', () => {
  expect(script('notices.js', '--check')).toMatchObject({ status: 0, stderr: '' });
}, 60_000);

/** What atlassian-connect-express calls Confluence with, on parts newer than it asks for. */
interface Sent { readonly statusCode: number; readonly body: string }
type Request = (options: object, done: (error: Error | null, response: Sent) => void) => void;

const requested = new Array<{ readonly url: string | undefined; readonly cookie: string | undefined; readonly type: string | undefined; readonly body: string }>();
const server = createServer((req, res) => {
  let body = '';
  req.on('data', (chunk: Buffer) => (body += chunk.toString())).once('end', () => {
    requested.push({ url: req.url, cookie: req.headers.cookie, type: req.headers['content-type'], body });
    res.setHeader('set-cookie', 'seen=1; Path=/').end('here');
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('what stands in the place of request works as it does: queries, cookies, and forms whose boundary nobody can tell beforehand', async () => {
  const request = createRequire(createRequire(import.meta.url).resolve('atlassian-connect-express'))('request') as Request & { jar(): object };
  const send = promisify<object, Sent>(request);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const jar = request.jar();
  expect(await send({ url, qs: { a: ['1', '2'], b: { c: 'ü' } }, jar })).toMatchObject({ statusCode: 200, body: 'here' });
  await send({ url, jar });
  for (let index = 0; index < 2; index += 1) await send({ url, method: 'POST', formData: { field: 'value', file: { value: Buffer.from('bytes'), options: { filename: 'x.txt' } } } });
  expect(requested[0]?.url).toBe('/?a%5B0%5D=1&a%5B1%5D=2&b%5Bc%5D=%C3%BC');
  expect(requested[1]?.cookie).toBe('seen=1');
  const boundaries = requested.slice(2).map(({ type = '' }) => /^multipart\/form-data; boundary=(-*[0-9a-f]{24,})$/.exec(type)?.[1]);
  expect(new Set(boundaries).size).toBe(2);
  expect(boundaries).not.toContain(undefined);
  expect(requested[2]?.body).toContain('filename="x.txt"');
});
