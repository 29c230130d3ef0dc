import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { contextClaims, frameUrl, sign, type Signer } from '../support/caller-tokens.js';
import { expectRefused, installTenant } from '../support/front-door.js';
import { sendRaw } from '../support/raw-request.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const machineNow = Date.now;
let app: WholeApp;
let ahead = 0;

beforeAll(async () => {
  jest.spyOn(Date, 'now').mockImplementation(() => machineNow() + ahead);
  app = await startWholeApp();
});
afterAll(async () => {
  await app.close();
  jest.restoreAllMocks();
});

const frame = (tenant: Signer) => sendRaw(app.url, frameUrl(tenant, app.url, '/home').slice(app.url.length));
const script = (tenant: Signer) => sendRaw(app.url, '/api/home', { headers: { authorization: `JWT ${sign(contextClaims(tenant), tenant)}` } });

/** Lifecycle tokens of one second are the same token, which counts once. */
function nextSecond(): void {
  ahead += 1_000;
}

async function expectOpen(tenant: Signer): Promise<void> {
  expect([(await frame(tenant)).status, (await script(tenant)).status]).toEqual([200, 200]);
}
async function expectShut(tenant: Signer): Promise<void> {
  for (const answer of [await frame(tenant), await script(tenant)]) expectRefused(answer);
}

test("with a new install what the old secret signed is refused at once, another tenant's is not [T7b]", async () => {
  const before = await installTenant(app);
  const beside = await installTenant(app);
  await expectOpen(before);
  const after = await installTenant(app, { clientKey: before.clientKey });
  await expectShut(before);
  await expectOpen(after);
  await expectOpen(beside);
});

test('with the uninstall everything is refused at once, and admitted after a new install [T2b, T7b]', async () => {
  const before = { ...app.confluence.installation() };
  await expectOpen(before);
  expect(await app.confluence.uninstall()).toBe(204);
  await expectShut(before);
  nextSecond();
  expect(await app.confluence.installFromDescriptor(app.descriptorUrl)).toMatchObject({ ok: true });
  await expectShut(before);
  await expectOpen(app.confluence.installation());
});
