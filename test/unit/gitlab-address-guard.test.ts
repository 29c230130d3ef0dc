import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { isPublicAddress } from '../../src/addresses.js';
import { AddressRefused, createAddressGuard } from '../../src/gitlab/calls/address-guard.js';

const PRIVATE_V4 = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
  ...['169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.5', '192.88.99.1', '192.168.1.1'],
  ...['198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
];
const PUBLIC_V4 = ['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '172.15.255.255', '172.32.0.0', '172.65.251.78', '192.167.255.255', '223.255.255.255'];
const PRIVATE_V6 = [
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '100::1', '64:ff9b::808:808', '64:ff9b:1::1', '5f00::1'],
  ...['2001::1', '2001:0:4136:e378::1', '2001:10::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::1', '2002:808:808::1', '3fff::1'],
  ...PRIVATE_V4.map((address) => `::ffff:${address}`),
  ...PUBLIC_V4.map((address) => `::ffff:${address}`),
  ...['::7f00:1', '::127.0.0.1', '0:0:0:0:0:ffff:7f00:1', '::ffff:0:127.0.0.1'],
];
const PUBLIC_V6 = ['2606:4700:4700::1111', '2a00:1450:4001::200e', '2400::1', '2600:1901:0:1ad8::'];

test.each([...PRIVATE_V4, ...PRIVATE_V6, '', 'localhost', '1.2.3', '2130706433', '0x7f.0.0.1', '[::1]'])('%s is not public [T13b]', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([...PUBLIC_V4, ...PUBLIC_V6])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

describe('URLs', () => {
  const guard = createAddressGuard({ privateHosts: ['gitlab.corp', '10.1.2.3:8080', '[::1]:9443', 'plain.corp:80'], ports: [443, 8443] });
  const judge = (url: string) => guard.judge(new URL(url));

  test.each(['https://gitlab.com/api', 'https://gitlab.example:8443', 'https://8.8.8.8', 'https://[2606:4700:4700::1111]/'])('%s is asked as public', (url) => {
    expect(judge(url)).toBe('public');
  });

  test.each([
    ...['http://gitlab.corp', 'https://GITLAB.corp:4433', 'http://10.1.2.3:8080', 'https://[::1]:9443', 'http://plain.corp', 'http://167838211:8080'],
  ])('%s is asked because the operator named it', (url) => {
    expect(judge(url)).toBe('private');
  });

  const loopback = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '017700000001', '0177.0.0.1', '127.0.0.1.', '①②⑦.0.0.1'];
  const brackets = ['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]'];
  const metadata = ['169.254.169.254', '0xa9fea9fe', '2852039166', '[fd00:ec2::254]'];
  test.each([...loopback, ...brackets, ...metadata, '10.1.2.3', '0', '0.0.0.0'])('https://%s is refused without a look-up [T13c]', (host) => {
    expect(() => judge(`https://${host}/`)).toThrow(AddressRefused);
  });

  test.each([
    ...['http://gitlab.com', 'https://gitlab.com:22', 'https://gitlab.com:6379', 'https://gitlab.com:0', 'http://gitlab.com:443', 'ftp://gitlab.com', 'file:///etc/passwd'],
    ...['https://user@gitlab.com', 'https://:secret@gitlab.com', 'http://user@gitlab.corp', 'https://10.1.2.3:8081', 'http://[::1]:9444'],
    ...['http://gitlab.corp.example', 'http://xgitlab.corp', 'http://plain.corp:8080'],
  ])('%s is refused [T13c]', (url) => {
    expect(() => judge(url)).toThrow(AddressRefused);
  });
});

describe('names', () => {
  const resolving = (...addresses: string[]): LookupFunction => (_name, _options, callback) =>
    callback(null, addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })));
  const lookup = (resolve: LookupFunction, all: boolean) =>
    new Promise<unknown>((done, fail) => {
      createAddressGuard({ privateHosts: [], ports: [443] }, resolve).lookup('gitlab.example', { all }, (error, found, family) =>
        error ? fail(error) : done(family === undefined ? found : [found, family]),
      );
    });

  test('resolve to their public addresses', async () => {
    await expect(lookup(resolving('8.8.8.8', '2606:4700::1'), true)).resolves.toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
    await expect(lookup(resolving('8.8.8.8', '1.1.1.1'), false)).resolves.toEqual(['8.8.8.8', 4]);
  });

  test.each([[['127.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['8.8.8.8', '::1']], [['::ffff:8.8.8.8']], [['169.254.169.254', '8.8.8.8']], [[]]])('%j is refused [T14b]', async (addresses) => {
    await expect(lookup(resolving(...addresses), true)).rejects.toThrow(AddressRefused);
    await expect(lookup(resolving(...addresses), false)).rejects.toThrow(AddressRefused);
  });

  test('that resolve to nothing keep the resolver’s own error', async () => {
    const failing: LookupFunction = (_name, _options, callback) => callback(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
    await expect(lookup(failing, true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
