import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { defaultSwitches } from '../../demo/confluence/switches.js';
import { createAudit } from '../../src/audit/audit.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';
import { asOperator } from '../support/rows.js';

const BERTHS = 'harbourlight/platform/berths';
const PILOTS = '5a1e0000-0000-4000-8000-000000000004';

let world: PolicyWorld;
beforeAll(async () => {
  world = await startPolicyWorld();
});
afterAll(() => world.close());

const gitlab = () => world.app.gitlab;
const html = (text: string) => text.replaceAll('&amp;', '&');

async function stored(): Promise<Record<string, unknown>> {
  const [rows] = await asOperator(world.app.database).query('SELECT policies FROM site_settings');
  const [row] = rows as { policies: string }[];
  return row ? (JSON.parse(row.policies) as Record<string, unknown>) : {};
}

async function entries() {
  const { database, settings } = world.app;
  const audit = createAudit({ database, sealer: createSealer(settings.encryptionKeys), settings, logger: createLogger('silent'), clock: Date.now });
  return (await audit.find(world.app.confluence.installation().clientKey, {}, 200)).entries;
}

/** Each form with what it is sent, what is stored then, and what the audit log says. */
const FORMS: readonly (readonly [string, Record<string, string | string[]>, Record<string, unknown>, Record<string, string>])[] = [
  ['spaces', { mode: 'named', keys: 'DEMO, OPS\n~712020ab' }, { spaces: ['DEMO', 'OPS', '~712020ab'] }, { policy: 'spaces', from: 'everywhere', to: 'DEMO, OPS, ~712020ab' }],
  ['linking', { mode: 'named', groups: [`${PILOTS} pilots`], guests: 'yes' }, { linkingGroups: [{ id: PILOTS, name: 'pilots' }], guestsMayLink: true }, { policy: 'linking', from: 'everyone', to: 'pilots, guests' }],
  ['unlinked', { unlinked: 'nothing' }, { unlinked: 'nothing' }, { policy: 'unlinked', from: 'operator', to: 'nothing' }],
  ['exports', { exports: 'link' }, { exports: 'link' }, { policy: 'exports', from: 'content', to: 'link' }],
  ['code', { code: 'off' }, { codeFallback: false }, { policy: 'code', from: 'on', to: 'off' }],
];

describe('each form', () => {
  test.each([...FORMS, ['places', { mode: 'all', addresses: '' }, {}, {}] as const])('%s is for administrators alone [T28a]', async (action, fields) => {
    const before = [await stored(), (await entries()).length];
    for (const viewer of ['dana', 'gil', 'anonymous']) {
      const { status, text } = await world.send(action, fields, viewer);
      expect([401, 403]).toContain(status);
      expect(text).not.toContain('name="version"');
    }
    world.app.confluence.switches.status500 = true;
    expect((await world.send(action, fields)).status).toBe(403);
    Object.assign(world.app.confluence.switches, defaultSwitches());
    expect([await stored(), (await entries()).length]).toEqual(before);
  });

  test.each(FORMS)('%s is saved, shown, and written down with who did it', async (action, fields, kept, details) => {
    await world.save(action, fields);
    expect(await stored()).toMatchObject(kept);
    const [entry] = await entries();
    expect([entry?.action, entry?.actor, entry?.details]).toEqual(['policy-changed', world.app.confluence.users.find(({ key }) => key === 'ada')?.accountId, details]);
  });

  test.each(FORMS)('%s is not saved over what somebody else has changed', async (action, fields) => {
    const before = [await stored(), (await entries()).length];
    const { status, text } = await world.send(action, { ...fields, version: 'older' });
    expect([status, text.includes('Somebody has changed this meanwhile')]).toEqual([409, true]);
    expect([await stored(), (await entries()).length]).toEqual(before);
  });

  test.each([
    ['spaces', { mode: 'named', keys: '' }], ['spaces', { mode: 'named', keys: 'DE MO, <b>' }], ['spaces', { mode: 'named', keys: '../OPS' }], ['spaces', { mode: 'all of them' }], ['spaces', {}],
    ['linking', { mode: 'named', groups: [] }], ['linking', { mode: 'named', groups: 'pilots' }], ['linking', { mode: 'named', groups: ['without-a-name'] }],
    ['unlinked', { unlinked: 'public' }], ['exports', { exports: 'everything' }], ['code', { code: 'yes' }],
    ['places', { mode: 'named', addresses: '' }], ['places', { mode: 'named', addresses: 'acme' }], ['places', { mode: 'named', addresses: 'https://elsewhere.example/acme' }],
  ])('%s takes nothing that makes no sense: %o', async (action, fields) => {
    const before = await stored();
    expect((await world.send(action, fields)).status).toBe(400);
    expect(await stored()).toEqual(before);
  });
});

describe('the tab', () => {
  test('names spaces, tells of those that Confluence does not show, and does without its answer', async () => {
    const shown = html(await world.save('spaces', { mode: 'named', keys: 'OPS NOPE' }));
    expect(shown).toContain('OPS: Operations');
    expect(shown).toContain('a space with the key NOPE');
    world.app.confluence.switches.answersTo = [{ call: /api\/v2\/spaces/, answer: { status: 500, body: '' } }];
    expect(await world.save('spaces', { mode: 'named', keys: 'OPS' })).toContain('did not say just now');
    world.app.confluence.switches.answersTo = [];
    expect(await world.save('spaces', { mode: 'all', keys: 'OPS' })).not.toContain('OPS: Operations');
    expect(await stored()).toMatchObject({ spaces: null });
  });

  test('finds groups, and keeps those that are chosen', async () => {
    const { text } = await world.section('ada', '?groups=admins');
    expect(text).toContain('confluence-admins-harbourlight');
    expect(text).toContain('pilots');
    expect(text).toContain('1 group was found');
    expect((await world.section('ada', '?groups=no-such-group')).text).toContain('No group has this');
    expect((await world.section('dana', '?groups=admins')).status).toBe(403);
  });

  test('takes addresses of groups and projects, however they are written, and shows them as addresses', async () => {
    const { url } = gitlab();
    const shown = await world.save('places', { mode: 'named', addresses: `${url}/${BERTHS}\n${url}/groups/harbourlight/fleet/\n${url}/${BERTHS.toUpperCase()}` });
    expect(await stored()).toMatchObject({ places: [{ instance: 'default', path: BERTHS.toUpperCase() }, { instance: 'default', path: 'harbourlight/fleet' }] });
    expect(shown).toContain(`${url}/harbourlight/fleet`);
    for (const bad of [`${url}/${BERTHS}/-/issues/3`, `${url}/users/alice`, `${url}/projects/103`, `${url}/acme/../x`, `${url}/acme%2F..%2Fx`, `${url.replace('//', '//a@')}/acme`]) {
      const { status, text } = await world.send('places', { mode: 'named', addresses: bad });
      expect([bad, status]).toEqual([bad, 400]);
      expect(text).toContain('no group or project');
    }
    await world.save('places', { mode: 'all' });
  });

  test('speaks German where that is asked for', async () => {
    const { body } = await request(world.app.url).get('/api/configure/policies').set('authorization', `JWT ${world.app.confluence.contextToken('ada')}`).set('accept-language', 'de');
    const text = String((body as { html: string }).html);
    expect(text).toContain('Wo die App arbeitet');
    expect(text).not.toMatch(/Where the app works|Save</);
  });
});
