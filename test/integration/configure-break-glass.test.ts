import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEMO_USERS } from '../../demo/confluence/users.js';
import { configureAs } from '../support/configure.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { asOperator } from '../support/rows.js';

let app: WholeApp;
const uma = DEMO_USERS.find(({ key }) => key === 'uma')?.accountId ?? '';
beforeAll(async () => {
  app = await startWholeApp({ environment: { ADMIN_ACCOUNT_IDS: uma } });
});
afterAll(() => app.close());

async function notes(): Promise<readonly string[]> {
  const rows = (await asOperator(app.database).query("SELECT actor FROM audit_entries WHERE action = 'break-glass'"))[0] as { actor: string }[];
  return rows.map(({ actor }) => actor);
}

test('whoever administers by the operator’s word alone leaves a trace of all that they do, and of what they look at once an hour [T28d]', async () => {
  expect((await configureAs(app, 'uma').page()).text).toContain('data-known-by="operator"');
  await configureAs(app, 'uma').show('accounts').expect(200);
  await configureAs(app, 'uma').show('accounts').expect(200);
  await configureAs(app, 'uma').file('audit', 'entries').expect(200);
  for (let tries = 0; (await notes()).length < 3 && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
  expect(await notes()).toEqual([uma, uma, uma]);
  await configureAs(app, 'uma').act('instances', 'check', { id: 'default' }).expect(200);
  await configureAs(app, 'uma').act('instances', 'check', { id: 'default' }).expect(200);
  for (let tries = 0; (await notes()).length < 5 && tries < 100; tries += 1) await new Promise((done) => setTimeout(done, 50));
  expect(await notes()).toHaveLength(5);
});

test('an administrator of Confluence leaves none of that kind', async () => {
  const before = (await notes()).length;
  await configureAs(app).show('audit').expect(200);
  await configureAs(app).act('instances', 'check', { id: 'default' }).expect(200);
  expect(await notes()).toHaveLength(before);
});
