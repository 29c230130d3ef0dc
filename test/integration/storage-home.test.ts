import { beforeEach, expect, test } from '@jest/globals';
import { claimHome, checkHome, ElsewhereError, readHome } from '../../src/storage/home.js';
import { eachDatabase } from '../support/databases.js';
import { asOperator } from '../support/rows.js';

const at = (baseUrl: string) => ({ baseUrl, loopback: /localhost|127\.0\.0\.1/.test(baseUrl) });
const PRODUCTION = at('https://app.example.com');
const STAGING = at('https://staging.example.com');
const PLAYGROUND = at('http://localhost:3000');
const FIRST = new Date('2026-03-01T09:00:00Z');
const LATER = new Date('2026-03-02T09:00:00Z');

eachDatabase('the base URL that a database remembers', (on) => {
  const claim = (settings: typeof PRODUCTION, now = LATER) => claimHome(on.database, settings, now);
  const addSite = (baseUrl: string) =>
    asOperator(on.database).bulkInsert('tenants', [{ client_key: baseUrl, shared_secret: 'v1.x.y', base_url: baseUrl, product_type: 'confluence', epoch: 1, installed_at: FIRST, created_at: FIRST, updated_at: FIRST }]);

  beforeEach(async () => {
    for (const table of ['home', 'tenants']) await asOperator(on.database).query(`DELETE FROM ${table}`);
  });

  test('is that of the first start, and stays when it starts there again', async () => {
    expect(await readHome(on.database)).toBeUndefined();
    await checkHome(on.database, PRODUCTION);
    await claim(PRODUCTION, FIRST);
    await claim(PRODUCTION, LATER);
    await checkHome(on.database, PRODUCTION);
    expect(await readHome(on.database)).toEqual({ baseUrl: PRODUCTION.baseUrl, since: FIRST });
  });

  test.each([['another', STAGING], ['a path of the same host', at('https://app.example.com/gitlab')], ['a playground', PLAYGROUND]])('refuses a start at %s, and says which two and what to do', async (_what, elsewhere) => {
    await claim(PRODUCTION, FIRST);
    const refusal = await claim(elsewhere).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ElsewhereError);
    for (const told of [PRODUCTION.baseUrl, elsewhere.baseUrl, FIRST.toISOString(), 'npm run adopt-database -- --moved']) expect(String(refusal)).toContain(told);
    await expect(checkHome(on.database, elsewhere)).rejects.toThrow(ElsewhereError);
    expect(await readHome(on.database)).toMatchObject({ baseUrl: PRODUCTION.baseUrl });
  });

  test('may change its port while it is a playground, and become a real app', async () => {
    await claim(PLAYGROUND, FIRST);
    await claim(at('http://127.0.0.1:3001'));
    expect(await readHome(on.database)).toEqual({ baseUrl: 'http://127.0.0.1:3001', since: LATER });
    await claim(PRODUCTION);
    await expect(claim(PLAYGROUND)).rejects.toThrow(ElsewhereError);
  });

  test('is missed by a playground where the database holds real sites, from before anybody took note of it', async () => {
    await addSite('http://localhost:7700/wiki');
    await claim(PLAYGROUND);
    await asOperator(on.database).query('DELETE FROM home');
    await addSite('https://example.atlassian.net/wiki');
    await expect(claim(PLAYGROUND)).rejects.toThrow(/^This database holds sites of Confluence Cloud, .* AC_LOCAL_BASE_URL is http:\/\/localhost:3000\./);
    expect(await readHome(on.database)).toBeUndefined();
    await claim(PRODUCTION);
    expect(await readHome(on.database)).toMatchObject({ baseUrl: PRODUCTION.baseUrl });
  });

  test('is one of those that start together at several', async () => {
    const handles = await Promise.all([on.open(), on.open(), on.open(), on.open()]);
    const tries = await Promise.allSettled(handles.map((handle, index) => claimHome(handle, index % 2 === 0 ? PRODUCTION : STAGING, LATER)));
    const home = await readHome(on.database);
    const expected = [0, 1, 2, 3].map((index) => ((index % 2 === 0 ? PRODUCTION : STAGING).baseUrl === home?.baseUrl ? 'fulfilled' : 'rejected'));
    expect(tries.map(({ status }) => status)).toEqual(expected);
    for (const handle of handles) await handle.close();
  });
});
