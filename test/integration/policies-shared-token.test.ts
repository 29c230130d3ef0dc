import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCESS } from '../../demo/gitlab/world/model.js';
import { createAudit } from '../../src/audit/audit.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';
import { asOperator } from '../support/rows.js';

const BERTHS = 'harbourlight/platform/berths';
const DAY_MS = 24 * 3_600_000;

let world: PolicyWorld;
beforeAll(async () => {
  world = await startPolicyWorld();
});
afterAll(() => world.close());
afterEach(() => {
  Object.assign(world.app.gitlab.switches, { status500: false, status429: undefined });
  for (const user of world.app.gitlab.world.users) delete user.admin;
});

const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const fields = (token: string, more: Record<string, string> = {}) => ({ token, places: BERTHS, spaces: 'DEMO', ...more });
const ofGroup = (options = {}) => world.app.gitlab.issueAccessToken({ group: 'harbourlight/platform', role: ACCESS.reporter }, { expiresOn: day(90), name: 'for Confluence', ...options });
const set = (token: string, more: Record<string, string> = {}, viewer = 'ada') => world.send('set-token', fields(token, more), viewer);

async function rows(): Promise<Record<string, unknown>[]> {
  const [found] = await asOperator(world.app.database).query('SELECT * FROM shared_tokens');
  return found as Record<string, unknown>[];
}
const about = async () => JSON.parse(String((await rows())[0]?.about ?? 'null')) as Record<string, unknown> | null;

async function entries(action: 'shared-token-set' | 'shared-token-removed') {
  const { database, settings } = world.app;
  const audit = createAudit({ database, sealer: createSealer(settings.encryptionKeys), settings, logger: createLogger('silent'), clock: Date.now });
  return (await audit.find(world.app.confluence.installation().clientKey, { action }, 200)).entries;
}

