import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { LINK_ENDED } from '../../src/accounts/viewer.js';
import { createMacroWorld, fail, ISSUE, linkedAs, type MacroWorld } from '../support/macro-world.js';
import { issue } from '../support/things.js';

const second = 1_000;

/** A world in which Ann saw `first` a moment ago, and GitLab has `second` since. */
async function afterAnnSaw(ago: number, options: Parameters<typeof createMacroWorld>[0] = {}): Promise<MacroWorld> {
  const world = createMacroWorld(options);
  world.viewerOf = () => linkedAs('ann');
  world.load = () => issue({ title: 'first' });
  await world.visit('ann');
  world.now += ago;
  world.loads.length = 0;
  world.load = () => issue({ title: 'second' });
  return world;
}

describe('what was seen a moment ago', () => {
  it('is shown for half a minute without asking GitLab, in each look', async () => {
    const world = await afterAnnSaw(29 * second);
    for (const look of ['link', 'inline', 'linkFragment', 'inlineFragment'] as const) {
      expect(await world.visit('ann', ISSUE, look)).toMatchObject({ outcome: 'shown', html: expect.stringContaining('first') });
    }
    expect(world.loads).toEqual([]);
  });

  it('is shown at once up to five minutes, and fetched anew behind the answer for the next', async () => {
    const world = await afterAnnSaw(31 * second);
    expect((await world.visit('ann')).html).toContain('first');
    await pause(5);
    expect(world.loads).toEqual(['token-of-ann']);
    expect((await world.visit('ann')).html).toContain('second');
  });

  it('is fetched anew once, however many ask meanwhile, and nobody waits for it', async () => {
    const world = await afterAnnSaw(31 * second);
    world.load = () => new Promise(() => undefined);
    const visits = await Promise.all([1, 2, 3].map(() => world.visit('ann')));
    expect(visits.map(({ outcome }) => outcome)).toEqual(['shown', 'shown', 'shown']);
    expect(world.loads).toHaveLength(1);
  });

  it('is fetched first when it is older than five minutes', async () => {
    const world = await afterAnnSaw(300 * second);
    expect((await world.visit('ann')).html).toContain('second');
  });

  it('says its age from one minute on, and asks the frame to renew itself once', async () => {
    const young = await afterAnnSaw(59 * second);
    expect((await young.visit('ann')).html).not.toMatch(/minutes? ago|data-retry-after/);
    const old = await afterAnnSaw(185 * second);
    old.load = () => new Promise(() => undefined);
    expect((await old.visit('ann')).html).toMatch(/data-retry-after="2".*Updated 3 minutes ago/s);
    expect((await old.visit('ann', ISSUE, 'inline')).html).toMatch(/data-retry-after="2".*title="first \(Updated 3 minutes ago\)"/s);
  });

  it('is not enough for a frame that asks for newer, which then waits for what is under way', async () => {
    const world = await afterAnnSaw(185 * second);
    await world.visit('ann');
    const { html } = await world.visit('ann', ISSUE, 'linkFragment');
    expect(html).toContain('second');
    expect(html).not.toMatch(/minutes? ago|data-retry-after/);
    expect(world.loads).toHaveLength(1);
  });

  it('is enough for a script whose frame is empty yet, and renews itself as a frame does that came with it', async () => {
    const world = await afterAnnSaw(185 * second);
    world.load = () => new Promise(() => undefined);
    world.query = { cause: 'first' };
    expect((await world.visit('ann', ISSUE, 'linkFragment')).html).toMatch(/data-retry-after="2".*Updated 3 minutes ago/s);
  });

  it('comes back with its age, and when it is tried again, where GitLab has nothing newer for that frame', async () => {
    const world = await afterAnnSaw(185 * second);
    world.load = () => fail('unavailable');
    expect(await world.visit('ann', ISSUE, 'linkFragment')).toMatchObject({ outcome: 'unavailable', html: expect.stringMatching(/data-retry-after="30".*3 minutes ago.*first/s) });
  });

  it('goes when GitLab refuses it behind an answer', async () => {
    const world = await afterAnnSaw(31 * second);
    world.load = () => fail('not-found');
    expect(await world.visit('ann')).toMatchObject({ outcome: 'shown' });
    await pause(5);
    expect(await world.visit('ann')).toMatchObject({ outcome: 'no-access' });
    expect(world.loads).toHaveLength(1);
  });

  it('is fetched with a renewed token where the one behind the answer was refused', async () => {
    const world = await afterAnnSaw(31 * second);
    world.refused = () => linkedAs('ann', 'new');
    world.load = (token) => (token === 'new' ? issue({ title: 'second' }) : fail('unauthorized'));
    await world.visit('ann');
    await pause(5);
    expect((await world.visit('ann')).html).toContain('second');
    expect(world.refusals).toEqual(['token-of-ann']);
  });

  it('is nobody’s when the link ends, in this process or in another', async () => {
    const world = await afterAnnSaw(second);
    world.invalidation.announce(LINK_ENDED, 'tenant-1 ann default');
    expect((await world.visit('ann')).html).toContain('second');
  });

  it('is drawn anew when it is another', async () => {
    const world = await afterAnnSaw(31 * second);
    expect((await world.visit('ann')).page?.title).toBe('first – GitLab');
    await pause(5);
    expect((await world.visit('ann')).page?.title).toBe('second – GitLab');
  });
});

describe('a refusal', () => {
  it('is remembered for ten seconds, for this viewer alone', async () => {
    const world = createMacroWorld();
    world.viewerOf = ({ accountId = '' }) => linkedAs(accountId);
    world.load = (token) => (token === 'token-of-ben' ? issue() : fail('not-found'));
    await world.visit('ann');
    expect(await world.visit('ann')).toMatchObject({ outcome: 'no-access' });
    expect(await world.visit('ben')).toMatchObject({ outcome: 'shown' });
    expect(world.loads).toEqual(['token-of-ann', 'token-of-ben']);
    world.now += 10_001;
    await world.visit('ann');
    expect(world.loads).toHaveLength(3);
  });
});

describe('viewers at once', () => {
  it('never get each other’s, in whatever order their answers come', async () => {
    const world = createMacroWorld();
    world.viewerOf = ({ accountId }) => (accountId === 'ann' || accountId === 'ben' ? linkedAs(accountId) : { state: 'unlinked' });
    world.load = async (token) => {
      await pause(token === 'token-of-ann' ? 1 : 10);
      return token === 'token-of-ann' ? issue({ title: 'only for Ann' }) : fail('not-found');
    };
    const who = ['ann', 'ben', 'eve', undefined, 'ann', 'ben', 'eve', undefined];
    const visits = await Promise.all(who.map((accountId) => world.visit(accountId)));
    expect(visits.map(({ html }) => html.includes('only for Ann'))).toEqual(who.map((accountId) => accountId === 'ann'));
    const again = await Promise.all(who.map((accountId) => world.visit(accountId)));
    expect(again.map(({ html }) => html.includes('only for Ann'))).toEqual(who.map((accountId) => accountId === 'ann'));
  });
});
