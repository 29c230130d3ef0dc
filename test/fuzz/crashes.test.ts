import { describe, expect, test } from '@jest/globals';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import { referenceUrl } from '../../src/gitlab/references/reference-url.js';
import { frameUrl } from '../support/caller-tokens.js';
import { startGuardedApp, tenantOf } from '../support/guarded-app.js';
import { sendRaw } from '../support/raw-request.js';

// What the fuzzer has found, each by a name. Its inputs are beside this file, in corpus/.
const COM = { id: 'default', baseUrl: 'https://gitlab.com' };

describe('an address that grows when it is encoded', () => {
  const withRef = (length: number) => `https://gitlab.com/acme/orbit/-/compare/v1...${'é'.repeat(length)}`;

  test('past what is read of one is none, since it would not read back', () => {
    expect(withRef(1_000).length).toBeLessThan(4_096);
    expect(parseReference(withRef(1_000), [COM])).toBeUndefined();
  });

  test('up to that reads back', () => {
    const read = parseReference(withRef(600), [COM]);
    expect(read).toMatchObject({ kind: 'comparison', to: 'é'.repeat(600) });
    expect(read && parseReference(referenceUrl(read, COM), [COM])).toEqual(read);
  });
});

test('what a list’s address says that means nothing here is named, and left out of its canonical address', () => {
  const read = parseReference('https://gitlab.com/a/b/-/pipelines?not[', [COM]);
  expect(read).toMatchObject({ kind: 'list', filter: { ignored: ['not['] } });
  expect(read && referenceUrl(read, COM)).toBe('https://gitlab.com/a/b/-/pipelines');
});

// Confluence sorts parameters by their encoded names, ACE's library by the names themselves. No parameter of ours has such a name.
test('of parameters whose names sort otherwise when they are encoded a frame reads nothing', async () => {
  const app = await startGuardedApp();
  try {
    const signer = { clientKey: 'site-1', sharedSecret: 'a secret of the tenant, long enough for one' };
    app.tenants.set(signer.clientKey, tenantOf(signer));
    const ask = async (query: string) => (await sendRaw(app.origin, frameUrl(signer, app.baseUrl, `/frame?${query}`).replace(app.baseUrl, ''))).status;
    expect([await ask('c=&%C3%A9='), await ask('c=%C3%A9')]).toEqual([401, 200]);
  } finally {
    await app.close();
  }
});
