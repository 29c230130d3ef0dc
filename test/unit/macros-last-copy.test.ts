import { describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../src/connect/caller.js';
import { createLastCopies, type Eyes } from '../../src/macros/last-copy.js';
import { issue } from '../support/things.js';

const tenant: Tenant = { clientKey: 'tenant-1', baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined, epoch: 1 };
const reference = { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid: 12 } as const;

function linkOf(accountId: string, version = '1', clientKey = 'tenant-1') {
  return { of: 'link', link: { clientKey, accountId, instanceId: 'default', version } } as const satisfies Eyes;
}

function keptBy(eyes: ReturnType<typeof linkOf> | { of: 'anybody' }, takenAt = 1_000) {
  let now = takenAt;
  const copies = createLastCopies(() => now);
  copies.keep(tenant, eyes, reference, { thing: issue(), takenAt });
  return { copies, at: (time: number) => void (now = time) };
}

describe('last copies', () => {
  it('come back to the eyes that they were fetched for, with their time', () => {
    const { copies } = keptBy(linkOf('ann'));
    expect(copies.find(tenant, linkOf('ann'), reference)).toEqual({ thing: issue(), takenAt: 1_000 });
  });

  it.each<[string, Tenant, Eyes, object]>([
    ['another person', tenant, linkOf('ben'), reference],
    ['nobody in particular', tenant, { of: 'anybody' }, reference],
    ['the same person with another link', tenant, linkOf('ann', '2'), reference],
    ['another tenant', { ...tenant, clientKey: 'tenant-2' }, linkOf('ann', '1', 'tenant-2'), reference],
    ['a later installation', { ...tenant, epoch: 2 }, linkOf('ann'), reference],
    ['another thing', tenant, linkOf('ann'), { ...reference, iid: 13 }],
    ['another instance', tenant, linkOf('ann'), { ...reference, instance: 'other' }],
    ['the same person, linked after the copy', tenant, { of: 'person', accountId: 'ann', since: 1_000 }, reference],
    ['another person, linked before the copy', tenant, { of: 'person', accountId: 'ben', since: 1 }, reference],
  ])('are never shown to %s', (_whom, other, eyes, wanted) => {
    const { copies } = keptBy(linkOf('ann'));
    expect(copies.find(other, eyes, wanted as typeof reference)).toBeUndefined();
  });

  it('that anybody may see are never shown as somebody’s own, nor the other way', () => {
    const { copies } = keptBy({ of: 'anybody' });
    expect(copies.find(tenant, linkOf('ann'), reference)).toBeUndefined();
    expect(copies.find(tenant, { of: 'anybody' }, reference)).toBeDefined();
  });

  it('come back to a person whose link is older than they', () => {
    const { copies } = keptBy(linkOf('ann'));
    expect(copies.find(tenant, { of: 'person', accountId: 'ann', since: 999 }, reference)).toBeDefined();
  });

  it('die with their link, even when it comes again', () => {
    const { copies } = keptBy(linkOf('ann', '1'));
    copies.find(tenant, linkOf('ann', '2'), reference);
    expect(copies.find(tenant, linkOf('ann', '1'), reference)).toBeUndefined();
  });

  it('die of age, when they are dropped, and with their tenant', () => {
    const old = keptBy(linkOf('ann'));
    old.at(1_000 + 5 * 3_600_000);
    expect(old.copies.find(tenant, linkOf('ann'), reference)).toBeUndefined();
    const dropped = keptBy(linkOf('ann')).copies;
    dropped.drop(tenant, linkOf('ann'), reference);
    expect(dropped.find(tenant, linkOf('ann'), reference)).toBeUndefined();
    const purged = keptBy(linkOf('ann')).copies;
    purged.purgeTenant('tenant-1');
    expect(purged.find(tenant, linkOf('ann'), reference)).toBeUndefined();
  });

  it('are bounded: what is huge is not kept', () => {
    const copies = createLastCopies(() => 1);
    copies.keep(tenant, linkOf('ann'), reference, { thing: issue({ descriptionHtml: 'x'.repeat(1024 * 1024) }), takenAt: 1 });
    expect(copies.find(tenant, linkOf('ann'), reference)).toBeUndefined();
  });

  it('can not be changed by who got them', () => {
    const { copies } = keptBy(linkOf('ann'));
    Object.assign(copies.find(tenant, linkOf('ann'), reference)?.thing ?? {}, { title: 'changed' });
    expect(copies.find(tenant, linkOf('ann'), reference)?.thing).toMatchObject({ title: issue().title });
  });
});
