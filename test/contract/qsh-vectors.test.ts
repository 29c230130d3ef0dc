import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { startGuardedApp, tenantOf, type GuardedApp } from '../support/guarded-app.js';
import { sendRaw } from '../support/raw-request.js';

const FILE = new URL('../../../shared/vectors/qsh.json', import.meta.url);
const Vectors = z.object({
  secret: z.string(),
  tests: z.array(z.object({ name: z.string(), signedUrl: z.url(), addonBaseUrl: z.string().optional() })),
});

const { secret, tests } = existsSync(FILE) ? Vectors.parse(JSON.parse(readFileSync(FILE, 'utf8'))) : { secret: '', tests: [] };
/** Path and query as they were signed. */
const vectors = tests.map(({ name, signedUrl, addonBaseUrl = '' }) => ({ name, base: addonBaseUrl, target: signedUrl.replace(/^https:\/\/[^/]+/, '') }));
const bases = [...new Set(vectors.map(({ base }) => base))];
const SIGNER = { clientKey: 'jira:1234-5678-9000', sharedSecret: secret };

/** Epoch milliseconds; all were signed in 2014, for three minutes. */
function signedAt(target: string): number {
  const claims = target.slice(target.indexOf('jwt=')).split('.')[1] ?? '';
  return z.object({ iat: z.number() }).parse(JSON.parse(Buffer.from(claims, 'base64url').toString())).iat * 1000;
}

function repeats(target: string): boolean {
  const names = [...new URL(target, 'http://any').searchParams.keys()];
  return new Set(names).size < names.length;
}

/** Another letter or digit in the place of the one at `index`. */
function change(text: string, index: number): string {
  return `${text.slice(0, index)}${text[index] === 'a' ? 'b' : 'a'}${text.slice(index + 1)}`;
}

/** The same request with one byte of what was signed changed, in every part of it. */
function changes(target: string): ReadonlyMap<string, string> {
  const token = target.indexOf('jwt=') + 'jwt='.length;
  const [header, claims] = [target.indexOf('.', token), target.lastIndexOf('.')];
  const query = target.indexOf('?') + 1;
  const path = target.lastIndexOf('/', target.indexOf('?') - 2) + 1;
  const parameters = target.slice(query, token - 'jwt='.length).replace(/%../g, '%%%');
  const inQuery = parameters.search(/[a-z0-9]/i);
  return new Map([
    ['the header', change(target, token + 3)],
    ['the claims', change(target, header + 12)],
    ['the signature', change(target, claims + 7)],
    ['the path', change(target, path)],
    ['the query', inQuery < 0 ? target.replace('?', '?a&') : change(target, query + inQuery)],
  ]);
}

const suite = existsSync(FILE) ? describe : describe.skip;

suite.each(['ace alone', 'frame'] as const)("Atlassian's vectors for the query string hash, checked over HTTP by %s", (everything) => {
  const apps = new Map<string, GuardedApp>();

  beforeAll(async () => {
    for (const base of bases) {
      const app = await startGuardedApp({ baseUrl: `https://example.com${base}`, clock: () => Date.now(), everything });
      app.tenants.set(SIGNER.clientKey, tenantOf(SIGNER));
      apps.set(base, app);
    }
  });
  afterAll(async () => {
    for (const app of apps.values()) await app.close();
  });
  // Parameters that it calls deprecated make ACE grumble.
  beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
  afterEach(() => void jest.restoreAllMocks());

  const ask = async (base: string, target: string, method = 'GET') => (await sendRaw(apps.get(base)?.origin ?? '', target, { method })).status;
  // ACE goes by the machine's clock.
  const goBackTo = (target: string) => void jest.spyOn(Date, 'now').mockReturnValue(signedAt(target) + 1_000);

  test('are all there', () => {
    expect([vectors.length, vectors.filter(({ target }) => repeats(target)).length]).toEqual([79, 16]);
  });

  test.each(vectors)('"$name" passes as it is, unless a front door stands there and it repeats a parameter [T3a]', async ({ base, target }) => {
    goBackTo(target);
    expect(await ask(base, target)).toBe(everything === 'frame' && repeats(target) ? 401 : 200);
  });

  test.each(vectors)('"$name" is refused with another method or one byte changed [T3a]', async ({ base, target }) => {
    goBackTo(target);
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) expect([method, await ask(base, target, method)]).toEqual([method, 401]);
    for (const [what, changed] of changes(target)) {
      expect(changed).not.toBe(target);
      expect([what, await ask(base, changed)]).toEqual([what, 401]);
    }
  });
});
