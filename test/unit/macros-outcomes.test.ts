import { describe, expect, it } from '@jest/globals';
import { callerOf, createMacroWorld, fail, ISSUE, linkedAs, tenant } from '../support/macro-world.js';
import { instance, issue } from '../support/things.js';

describe('what a macro comes to', () => {
  it('is the thing, fetched with the viewer’s own token', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann');
    world.load = () => issue();
    expect(await world.visit('ann')).toMatchObject({ outcome: 'shown', html: expect.stringContaining(issue().title), page: { title: `${issue().title} – GitLab`, resize: true } });
    expect(await world.visit('ann', ISSUE, 'inline')).toMatchObject({ outcome: 'shown', page: { resize: false } });
    expect(await world.visit('ann', ISSUE, 'linkFragment')).toMatchObject({ outcome: 'shown', page: undefined });
    expect(world.loads).toEqual(['token-of-ann']);
  });

  it('is what anybody may see, without a link and without a token', async () => {
    const world = createMacroWorld();
    world.load = () => issue();
    expect(await world.visit('ben')).toMatchObject({ outcome: 'shown' });
    expect(await world.visit(undefined)).toMatchObject({ outcome: 'shown' });
    expect(world.loads).toEqual([undefined]);
  });

  it.each(['not-found', 'forbidden', 'unauthorized'] as const)('is an invitation where nobody may see it without a link: %s', async (failure) => {
    const world = createMacroWorld();
    world.load = () => fail(failure);
    expect(await world.visit('ben')).toMatchObject({ outcome: 'connect', html: expect.stringContaining('Connect GitLab</button>') });
    expect(await world.visit(undefined)).toMatchObject({ outcome: 'connect', html: expect.stringContaining('Sign in to Confluence') });
  });

  it('is an invitation without asking GitLab where the operator shows nothing', async () => {
    const world = createMacroWorld({ instance: { ...instance, unlinkedContent: 'none' } });
    world.load = () => issue();
    expect(await world.visit('ben')).toMatchObject({ outcome: 'connect' });
    expect(world.loads).toEqual([]);
  });

  it('has no button where the operator has not set linking up', async () => {
    const world = createMacroWorld({ instance: { ...instance, oauth: undefined } });
    const { outcome, html } = await world.visit('ben');
    expect(outcome).toBe('connect');
    expect(html).not.toContain('<button');
  });

  it('asks to reconnect when the link is dead, and shows nothing', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => ({ state: 'reconnect' });
    expect(await world.visit('ann')).toMatchObject({ outcome: 'reconnect' });
    expect(world.loads).toEqual([]);
  });

  it.each(['not-found', 'forbidden'] as const)('is no access when GitLab says so to this viewer: %s [T25d]', async (failure) => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann');
    world.load = () => fail(failure);
    expect(await world.visit('ann')).toMatchObject({ outcome: 'no-access', html: expect.stringContaining(`href="${ISSUE}"`) });
  });

  it.each(['', 'not a url', 'https://gitlab.example.com.evil.example/acme/orbit/-/issues/12', 'https://gitlab.example.com/acme/orbit/-/settings/ci_cd', 'javascript:alert(1)'])(
    'is unsupported without asking anybody: %s',
    async (url) => {
      const world = createMacroWorld();
      world.viewerOf = () => {
        throw new Error('asked');
      };
      expect(await world.visit('ann', url)).toMatchObject({ outcome: 'unsupported' });
      expect(world.loads).toEqual([]);
    },
  );
});

describe('a token that GitLab refuses', () => {
  it('is renewed once, and the thing is shown', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann', 'old');
    world.refused = () => linkedAs('ann', 'new');
    world.load = (token) => (token === 'new' ? issue() : fail('unauthorized'));
    expect(await world.visit('ann')).toMatchObject({ outcome: 'shown' });
    expect([world.loads, world.refusals]).toEqual([['old', 'new'], ['old']]);
  });

  it('ends in reconnect when the new one is refused too', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann', 'old');
    world.refused = () => linkedAs('ann', 'new');
    world.load = () => fail('unauthorized');
    expect(await world.visit('ann')).toMatchObject({ outcome: 'reconnect' });
    expect(world.loads).toEqual(['old', 'new']);
  });

  it('ends in reconnect when it can not be renewed', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann');
    world.load = () => fail('unauthorized');
    expect(await world.visit('ann')).toMatchObject({ outcome: 'reconnect' });
  });

  it('shows what anybody may see when the link was removed meanwhile', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann');
    world.refused = () => ({ state: 'unlinked' });
    world.load = (token) => (token === undefined ? issue() : fail('unauthorized'));
    expect(await world.visit('ann')).toMatchObject({ outcome: 'shown' });
  });
});

