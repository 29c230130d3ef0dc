import type { GitLabInstance } from './instance.js';
import { readPath } from './reference-path.js';
import { parseUrl } from '../urls.js';

/** What a GitLab URL points to. Values are decoded; `fullPath` is spelled as in the URL (GitLab ignores its case). */
export type Reference =
  | { readonly kind: 'project'; readonly instance: string; readonly fullPath: string }
  | {
      readonly kind: 'issue' | 'work-item' | 'merge-request';
      readonly instance: string;
      readonly fullPath: string;
      readonly iid: number;
    }
  | {
      readonly kind: 'file';
      readonly instance: string;
      readonly fullPath: string;
      /** Not yet split: both a ref and a path may hold slashes, so only the repository knows where one ends. */
      readonly refAndPath: string;
      readonly refType?: 'heads' | 'tags';
      readonly lines?: { readonly from: number; readonly to: number };
    };

export type FileReference = Extract<Reference, { kind: 'file' }>;
/** What is named by a number within its project. */
export type NumberedReference = Extract<Reference, { iid: number }>;

const MAX_LENGTH = 4096;

/**
 * Reads a URL that a person pasted; undefined when it is not exactly on one of the instances, or of no known kind.
 * Pure and total: it fetches nothing and never throws, whatever the text.
 */
export function parseReference(text: string, instances: readonly Pick<GitLabInstance, 'id' | 'baseUrl'>[]): Reference | undefined {
  const url = readUrl(text);
  const home = url && findInstance(url, instances);
  if (!home) return undefined;
  const target = readPath(home.path);
  if (!target) return undefined;
  const place = { instance: home.instance.id, fullPath: target.fullPath };
  if (target.kind === 'project') return { kind: target.kind, ...place };
  if (target.kind !== 'file') return { kind: target.kind, ...place, iid: target.iid };
  return { kind: target.kind, ...place, refAndPath: target.refAndPath, ...readRefType(url), ...readLines(url.hash) };
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

function readRefType(url: URL): { refType?: 'heads' | 'tags' } {
  const type = url.searchParams.get('ref_type')?.toLowerCase();
  return type === 'heads' || type === 'tags' ? { refType: type } : {};
}

/** `#L10`, `#L10-20`, `#L10-L20`; anything else is no line range. */
function readLines(hash: string): { lines?: { from: number; to: number } } {
  const match = /^#L([1-9]\d{0,6})(?:-L?([1-9]\d{0,6}))?$/.exec(hash);
  if (!match) return {};
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return { lines: { from: Math.min(first, last), to: Math.max(first, last) } };
}