describe('a token that is to be shared', () => {
  test.each([
    ['that GitLab does not know', () => 'glpat-nobody-has-this-one', 'doesn’t accept this token'],
    ['that is no text of a token', () => 'glpat with blanks', 'not a token of GitLab'],
    ['of an application', () => world.app.gitlab.issueToken('alice').accessToken, 'did not say what this token is'],
    ['that has expired', () => ofGroup({ expiresOn: day(-1) }), 'doesn’t accept this token'],
    ['that may write', () => ofGroup({ scopes: ['read_api', 'api'] }), 'more than read: api.'],
    ['that may act as anybody', () => ofGroup({ scopes: ['read_api', 'sudo', 'admin_mode'] }), 'more than read: sudo, admin_mode'],
    ['that may write code', () => ofGroup({ scopes: ['read_api', 'write_repository'] }), 'write_repository'],
    ['that may not read enough', () => ofGroup({ scopes: ['read_user'] }), 'lacks the scope read_api'],
    ['of an administrator', () => {
      world.app.gitlab.world.users.find(({ username }) => username === 'carol')!.admin = true;
      return world.app.gitlab.issueAccessToken({ username: 'carol' }, { expiresOn: day(90) });
    }, '@carol, an administrator of GitLab'],
    ['that sees nothing there', () => world.app.gitlab.issueAccessToken({ username: 'bob' }, { expiresOn: day(90) }), `doesn’t see this, or it isn’t called so any more: ${BERTHS}`],
  ])('is refused %s', async (_what, make, sentence) => {
    const token = make();
    const { status, text } = await set(token);
    expect([status, text.includes(sentence)]).toEqual([400, true]);
    expect(text).not.toContain(token);
    expect([await rows(), await entries('shared-token-set')]).toEqual([[], []]);
  });

  test('is refused without a place, without a space, for another GitLab, and while GitLab does not answer', async () => {
    const token = ofGroup();
    expect((await set(token, { places: ' \n' })).text).toContain('at least one group or project');
    expect((await set(token, { spaces: '' })).text).toContain('at least one space');
    expect((await set(token, { places: 'https://elsewhere.example/acme' })).status).toBe(400);
    expect((await set(token, { places: `${BERTHS}\nharbourlight/no-such` })).text).toContain('harbourlight/no-such');
    expect((await set(token, { places: `${BERTHS}/../../office` })).status).toBe(400);
    expect((await set('')).text).toContain('Enter the token');
    world.app.gitlab.switches.status500 = true;
    expect((await set(token)).status).toBe(400);
    world.app.gitlab.switches.status500 = false;
    world.app.gitlab.switches.status429 = { retryAfterSeconds: 60 };
    expect((await set(token)).text).toContain('429');
    expect(await rows()).toEqual([]);
  });

  test('is for administrators alone, and not set over another’s', async () => {
    const token = ofGroup();
    for (const viewer of ['dana', 'gil', 'anonymous']) expect([401, 403]).toContain((await set(token, {}, viewer)).status);
    expect((await set(token, { seen: '2026-01-01T00:00:00.000Z' })).status).toBe(409);
    expect((await set(token, { instance: 'another' })).status).toBe(404);
    expect([await rows(), await entries('shared-token-set')]).toEqual([[], []]);
  });

  test('is kept sealed with what GitLab said of it, shown without itself, and written down without itself [T28c]', async () => {
    const token = ofGroup();
    const shown = await world.save('set-token', fields(token, { places: `${world.app.gitlab.url}/harbourlight/platform\n${BERTHS.toUpperCase()}`, spaces: 'DEMO OPS', guests: 'yes' }));
    expect(await about()).toMatchObject({ kind: 'group', username: expect.stringMatching(/^group_52_bot_/), name: 'for Confluence', scopes: ['read_api'], expiresOn: day(90), places: ['harbourlight/platform', BERTHS], spaces: ['DEMO', 'OPS'], guests: true, anonymous: false, exports: false });
    for (const part of ['Token of a group: for Confluence (@group_52_bot_', 'Scopes: read_api', `Ends on ${day(90)}`, 'Spaces: DEMO, OPS', 'Guests see it too', 'It shows nothing while another choice is set']) expect(shown).toContain(part);
    const [entry] = await entries('shared-token-set');
    expect([entry?.actor, entry?.instanceId, entry?.details]).toEqual([
      world.app.confluence.users.find(({ key }) => key === 'ada')?.accountId, 'default',
      { kind: 'group', username: expect.stringMatching(/^group_52_bot_/), places: `harbourlight/platform, ${BERTHS}`, spaces: 'DEMO, OPS', also: 'guests' },
    ]);
    for (const text of [shown, JSON.stringify(await rows()), JSON.stringify(entry), world.app.log(), (await world.section()).text]) expect(text).not.toContain(token);
  });

  test('stays when only what it shows is changed, and is checked again then', async () => {
    expect((await set('', { spaces: 'OPS' })).status).toBe(200);
    expect(await about()).toMatchObject({ kind: 'group', places: [BERTHS], spaces: ['OPS'], guests: false });
    world.app.gitlab.revokeAllTokens();
    expect((await set('')).text).toContain('doesn’t accept this token');
    expect(await about()).toMatchObject({ spaces: ['OPS'] });
  });

  test.each([
    ['a person’s', () => world.app.gitlab.issueAccessToken({ username: 'alice' }, { expiresOn: day(90) }), { kind: 'person', username: 'alice' }, 'This is a person’s token'],
    ['one of a project', () => world.app.gitlab.issueAccessToken({ project: BERTHS }, { expiresOn: day(90) }), { kind: 'project' }, 'Token of a project'],
    ['one without an end', () => ofGroup({ expiresOn: null }), { expiresOn: null }, 'It has no end'],
    ['one that ends soon', () => ofGroup({ expiresOn: day(20) }), { expiresOn: day(20) }, 'less than 30 days'],
    ['one that may tell more of itself', () => ofGroup({ scopes: ['read_api', 'read_user', 'read_repository', 'openid', 'profile', 'email'] }), {}, 'read_repository'],
  ])('may be %s, which is told', async (_what, make, kept, sentence) => {
    const shown = await world.save('set-token', fields(make()));
    expect(await about()).toMatchObject(kept);
    expect(shown).toContain(sentence);
  });

  test('is not taken for a group’s by the name that a person has chosen', async () => {
    const mira = world.app.gitlab.world.users.find(({ username }) => username === 'mira')!;
    mira.username = 'group_52_bot_friendly';
    world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!.members[mira.username] = ACCESS.reporter;
    await world.save('set-token', fields(world.app.gitlab.issueAccessToken({ username: mira.username }, { expiresOn: day(90) })));
    expect(await about()).toMatchObject({ kind: 'person' });
  });

  test('is removed by administrators alone, and the page says what is left to do', async () => {
    expect((await world.send('remove-token', {}, 'dana')).status).toBe(403);
    expect((await world.send('remove-token', { seen: 'older' })).status).toBe(409);
    expect(await rows()).toHaveLength(1);
    const shown = await world.save('remove-token', {});
    expect(shown).toContain('Revoke it in GitLab too');
    expect(await rows()).toEqual([]);
    expect((await entries('shared-token-removed')).map(({ details }) => details)).toEqual([{}]);
    expect((await world.send('remove-token', {})).status).toBe(409);
  });
});
