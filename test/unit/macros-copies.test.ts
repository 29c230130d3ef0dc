import { describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../src/connect/caller.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import { TimeUp } from '../../src/gitlab/calls/in-time.js';
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

const BIG = issue({ descriptionHtml: 'x'.repeat(500 * 1024) });

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
  ])('are never shown to %s [T6b, T5b]', async (_whom, other) => {
    const { copies } = await keptFor(anns);
    expect(await copies.find({ ...anns, ...other })).toBeUndefined();
  });

  it('that anybody may see are never shown as somebody’s own, nor the other way [T6b]', async () => {
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
    const by = (number: number): CopyOf => ({ ...anns, eyes: linkOf(`person-${number}`) });
    for (let number = 1; number <= 80; number += 1) await copies.load(by(number), async () => BIG);
    expect(await copies.find(by(1))).toBeUndefined();
    expect(await copies.find(by(80))).toBeDefined();
  });

  it('are bounded for each owner: one who looks at much loses their own, and nobody else theirs', async () => {
    const { copies } = start();
    const kept = [anybodys, { ...anns, eyes: linkOf('ben') }, { ...anybodys, tenant: { ...tenant, clientKey: 'tenant-2' } }];
    for (const of of kept) await copies.load(of, async () => BIG);
    const of = (iid: number): CopyOf => ({ ...anns, reference: { ...reference, iid } });
    for (let iid = 1; iid <= 200; iid += 1) await copies.load(of(iid), async () => BIG);
    expect(await Promise.all(kept.map((one) => copies.find(one)))).not.toContain(undefined);
    const found = await Promise.all(Array.from({ length: 200 }, (_, index) => copies.find(of(index + 1))));
    expect(found.flatMap((copy, index) => (copy ? [index + 1] : []))).toEqual([193, 194, 195, 196, 197, 198, 199, 200]);
  });

  it('leave their room when they go', async () => {
    const { copies } = start();
    const of = (iid: number): CopyOf => ({ ...anns, reference: { ...reference, iid } });
    for (let round = 0; round < 5; round += 1) {
      for (let iid = 1; iid <= 7; iid += 1) await copies.load(of(iid), async () => BIG);
      if (round % 2) copies.purgeLink('tenant-1 ann default');
      else (await copies.find(of(1)))?.drawings.keep('card', { title: 'A', html: Buffer.from('<main>') });
    }
    expect(await Promise.all([1, 2, 3, 4, 5, 6, 7].map((iid) => copies.find(of(iid))))).not.toContain(undefined);
  });

  it('can not be changed by who got them', async () => {
    const { copies } = await keptFor(anns);
    Object.assign((await copies.find(anns))?.thing ?? {}, { title: 'changed' });
    expect((await copies.find(anns))?.thing).toMatchObject({ title: issue().title });
  });

  it('keep what was drawn of them, until they are fetched anew', async () => {
    const { copies } = await keptFor(anns);
    (await copies.find(anns))?.drawings.keep('card', { title: 'A', html: Buffer.from('<main>') });
    expect((await copies.find(anns))?.drawings.find('card')).toEqual({ title: 'A', html: Buffer.from('<main>') });
    expect((await copies.find(anns))?.drawings.find('chip')).toBeUndefined();
    const old = await copies.find(anns);
    await copies.load(anns, async () => issue({ title: 'New' }));
    old?.drawings.keep('card', { title: 'B', html: Buffer.from('<main>') });
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

  it.each([['unavailable', undefined, 5_000], ['limited', 60_000, 60_000], ['unavailable', 2_000, 2_000]] as const)('that failed otherwise leaves the copy, and is not tried again until the time that GitLab named: %s, %s', async (failure, waitMs, heldMs) => {
    const { copies, time } = await keptFor(anns);
    const retryAt = waitMs === undefined ? undefined : time.now + waitMs;
    await expect(copies.load(anns, () => Promise.reject(new GitLabError(failure, 'said the test', retryAt === undefined ? {} : { retryAt })))).rejects.toMatchObject({ failure });
    expect(await copies.find(anns)).toBeDefined();
    time.now += heldMs - 1;
    await expect(copies.load(anns, async () => issue())).rejects.toMatchObject({ failure, retryAt });
    await expect(copies.load(anybodys, async () => issue())).resolves.toBeDefined();
    time.now += 2;
    await expect(copies.load(anns, async () => issue())).resolves.toBeDefined();
  });

  it('that failed is tried again at once by whoever insists, and what comes of it holds for all', async () => {
    const { copies } = start();
    const calls: string[] = [];
    const failing = (name: string) => async () => {
      calls.push(name);
      throw new GitLabError('not-found', name);
    };
    await copies.load(anns, failing('first')).catch(() => undefined);
    expect([copies.isKnown(anns), copies.isKnown(anns, true)]).toEqual([true, false]);
    await expect(copies.load(anns, failing('second'), true)).rejects.toThrow('second');
    await expect(copies.load(anns, failing('third'))).rejects.toThrow('second');
    await copies.load(anns, async () => issue(), true);
    await expect(copies.load(anns, async () => issue())).resolves.toBeDefined();
    expect(calls).toEqual(['first', 'second']);
  });

  it.each([
    ['of the link', (copies: ReturnType<typeof createCopies>) => copies.purgeLink('tenant-1 ann default')],
    ['of the tenant', (copies: ReturnType<typeof createCopies>) => copies.forgetTenant('tenant-1')],
  ])('that failed is forgotten with the end %s', async (_what, end) => {
    const { copies } = start();
    await copies.load(anns, () => Promise.reject(new GitLabError('unavailable', 'said the test'))).catch(() => undefined);
    end(copies);
    await expect(copies.load(anns, async () => issue())).resolves.toBeDefined();
  });

  it.each([['a dead token', new GitLabError('unauthorized', 'said the test')], ['too little time', new TimeUp('said the test')], ['a fault of ours', new TypeError('said the test')]])('that failed for what says nothing of GitLab is tried again: %s', async (_why, error) => {
    const { copies } = start();
    await expect(copies.load(anns, () => Promise.reject(error))).rejects.toThrow('said the test');
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
