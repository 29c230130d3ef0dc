import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Settings } from '../settings.js';

/** Thrown instead of connecting: the URL or what its host resolves to is not where this server may go. */
export class AddressRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AddressRefused';
  }
}

/** Says which addresses this server may connect to. */
export interface AddressGuard {
  /**
   * `private` for hosts that the operator named, `public` for https on an allowed port.
   * Literal addresses are judged here, since no look-up happens for them.
   * @throws AddressRefused for every other URL.
   */
  judge(url: URL): 'public' | 'private';
  /** For the sockets of `public` URLs: resolves to public addresses only, and the socket connects to exactly those. */
  readonly lookup: LookupFunction;
}

type Rules = Pick<Settings['gitlab'], 'privateHosts' | 'ports'>;

export function createAddressGuard({ privateHosts, ports }: Rules, resolve: LookupFunction = systemLookup): AddressGuard {
  return {
    judge(url) {
      const host = url.hostname.toLowerCase();
      const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
      if (url.username || url.password) throw new AddressRefused('The URL holds a user name.');
      if (isPrivate(privateHosts, host, port)) return 'private';
      if (url.protocol !== 'https:' || !ports.includes(port)) throw new AddressRefused('Only https on the allowed ports is asked.');
      const literal = host.replace(/^\[(.*)\]$/, '$1');
      if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw new AddressRefused('The address is not public.');
      return 'public';
    },
    lookup: (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true }, (error, found) => {
        const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
        const [first] = addresses ?? [];
        if (error || !first) return callback(error ?? new AddressRefused('The host has no address.'), '');
        // One private address among public ones is enough to refuse: which one is tried is not ours to say.
        if (!addresses.every(({ address }) => isPublicAddress(address))) {
          return callback(new AddressRefused('The host resolves to an address that is not public.'), '');
        }
        if (options.all) return callback(null, addresses);
        callback(null, first.address, first.family);
      });
    },
  };
}

/** Entries are `host`, which stands for all its ports, or `host:port`. */
function isPrivate(privateHosts: readonly string[], host: string, port: number): boolean {
  return privateHosts.some((entry) => entry.toLowerCase() === host || entry.toLowerCase() === `${host}:${port}`);
}

/**
 * True for addresses of the public internet, by IANA's registries of special addresses
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry).
 * IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo) are refused whatever they carry.
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !SPECIAL_V4.check(address, 'ipv4');
  return version === 6 && !address.includes('%') && GLOBAL_V6.check(address, 'ipv6') && !SPECIAL_V6.check(address, 'ipv6');
}

const SPECIAL_V4 = subnets('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]);

const GLOBAL_V6 = subnets('ipv6', ['2000::/3']);
const SPECIAL_V6 = subnets('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);

function subnets(type: 'ipv4' | 'ipv6', list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const subnet of list) {
    const [net = '', bits] = subnet.split('/');
    blocks.addSubnet(net, Number(bits), type);
  }
  return blocks;
}
