import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { onSqlite } from '../support/databases.js';
import { makeForgeSite, startForgeApp, SYSTEM_TOKEN, type ForgeApp, type ForgeSite } from '../support/forge-app.js';
import { makeSite } from '../support/lifecycle-app.js';
import { sendJson, startScriptedServer } from '../support/scripted-server.js';

const on = onSqlite();
const later = closeAfterEach();
const PAGE = { id: '7', status: 'current', version: { number: 3 }, body: { storage: { value: '<p/>' } } };
let app: ForgeApp;
let site: ForgeSite;
beforeEach(async () => {
  app = await startForgeApp(on.database);
  later(app.close);
  site = makeForgeSite();
  await app.read(site).expect(200);
  app.forge.answers.set('/rest/api/user?accountId=reader', { displayName: 'Rea Der' });
  app.forge.answers.set('/api/v2/pages/7?body-format=storage', PAGE);
  app.forge.calls.length = 0;
});

const told = async (systemToken: string | undefined, of = site) => (await app.ask(app.fit(of), systemToken, '/api/told').expect(200)).body as unknown;

describe('a site without a shared secret', () => {
  test('is called as the app by Atlassian’s gateway, with what the request has brought', async () => {
    expect(await told(SYSTEM_TOKEN)).toEqual({ name: 'Rea Der', page: { version: 3, storage: '<p/>' } });
    expect(app.forge.calls).toEqual([
      { path: `/ex/confluence/${site.cloudId}/wiki/rest/api/user?accountId=reader`, authorization: `Bearer ${SYSTEM_TOKEN}` },
      { path: `/ex/confluence/${site.cloudId}/wiki/api/v2/pages/7?body-format=storage`, authorization: `Bearer ${SYSTEM_TOKEN}` },
    ]);
  });

  test('is not called by a request that has brought nothing, whatever others have brought', async () => {
    await told(SYSTEM_TOKEN);
    app.forge.calls.length = 0;
    expect(await told(undefined)).toEqual({ page: 'not told' });
    expect(app.forge.calls).toEqual([]);
  });

  test('tells nothing for a token that is not its own', async () => {
    expect(await told('of-another-site')).toEqual({ page: 'not told' });
  });

  test('is called where its token was signed for, which another site’s is not', async () => {
    const other = makeForgeSite();
    await app.read(other).expect(200);
    app.forge.calls.length = 0;
    await told(SYSTEM_TOKEN, other);
    expect(app.forge.calls.map(({ path }) => path.split('/')[3])).toEqual([other.cloudId, other.cloudId]);
  });

  test('tells no name where it has none, and no page but the one that was asked for', async () => {
    app.forge.answers.delete('/rest/api/user?accountId=reader');
    app.forge.answers.set('/api/v2/pages/7?body-format=storage', { ...PAGE, id: '8' });
    expect(await told(SYSTEM_TOKEN)).toEqual({ page: 'not told' });
    app.forge.answers.delete('/api/v2/pages/7?body-format=storage');
    expect(await told(SYSTEM_TOKEN)).toEqual({});
    expect(app.log()).not.toContain(SYSTEM_TOKEN);
  });

  test('tells nothing that is too much to read', async () => {
    app.forge.answers.set('/rest/api/user?accountId=reader', { displayName: 'Rea Der', filler: 'x'.repeat(300 * 1024) });
    expect(await told(SYSTEM_TOKEN)).toMatchObject({ page: { version: 3 } });
    expect(await told(SYSTEM_TOKEN)).not.toHaveProperty('name');
  });
});

test('a site with a shared secret is called with that, not by what Forge’s requests bring', async () => {
  const confluence = await startScriptedServer();
  later(confluence.close);
  confluence.answer((_request, response) => sendJson(response, 200, { displayName: 'Rea of Connect' }));
  const here = await startForgeApp(on.database, { beside: app, settings: { hostWhitelist: ['127.0.0.1'] } });
  later(here.close);
  const bound = makeForgeSite();
  await here.install(makeSite({ baseUrl: `${confluence.url}/wiki` }), { installationId: bound.installationId }).expect(204);
  expect((await here.ask(here.fit(bound), SYSTEM_TOKEN, '/api/told').expect(200)).body).toMatchObject({ name: 'Rea of Connect' });
  expect(confluence.seen.map(({ headers }) => headers.authorization)).toEqual([expect.stringMatching(/^JWT /), expect.stringMatching(/^JWT /)]);
  expect(app.forge.calls).toEqual([]);
});
