import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { AddressRefused, createAddressGuard } from '../../src/gitlab/calls/address-guard.js';
import { createDnsLookup, lookupFor } from '../../src/gitlab/calls/dns-lookup.js';
import { startNameServer, type NameServer } from '../support/name-server.js';

let server: NameServer;

beforeAll(async () => {
  const silent = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`silent-${index}.example`, 'silent' as const]));
  server = await startNameServer({
    'both.example': ['8.8.8.8', '1.1.1.1', '2606:4700::1111'],
    'four.example': ['8.8.8.8'],
    'mixed.example': ['8.8.8.8', '10.0.0.1'],
    'mixed-families.example': ['8.8.8.8', '::1'],
    'empty.example': [],
    'failing.example': 'failing',
    'localhost': ['8.8.8.8'],
    ...silent,
  });
});
beforeEach(() => void server.asked.splice(0));
afterAll(() => server.close());

const find = (lookup: LookupFunction, name: string, options: { family?: number; all?: boolean } = { all: true }) =>
  new Promise<string | readonly LookupAddress[]>((done, fail) => lookup(name, options, (error, found) => (error ? fail(error) : done(found))));
const fromServer = (withinMs?: number) => createDnsLookup({ servers: [server.address], ...(withinMs ? { withinMs } : {}) });
const addresses = async (...given: Parameters<typeof find>) => [await find(...given)].flat().map((one) => (typeof one === 'string' ? one : one.address));

test('a name leads to the addresses of both families that the DNS has, or of the one that is asked for', async () => {
  expect(await addresses(fromServer(), 'both.example')).toEqual(['8.8.8.8', '1.1.1.1', '2606:4700::1111']);
  expect(await addresses(fromServer(), 'Four.Example')).toEqual(['8.8.8.8']);
  expect(await addresses(fromServer(), 'both.example', { family: 6, all: true })).toEqual(['2606:4700::1111']);
  expect(await addresses(fromServer(), 'both.example', {})).toEqual(['8.8.8.8']);
  await expect(find(fromServer(), 'four.example', { family: 6 })).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test.each([
  ['nobody.example', 'ENOTFOUND'],
  ['empty.example', 'ENOTFOUND'],
  ['failing.example', 'EAI_AGAIN'],
])('%s ends as %s', async (name, code) => {
  await expect(find(fromServer(), name)).rejects.toMatchObject({ code });
});

test.each(['mixed.example', 'mixed-families.example', 'localhost', 'a.localhost'])('%s is refused, since the DNS leads inside or has no say [T14b]', async (name) => {
  const guard = createAddressGuard({ privateHosts: [], ports: [443] }, fromServer());
  await expect(find(guard.lookup, name)).rejects.toThrow(AddressRefused);
});

test('names that never resolve are left after a while, and hold up no other look-up of the process [T16e]', async () => {
  const lookup = fromServer(700);
  const left = Promise.allSettled(Array.from({ length: 40 }, (_, index) => find(lookup, `silent-${index}.example`)));
  const started = performance.now();
  expect(await addresses(lookup, 'four.example')).toEqual(['8.8.8.8']);
  expect(await addresses(systemLookup as LookupFunction, 'localhost', {})).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(600);
  expect((await left).map((one) => one.status === 'rejected' && (one.reason as NodeJS.ErrnoException).code)).toEqual(Array.from({ length: 40 }, () => 'EAI_AGAIN'));
});

test('what administrators name waits on none of the threads that PostgreSQL and files need [T16e]', async () => {
  const { lookup } = createAddressGuard({ privateHosts: [], ports: [443], url: 'https://gitlab.example' });
  const asked = find(lookup, 'added-by-an-administrator.invalid').catch(() => undefined);
  expect(process.getActiveResourcesInfo()).not.toContain('GetAddrInfoReqWrap');
  await asked;
});

test('a name is asked for once by all who want it at a time, and anew after that', async () => {
  const lookup = fromServer();
  await Promise.all(Array.from({ length: 20 }, () => find(lookup, 'four.example')));
  expect(server.asked.sort()).toEqual(['four.example A', 'four.example AAAA']);
  await find(lookup, 'four.example');
  expect(server.asked).toHaveLength(4);
});

test('the host that the operator named is looked up as the machine does, and no other', async () => {
  const saying = (address: string): LookupFunction => (_name, _options, callback) => callback(null, [{ address, family: 4 }]);
  const lookup = lookupFor('https://GitLab.example:8443/gitlab', saying('8.8.8.8'), saying('1.1.1.1'));
  expect(await addresses(lookup, 'gitlab.example')).toEqual(['8.8.8.8']);
  expect(await addresses(lookup, 'x.gitlab.example')).toEqual(['1.1.1.1']);
  expect(await addresses(lookupFor(undefined, saying('8.8.8.8'), saying('1.1.1.1')), 'gitlab.example')).toEqual(['1.1.1.1']);
});
