import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LINK, LIST, outcomeOf, startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';

const SECRET = 'The marina at Port Isbel owes us';
const BERTHS = 'harbourlight/platform/berths';
/** Words and a label of the only confidential issue there. */
const [WORDS, LABEL] = ['Port Isbel', 'customer'];

let world: PolicyWorld;
beforeAll(async () => {
  world = await startPolicyWorld({ environment: { UNLINKED_CONTENT: 'none' } });
  await world.save('unlinked', { unlinked: 'shared' });
  await world.share({ places: BERTHS });
});
afterAll(() => world.close());

/** What a list says, whatever it was filtered by. */
const said = (html: string, filter: string) => html.replace(/<[^>]*>/g, ' ').replaceAll(filter, '').replace(/\s+/g, ' ');
const list = (params: Record<string, string>) => world.frame(BERTHS, { key: LIST, params: { state: 'all', ...params } });

describe('a list by a shared token', () => {
  test.each(['issues', 'work_items'])('of %s tells nobody what a confidential one says: its filters find nothing, and count nothing', async (kind) => {
    const [found, none] = [await list({ kind, search: WORDS }), await list({ kind, search: 'No such words' })];
    expect([outcomeOf(found), said(found, WORDS)]).toEqual(['shown', said(none, 'No such words')]);
    const [labelled, unlabelled] = [await list({ kind, search: WORDS, labels: LABEL }), await list({ kind, search: 'No such words', labels: LABEL })];
    expect(said(labelled, WORDS)).toBe(said(unlabelled, 'No such words'));
  });

  test.each(['issues', 'work_items'])('of %s has as many pages as there are rows to see', async (kind) => {
    const berths = world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!;
    const open = berths.issues.filter(({ confidential }) => !confidential).length;
    expect(open).toBeLessThan(berths.issues.length);
    world.asked();
    const [whole, short] = [await list({ kind, count: String(open) }), await list({ kind, count: String(open - 1) })];
    expect([whole.includes('after='), short.includes('after=')]).toEqual([false, true]);
    expect(world.asked().filter(({ text }) => text.includes('pageInfo')).every(({ text }) => text.includes('confidential'))).toBe(true);
  });
});

describe('a text by a shared token, or under a policy that names places', () => {
  const path = `${BERTHS}/-/issues/3`;
  let before: string;
  beforeAll(() => {
    const issue = world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!.issues.find(({ iid }) => iid === 3)!;
    before = issue.description;
    issue.description = 'As long as #4+ is open, see #4 and #9.';
  });
  afterAll(async () => {
    world.app.gitlab.world.projects.find(({ fullPath }) => fullPath === BERTHS)!.issues.find(({ iid }) => iid === 3)!.description = before;
    await world.save('places', { mode: 'all' });
  });

  test('names what it refers to as its author did, in pages and exports', async () => {
    await world.share({ places: BERTHS, exports: 'yes' });
    for (const html of [await world.frame(path, { key: LINK }), (await world.exported(path, { viewer: 'uma' })).storage]) {
      expect(html).toContain('#4+');
      expect(html).not.toContain(SECRET);
    }
    expect(await world.frame(path, { viewer: 'dana' })).toContain(`${SECRET} for two seasons (#4)`);
    await world.save('places', { mode: 'named', addresses: `${world.app.gitlab.url}/${BERTHS}` });
    const html = await world.frame(path, { viewer: 'dana' });
    expect([outcomeOf(html), html.includes('#4+'), html.includes(SECRET)]).toEqual(['shown', true, false]);
    expect((await world.exported(path, { viewer: 'dana' })).storage).not.toContain(SECRET);
  });
});
