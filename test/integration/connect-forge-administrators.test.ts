import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { onSqlite } from '../support/databases.js';
import { makeForgeSite, startForgeApp, SYSTEM_TOKEN, type ForgeApp, type ForgeSite } from '../support/forge-app.js';
import { sendJson, startScriptedServer } from '../support/scripted-server.js';

const on = onSqlite();
const later = closeAfterEach();
const PERSON_TOKEN = 'person-token-canary-0815';
const OPERATIONS = '/rest/api/user?accountId=reader&expand=operations';
const OWN_OPERATIONS = '/rest/api/user/current?expand=operations';
const administers = (accountId: string) => ({ accountId, operations: [{ operation: 'administer', targetType: 'application' }] });

let app: ForgeApp;
let site: ForgeSite;
beforeEach(async () => {
  app = await startForgeApp(on.database);
  later(app.close);
  site = makeForgeSite();
  await app.read(site).expect(200);
  app.forge.calls.length = 0;
});
const administer = (personToken?: string, systemToken: string | undefined = SYSTEM_TOKEN) => {
  const asked = app.ask(app.fit(site), systemToken, '/api/administer');
  return personToken === undefined ? asked : asked.set('x-forge-oauth-user', personToken);
};
const paths = () => app.forge.calls.map(({ path }) => path.replace(/^\/ex\/confluence\/[^/]+\/wiki/, ''));

describe('an administrator under Forge', () => {
  test('is known by their operations, asked with the app’s own token', async () => {
    app.forge.answers.set(OPERATIONS, administers('reader'));
    expect((await administer(PERSON_TOKEN).expect(200)).body).toMatchObject({ accountId: 'reader', by: 'operations' });
    expect(app.forge.calls.map(({ authorization }) => authorization)).toEqual([`Bearer ${SYSTEM_TOKEN}`]);
  });

  test('is known in their own name where the app is told nothing', async () => {
    app.forge.personAnswers.set(`${PERSON_TOKEN} ${OWN_OPERATIONS}`, administers('reader'));
    expect((await administer(PERSON_TOKEN).expect(200)).body).toMatchObject({ accountId: 'reader', by: 'person' });
    expect(paths()).toContain(OWN_OPERATIONS);
    expect(app.log()).not.toContain(PERSON_TOKEN);
  });

  test('is nobody by another’s token', async () => {
    app.forge.personAnswers.set(`${PERSON_TOKEN} ${OWN_OPERATIONS}`, administers('somebody-else'));
    await administer(PERSON_TOKEN).expect(403);
  });

  test.each([{}, { accountId: 'reader' }, { accountId: 'reader', operations: [] }, { accountId: 'reader', operations: [{ operation: 'use', targetType: 'application' }] }])('is nobody by the answer %j', async (answer) => {
    app.forge.personAnswers.set(`${PERSON_TOKEN} ${OWN_OPERATIONS}`, answer);
    app.forge.answers.set(OPERATIONS, answer);
    await administer(PERSON_TOKEN).expect(403);
  });

  test('is nobody without a token that Confluence takes', async () => {
    app.forge.personAnswers.set(`${PERSON_TOKEN} ${OWN_OPERATIONS}`, administers('reader'));
    await administer().expect(403);
    await administer('another').expect(403);
    await administer(SYSTEM_TOKEN).expect(403);
  });

  test('brings one token of their own, or the request is refused', async () => {
    for (const tokens of [['a', 'b'], ['a b'], ['']]) await administer(tokens as unknown as string).expect(401);
  });
});

test('a person’s token goes to the site that the request was signed for, and nowhere else', async () => {
  const elsewhere = await startScriptedServer();
  later(elsewhere.close);
  elsewhere.answer((_request, response) => sendJson(response, 200, administers('reader')));
  await administer(PERSON_TOKEN).set('x-forge-api-base-url', `${elsewhere.url}/ex/confluence/${site.cloudId}`).expect(403);
  expect(elsewhere.seen).toEqual([]);
});
