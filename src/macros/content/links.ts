import { parseUrl } from '../../urls.js';

/** Where the links of a piece of foreign HTML lead: absolute http(s) or mailto, or undefined for what must not be followed. */
export type ResolveLink = (href: string) => string | undefined;

/** Links relative to the page at `base` (GitLab renders root-relative ones even into API answers). */
export function linksFrom(base: string): ResolveLink {
  return (href) => resolve(href, base);
}

/** Links of a file in a repository: `/docs` is the repository's root, not the host's. Both bases end in a slash. */
export function linksInRepository(folder: string, root: string): ResolveLink {
  return (href) => (href.startsWith('/') && !href.startsWith('//') ? resolve(href.slice(1), root) : resolve(href, folder));
}

const FOLLOWED = new Set(['http:', 'https:', 'mailto:']);

function resolve(href: string, base: string): string | undefined {
  const url = parseUrl(href, base);
  if (!url || !FOLLOWED.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href;
}
