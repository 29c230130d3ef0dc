import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LINK, LIST, outcomeOf, startPolicyWorld, type PolicyWorld } from '../support/policy-world.js';

let world: PolicyWorld;
/** What the app's clock adds to the machine's. */
let later = 0;
beforeAll(async () => {
  world = await startPolicyWorld({ clock: () => Date.now() + later });
});
afterAll(() => world.close());

const named = (path: string) => world.save('places', { mode: 'named', addresses: `${world.app.gitlab.url}/${path}` });

/** What only REST tells of: it follows a project that was moved, by where that was before. */
const MOVED = [
  ['an environment', 'harbourlight/tide-clock', 'harbourlight/tideboard', '/-/environments/4101', LINK, {}],
  ['a page of a wiki', 'harbourlight/almanac', 'harbourlight/tidebook', '/-/wikis/printing/paper', LINK, {}],
  ['a list of commits', 'harbourlight/tide-clock', 'harbourlight/tideboard', '', LIST, { kind: 'commits', count: '2' }],
  ['a branch', 'harbourlight/almanac', 'harbourlight/tidebook', '/-/branches/main', LINK, {}],
] as const;

describe.each(MOVED)('%s of a project that was moved', (_what, before, now, path, key, params) => {
  test('is judged by where that is now', async () => {
    await named(before);
    for (const viewer of ['dana', 'ada']) expect(outcomeOf(await world.frame(before + path, { viewer, key, params }))).toBe('unsupported');
    await named('harbourlight');
    const html = await world.frame(before + path, { viewer: 'dana', key, params });
    expect([outcomeOf(html), html.includes(`/${now}/-/`)]).toEqual(['shown', true]);
  });
});

test('what somebody saw last of a moved project is judged so too, while GitLab does not renew their token', async () => {
  const path = 'harbourlight/tide-clock/-/issues/18';
  await world.save('places', { mode: 'all' });
  const title = 'Show the tide as a ring instead of a table';
  expect(await world.frame(path, { viewer: 'dana' })).toContain(title);
  Object.assign(world.app.gitlab.switches, { status500: true, reach: 'oauth' });
  for (const [place, shows] of [['harbourlight', true], ['harbourlight/tide-clock', false]] as const) {
    await named(place);
    later = 2.5 * 3_600_000;
    const html = await world.frame(path, { viewer: 'dana' });
    later = 0;
    expect([place, outcomeOf(html), html.includes(title)]).toEqual([place, 'unavailable', shows]);
  }
});
