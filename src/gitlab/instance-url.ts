import { isIP } from 'node:net';
import { isPrivateAddress } from '../settings-values.js';
import type { Settings } from '../settings.js';
import { parseUrl } from '../urls.js';
import { isNamedHost, portOf } from './calls/address-guard.js';

export type InstanceUrlProblem =
  /** No URL of the web, or one with characters that browsers would silently drop or change. */
  | 'not-a-url'
  | 'not-https'
  | 'has-credentials'
  | 'has-query'
  /** Below a path that no relative root has: https://docs.gitlab.com/install/relative_url/ */
  | 'path'
  /** A port that `GITLAB_PORTS` does not list. */
  | 'port'
  /** An address or a name of inner networks, which `GITLAB_PRIVATE_HOSTS` does not list. */
  | 'private';

export type InstanceUrl = { readonly ok: true; readonly baseUrl: string } | { readonly ok: false; readonly problem: InstanceUrlProblem };

type Rules = Pick<Settings['gitlab'], 'privateHosts' | 'ports'>;

const LONGEST = 500;

/** Names that are never somebody's on the internet: https://www.iana.org/assignments/special-use-domain-names, and what routers and ICANN set apart. */
const INNER_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|invalid|test)$/;

/**
 * The base URL that somebody typed, as links and tokens are kept by: origin and relative root, in lower case and Punycode, without
 * a dot or slash at the end. A name without a scheme means https. What a name resolves to is judged when it is connected to.
 */
export function readInstanceUrl(text: string, { privateHosts, ports }: Rules): InstanceUrl {
  const typed = text.trim();
  // Browsers drop tabs and newlines, and take backslashes for slashes: what is judged must be what was read.
  if (typed.length > LONGEST || /[\s\\\p{Cc}\p{Cf}]/u.test(typed)) return refused('not-a-url');
  const href = /^[\p{L}\p{N}.-]+(?::\d+)?(?:\/.*)?$/u.test(typed) ? `https://${typed}` : typed;
  if (!/^https?:/i.test(href)) return refused(/^[a-z][a-z0-9+.-]*:/i.test(href) ? 'not-https' : 'not-a-url');
  const authority = /^https?:\/\/([^/?#]+)/i.exec(href)?.[1];
  if (authority?.includes('@')) return refused('has-credentials');
  if (/[?#]/.test(href)) return refused('has-query');
  const url = authority === undefined ? undefined : parseUrl(href);
  const host = url && plainHost(url.hostname);
  if (!url || !host) return refused('not-a-url');
  if (!/^(?:\/[\w.~-]+)*\/*$/.test(url.pathname)) return refused('path');
  const port = portOf(url);
  const problem = isNamedHost(privateHosts, host, port) ? undefined : problemOf(url.protocol, host, port, ports);
  if (problem) return refused(problem);
  return { ok: true, baseUrl: `${url.protocol}//${host}${url.port && `:${url.port}`}${url.pathname.replace(/\/+$/, '')}` };
}

function refused(problem: InstanceUrlProblem): InstanceUrl {
  return { ok: false, problem };
}

function problemOf(protocol: string, host: string, port: number, ports: readonly number[]): InstanceUrlProblem | undefined {
  // A name without a dot is looked up among those of the server's own network.
  if (isPrivateAddress(host) || (isIP(host) === 0 && !host.startsWith('[') && !host.includes('.')) || INNER_NAME.test(host)) return 'private';
  if (protocol !== 'https:') return 'not-https';
  return ports.includes(port) ? undefined : 'port';
}

/** A literal address, or a name as DNS may have it; undefined for anything else. */
function plainHost(hostname: string): string | undefined {
  const host = hostname.replace(/\.$/, '');
  if (host.startsWith('[')) return host;
  return host.length <= 253 && host.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) ? host : undefined;
}
