import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../../addresses.js';
import type { Settings } from '../../settings.js';
import { createDnsLookup, lookupFor } from './dns-lookup.js';

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

/** `url` is the operator's own GitLab. */
export type AddressRules = Pick<Settings['gitlab'], 'privateHosts' | 'ports'> & Partial<Pick<Settings['gitlab'], 'url'>>;

export function createAddressGuard({ privateHosts, ports, url: ownUrl }: AddressRules, resolve: LookupFunction = lookupFor(ownUrl, systemLookup, createDnsLookup())): AddressGuard {
  return {
    judge(url) {
      const host = url.hostname.toLowerCase();
      const port = portOf(url);
      if (url.username || url.password) throw new AddressRefused('The URL holds a user name.');
      if (isNamedHost(privateHosts, host, port)) return 'private';
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

/** With the protocol's default; 0 stays 0, which is nobody's. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** True for what `GITLAB_PRIVATE_HOSTS` lists: entries are `host`, which stands for all its ports, or `host:port`. */
export function isNamedHost(privateHosts: readonly string[], host: string, port: number): boolean {
  return privateHosts.some((entry) => entry.toLowerCase() === host || entry.toLowerCase() === `${host}:${port}`);
}
