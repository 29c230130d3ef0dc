import type { GitLabInstance } from '../instance.js';
import type { Reference } from './reference.js';
import { readAddress } from './reference-path.js';
import { referenceUrl } from './reference-url.js';
import { parseUrl } from '../../urls.js';

const MAX_LENGTH = 4096;
/** Even where each of so many characters takes nine when it is encoded, they stay below that. */
const SHORT = 400;

/**
 * Reads a URL that a person pasted; undefined when it is not exactly on one of the instances, or of no known kind.
 * Pure and total: it fetches nothing and never throws, whatever the text.
 */
export function parseReference(text: string, instances: readonly Pick<GitLabInstance, 'id' | 'baseUrl'>[]): Reference | undefined {
  const url = readUrl(text);
  const home = url && findInstance(url, instances);
  if (!home) return undefined;
  const target = readAddress({ path: home.path, query: url.searchParams, hash: url.hash });
  const reference = target && { ...target, instance: home.instance.id };
  // Its canonical address may be longer than what was pasted, and must be one that is read, too.
  const isLong = reference && text.length > SHORT && referenceUrl(reference, home.instance).length > MAX_LENGTH;
  return isLong ? undefined : reference;
}

/** What WHATWG parsing would quietly repair (missing slashes, backslashes, tabs, user names, dot segments) is refused instead. */
function readUrl(text: string): URL | undefined {
  const trimmed = text.length <= MAX_LENGTH ? text.trim() : '';
  const [, authority = '', path = ''] = /^https?:\/\/([^/?#]+)([^?#]*)/i.exec(trimmed) ?? [];
  if (!authority || authority.includes('@') || /[\p{Cc}\\]/u.test(trimmed)) return undefined;
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) return undefined;
  return parseUrl(trimmed);
}

type Instance = Pick<GitLabInstance, 'id' | 'baseUrl'>;

/** The instance whose origin is the URL's and whose base path holds it; of several, the one with the longest path. */
function findInstance(url: URL, instances: readonly Instance[]): { instance: Instance; path: string } | undefined {
  const found = instances
    .map((instance) => ({ instance, base: parseUrl(instance.baseUrl) }))
    .map(({ instance, base }) => ({ instance, origin: base?.origin, prefix: base?.pathname.replace(/\/*$/, '/') ?? '/' }))
    .filter(({ origin, prefix }) => origin === url.origin && url.pathname.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  return found && { instance: found.instance, path: url.pathname.slice(found.prefix.length) };
}
