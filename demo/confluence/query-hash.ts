import { createHash } from 'node:crypto';

/**
 * The `qsh` claim of a request to `url` (absolute or a path): hex SHA-256 of its canonical form, relative to `basePath`.
 * https://developer.atlassian.com/cloud/confluence/understanding-jwt/#creating-a-query-string-hash
 */
export function queryHash(method: string, url: string, basePath = ''): string {
  return createHash('sha256').update(canonicalRequest(method, url, basePath)).digest('hex');
}

/** `METHOD&path&query`: the path without the base path and a trailing slash, the query sorted, encoded anew and without `jwt`. */
export function canonicalRequest(method: string, url: string, basePath = ''): string {
  const withoutFragment = url.replace(/#.*$/s, '');
  const [beforeQuery = '', ...rest] = withoutFragment.split('?');
  const path = beforeQuery.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  return [method.toUpperCase(), canonicalPath(path, basePath), canonicalQuery(rest.join('?'))].join('&');
}

function canonicalPath(path: string, basePath: string): string {
  const inside = basePath !== '' && (path === basePath || path.startsWith(`${basePath}/`));
  const relative = (inside ? path.slice(basePath.length) : path).replace(/\/$/, '');
  return (relative.startsWith('/') ? relative : `/${relative}`).replaceAll('&', '%26');
}

function canonicalQuery(query: string): string {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = percentEncode(decode(at < 0 ? pair : pair.slice(0, at)));
    if (name === 'jwt') continue;
    values.set(name, [...(values.get(name) ?? []), decode(at < 0 ? '' : pair.slice(at + 1))]);
  }
  // Names are sorted as they are encoded, the values of a repeated name as they are decoded.
  return [...values]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, list]) => `${name}=${list.sort(compare).map(percentEncode).join(',')}`)
    .join('&');
}

const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

/** Percent-encodes everything outside RFC 3986's unreserved characters. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