describe('a GitLab that gives no answer', () => {
  it.each(['limited', 'unavailable'] as const)('is unavailable, and says when it is tried again: %s', async (failure) => {
    const world = createMacroWorld();
    world.viewerOf = () => linkedAs('ann');
    world.load = () => fail(failure);
    expect(await world.visit('ann')).toMatchObject({ outcome: 'unavailable', html: expect.stringContaining('data-retry-after="30"') });
    world.load = () => fail(failure, world.now + 60_000);
    expect(await world.visit('ann', ISSUE, 'linkFragment')).toMatchObject({ outcome: 'unavailable', html: expect.stringContaining('data-retry-after="60"') });
  });

  it('is not asked again by each frame, but by a person who tries again; news are none', async () => {
    const world = createMacroWorld();
    world.viewerOf = ({ accountId }) => linkedAs(accountId ?? '');
    world.load = () => fail('unavailable');
    const asked = async (look: 'link' | 'linkFragment' | 'inlineFragment', viewer = 'ann') => {
      const before = world.loads.length;
      expect(await world.visit(viewer, ISSUE, look)).toMatchObject({ outcome: 'unavailable' });
      return world.loads.length - before;
    };
    expect([await asked('link'), await asked('link'), await asked('link', 'ben')]).toEqual([1, 0, 1]);
    expect([await asked('linkFragment'), await asked('inlineFragment')]).toEqual([1, 1]);
    Object.assign(world.query, { cause: 'news' });
    expect(await asked('linkFragment')).toBe(0);
    world.now += 5_001;
    expect(await asked('linkFragment')).toBe(1);
  });

  it('is unavailable after the time limit, whether it hears the signal or not', async () => {
    const world = createMacroWorld({ timeLimit: 30 });
    world.viewerOf = () => linkedAs('ann');
    world.load = (_token, _reference, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    expect(await world.visit('ann')).toMatchObject({ outcome: 'unavailable' });
    world.load = () => new Promise(() => undefined);
    expect(await world.visit('ann')).toMatchObject({ outcome: 'unavailable' });
    world.viewerOf = () => new Promise(() => undefined);
    expect(await world.visit('ann')).toMatchObject({ outcome: 'unavailable' });
  });

  it('does not hide faults of our own', async () => {
    const world = createMacroWorld();
    world.viewerOf = () => {
      throw new TypeError('a fault');
    };
    await expect(world.visit('ann')).rejects.toThrow('a fault');
  });
});

describe('the last copy', () => {
  const secret = 'A title that only Ann may see';

  async function afterAnnSawIt() {
    const world = createMacroWorld();
    world.linkedAt = world.now - 1_000;
    world.viewerOf = ({ accountId }) => (accountId === 'ann' || accountId === 'ben' ? linkedAs(accountId) : { state: accountId === undefined ? 'anonymous' : 'unlinked' });
    world.load = (token) => (token === 'token-of-ann' ? issue({ title: secret }) : fail('not-found'));
    expect(await world.visit('ann')).toMatchObject({ outcome: 'shown' });
    world.now += 300_000;
    world.load = () => fail('unavailable');
    return world;
  }

  it('is shown to the same viewer with its age [T25c]', async () => {
    const world = await afterAnnSawIt();
    const { outcome, html } = await world.visit('ann');
    expect(outcome).toBe('unavailable');
    expect(html).toContain(secret);
    expect(html).toContain('5 minutes ago');
  });

  it('is shown to the same viewer when GitLab does not even renew the token', async () => {
    const world = await afterAnnSawIt();
    world.viewerOf = () => fail('unavailable');
    expect(await world.visit('ann')).toMatchObject({ outcome: 'unavailable', html: expect.stringContaining(secret) });
    world.linkVersion = '2';
    expect((await world.visit('ann')).html).not.toContain(secret);
  });

  it.each(['ben', 'eve', undefined])('is shown to nobody else: %s [T25c]', async (other) => {
    const world = await afterAnnSawIt();
    const { outcome, html } = await world.visit(other);
    expect(outcome).toBe('unavailable');
    expect(html).not.toContain(secret);
    world.viewerOf = () => fail('unavailable');
    expect((await world.visit(other)).html).not.toContain(secret);
  });

  it('is shown to nobody of another site, nor of a later installation [T25c]', async () => {
    const world = await afterAnnSawIt();
    const elsewhere = { ...tenant, clientKey: 'tenant-2' };
    world.viewerOf = ({ tenant: { clientKey } }) => ({ state: 'linked', accessToken: 'x', username: 'ann', link: { clientKey, accountId: 'ann', instanceId: 'default', version: '1' } });
    expect((await world.visit('ann', ISSUE, 'link', elsewhere)).html).not.toContain(secret);
    expect((await world.visit('ann', ISSUE, 'link', { ...tenant, epoch: 2 })).html).not.toContain(secret);
    expect(callerOf('ann').tenant).toBe(tenant);
  });

  it('is gone when the link has become another, when GitLab has said no since, and with the tenant', async () => {
    const relinked = await afterAnnSawIt();
    relinked.viewerOf = () => linkedAs('ann', 'token', '2');
    expect((await relinked.visit('ann')).html).not.toContain(secret);

    const refused = await afterAnnSawIt();
    refused.load = () => fail('not-found');
    expect(await refused.visit('ann')).toMatchObject({ outcome: 'no-access' });
    refused.load = () => fail('unavailable');
    expect((await refused.visit('ann')).html).not.toContain(secret);

    const uninstalled = await afterAnnSawIt();
    await uninstalled.macros.purgeTenant(tenant.clientKey);
    expect((await uninstalled.visit('ann')).html).not.toContain(secret);
  });
});
