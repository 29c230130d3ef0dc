import { describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../src/connect/caller.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import { createCopies } from '../../src/macros/copies/copies.js';
import type { CopyOf, Eyes } from '../../src/macros/copies/copy-key.js';
import { instance, issue } from '../support/things.js';

const tenant: Tenant = { clientKey: 'tenant-1', baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined, epoch: 1 };
const reference = { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid: 12 } as const;

function linkOf(accountId: string, version = '1', clientKey = 'tenant-1') {
  return { of: 'link', link: { clientKey, accountId, instanceId: 'default', version } } as const satisfies Eyes;
}
const anns: CopyOf = { tenant, eyes: linkOf('ann'), instance, reference };
const anybodys: CopyOf = { ...anns, eyes: { of: 'anybody' } };

function start() {
  const time = { now: 1_000 };
  return { time, copies: createCopies({ clock: () => time.now, shared: undefined }) };
}

async function keptFor(of: CopyOf) {
  const world = start();
  await world.copies.load(of, async () => issue());
  return world;
}

describe('copies', () => {
  it('come back to the eyes that they were fetched for, with their time', async () => {
    const { copies } = await keptFor(anns);
    expect(await copies.find(anns)).toMatchObject({ thing: { title: issue().title }, takenAt: 1_000 });
  });

  it.each<[string, Partial<CopyOf>]>([
    ['another person', { eyes: linkOf('ben') }],
    ['nobody in particular', { eyes: { of: 'anybody' } }],
    ['the same person with another link', { eyes: linkOf('ann', '2') }],
    ['another tenant', { tenant: { ...tenant, clientKey: 'tenant-2' }, eyes: linkOf('ann', '1', 'tenant-2') }],
    ['a later installation', { tenant: { ...tenant, epoch: 2 } }],
    ['another thing', { reference: { ...reference, iid: 13 } }],
    ['another instance', { reference: { ...reference, instance: 'other' } }],
    ['the instance at another address', { instance: { ...instance, baseUrl: 'https://other.example.com' } }],
  ])('are never shown to %s', async (_whom, other) => {
    const { copies } = await keptFor(anns);
    expect(await copies.find({ ...anns, ...other })).toBeUndefined();
  });

  it('that anybody may see are never shown as somebody’s own, nor the other way', async () => {
    const { copies } = await keptFor(anybodys);
    expect(await copies.find(anns)).toBeUndefined();
    expect(await copies.find(anybodys)).toBeDefined();
  });

  it('are fresh for half a minute, and end after four hours', async () => {
    const { copies, time } = await keptFor(anns);
    const copy = await copies.find(anns);
    time.now += 29_999;
    expect(copy && copies.isFresh(copy)).toBe(true);
    time.now += 1;
    expect(copy && copies.isFresh(copy)).toBe(false);
    time.now += 4 * 3_600_000;
    expect(await copies.find(anns)).toBeUndefined();
  });

  it('die with their link and with their tenant, and no others do', async () => {
    const { copies } = await keptFor(anns);
    await copies.load(anybodys, async () => issue());
    copies.purgeLink('tenant-1 ben default');
    expect(await copies.find(anns)).toBeDefined();
    copies.purgeLink('tenant-1 ann default');
    expect(await copies.find(anns)).toBeUndefined();
    await copies.purgeTenant('tenant-2');
    expect(await copies.find(anybodys)).toBeDefined();
    await copies.purgeTenant('tenant-1');
    expect(await copies.find(anybodys)).toBeUndefined();
  });

  it('are not made of what was on its way when the link ended', async () => {
    const { copies } = start();
    const loading = copies.load(anns, async () => issue());
    copies.purgeLink('tenant-1 ann default');
    await loading;
    expect(await copies.find(anns)).toBeUndefined();
  });

  it('are bounded: what is huge is not kept', async () => {
    const { copies } = start();
    const huge = issue({ descriptionHtml: 'x'.repeat(1024 * 1024) });
    expect((await copies.load(anns, async () => huge)).thing).toMatchObject({ descriptionHtml: huge.descriptionHtml });
    expect(await copies.find(anns)).toBeUndefined();
  });

  it('are bounded: those that were not looked at for longest give way', async () => {
    const { copies } = start();
    const big = issue({ descriptionHtml: 'x'.repeat(500 * 1024) });
    for (let iid = 1; iid <= 80; iid += 1) await copies.load({ ...anns, reference: { ...reference, iid } }, async () => big);
    expect(await copies.find({ ...anns, reference: { ...reference, iid: 1 } })).toBeUndefined();
    expect(await copies.find({ ...anns, reference: { ...reference, iid: 80 } })).toBeDefined();
  });

  it('can not be changed by who got them', async () => {
    const { copies } = await keptFor(anns);
    Object.assign((await copies.find(anns))?.thing ?? {}, { title: 'changed' });
    expect((await copies.find(anns))?.thing).toMatchObject({ title: issue().title });
  });

  it('keep what was drawn of them, until they are fetched anew', async () => {
    const { copies } = await keptFor(anns);
    (await copies.find(anns))?.drawings.keep('card', { title: 'A', html: '<main>' });
    expect((await copies.find(anns))?.drawings.find('card')).toEqual({ title: 'A', html: '<main>' });
    expect((await copies.find(anns))?.drawings.find('chip')).toBeUndefined();
    const old = await copies.find(anns);
    await copies.load(anns, async () => issue({ title: 'New' }));
    old?.drawings.keep('card', { title: 'B', html: '<main>' });
    expect((await copies.find(anns))?.drawings.find('card')).toBeUndefined();
  });
});

describe('loading', () => {
  it('is one for all who want the same with the same eyes meanwhile', async () => {
    const { copies } = start();
    let calls = 0;
    const fetch = async () => issue({ title: `call ${(calls += 1)}` });
    const both = await Promise.all([copies.load(anns, fetch), copies.load(anns, fetch), copies.load(anybodys, fetch)]);
    expect(both.map(({ thing }) => thing)).toMatchObject([{ title: 'call 1' }, { title: 'call 1' }, { title: 'call 2' }]);
    await copies.load(anns, fetch);
    expect(calls).toBe(3);
  });

  it.each(['not-found', 'forbidden'] as const)('remembers for ten seconds that GitLab refused, to these eyes alone, and drops the copy: %s', async (failure) => {
    const { copies, time } = await keptFor(anns);
    const refuse = () => Promise.reject(new GitLabError(failure, 'said the test'));
    await expect(copies.load(anns, refuse)).rejects.toMatchObject({ failure });
    expect(await copies.find(anns)).toBeUndefined();
    time.now += 9_999;
    await expect(copies.load(anns, async () => issue())).rejects.toMatchObject({ failure });
    await expect(copies.load({ ...anns, eyes: linkOf('ben') }, async () => issue())).resolves.toBeDefined();
    time.now += 2;
    await expect(copies.load(anns, async () => issue())).resolves.toBeDefined();
  });

  it('that failed otherwise is tried again, and leaves the copy', async () => {
    const { copies } = await keptFor(anns);
    await expect(copies.load(anns, () => Promise.reject(new GitLabError('unavailable', 'said the test')))).rejects.toThrow();
    expect(await copies.find(anns)).toBeDefined();
    await expect(copies.load(anns, async () => issue())).resolves.toBeDefined();
  });

  it('is due for what is not fresh, not under way and not refused', async () => {
    const { copies, time } = start();
    const of = (iid: number): CopyOf => ({ ...anns, reference: { ...reference, iid } });
    await copies.load(of(1), async () => issue());
    time.now += 29_000;
    await copies.load(of(2), async () => issue());
    await copies.load(of(3), () => Promise.reject(new GitLabError('not-found', 'said the test'))).catch(() => undefined);
    const underWay = copies.load(of(4), async () => issue());
    time.now += 1_000;
    expect(await copies.due([of(1), of(2), of(3), of(4), of(5)])).toEqual([of(1), of(5)]);
    await underWay;
  });
});
