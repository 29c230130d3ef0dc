import { BlockList, isIP } from 'node:net';
import { isPublicAddress } from './addresses.js';
import type { EncryptionKey } from './settings.js';
import { parseUrl } from './urls.js';

/** The items of a comma-separated list, trimmed, without empty ones. */
export function parseList(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((item) => item.trim()).filter(Boolean);
}

/** The number, or undefined when the text is not decimal digits within the bounds. */
export function parseWholeNumber(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

/** An http(s) URL without user, query and fragment, as WHATWG parses it; undefined for anything else. */
export function parseHttpUrl(text: string): URL | undefined {
  const url = /^https?:\/\/[^/\\]/i.test(text) && !/[?#]/.test(text) ? parseUrl(text) : undefined;
  return url?.username || url?.password ? undefined : url;
}

/** `host:port`, with the port also where it is the protocol's default. */
export function hostOf(href: string): string {
  const url = new URL(href);
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** True for 127.0.0.0/8, ::1, localhost and *.localhost: the hosts of the loopback rule. */
export function isLoopbackHost(hostname: string): boolean {
  const host = bare(hostname);
  const family = isIP(host);
  if (family === 0) return host === 'localhost' || host.endsWith('.localhost');
  return LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** True for a name or literal address that is loopback or private by itself, without asking DNS. */
export function isPrivateAddress(hostname: string): boolean {
  const host = bare(hostname);
  const family = isIP(host);
  if (family === 0) return isLoopbackHost(host);
  return !isPublicAddress(host);
}

function bare(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/**
 * An Atlassian account id: 24 hexadecimal digits of old, or a number, a colon and a UUID (`qm:` for those of portals).
 * https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/
 */
export function isAccountId(text: string): boolean {
  return /^([0-9a-f]{24}|(\d{1,10}|qm):[0-9a-f-]{8,64}(:[0-9a-f-]{8,64})?)$/i.test(text);
}

/** The id of a Forge app as Atlassian writes it, `ari:cloud:ecosystem::app/…`, also where only its last part is given; undefined for anything else. */
export function parseForgeAppId(text: string): string | undefined {
  const uuid = /^(?:ari:cloud:ecosystem::app\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text)?.[1];
  return uuid && `ari:cloud:ecosystem::app/${uuid.toLowerCase()}`;
}

/** `id:base64-of-32-bytes[,…]`, or undefined when any part is wrong or an id comes twice. */
export function parseKeys(text: string): readonly EncryptionKey[] | undefined {
  const keys = parseList(text).map((item) => {
    const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(item);
    return match?.[1] && match[2] ? { id: match[1], key: Buffer.from(match[2], 'base64') } : undefined;
  });
  const good = keys.filter((key) => key !== undefined);
  const distinct = new Set(good.map((key) => key.id)).size === keys.length;
  return keys.length > 0 && good.length === keys.length && distinct ? good : undefined;
}
