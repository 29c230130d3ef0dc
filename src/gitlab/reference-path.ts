/** What a path below an instance's base names. */
export type Target =
  | { readonly kind: 'project'; readonly fullPath: string }
  | { readonly kind: 'issue' | 'work-item' | 'merge-request'; readonly fullPath: string; readonly iid: number }
  | { readonly kind: 'file'; readonly fullPath: string; readonly refAndPath: string };

/** `path` is percent-encoded and has no leading slash. GitLab's own separator is the first `-` segment: no name may be `-`. */
export function readPath(path: string): Target | undefined {
  const segments = decodeSegments(path.replace(/\/+$/, ''));
  if (!segments) return undefined;
  const dash = segments.indexOf('-');
  if (dash >= 0) return readPage(segments.slice(0, dash), segments.slice(dash + 1));
  const legacy = segments.findIndex((word, index) => index >= 2 && isLegacyPage(word, segments[index + 1]));
  if (legacy >= 0) return readPage(segments.slice(0, legacy), segments.slice(legacy));
  return readProject(segments);
}

function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.split('/').map(decodeURIComponent);
    // An encoded slash is legal in refs and paths, an empty or dotted piece behind it is not.
    const pieces = segments.flatMap((segment) => segment.split('/'));
    const sound = pieces.every((piece) => piece !== '' && piece !== '.' && piece !== '..' && !/[\p{Cc}\\]/u.test(piece));
    return sound ? segments : undefined;
  } catch {
    return undefined; // not percent-encoded UTF-8
  }
}

function readProject(segments: readonly string[]): Target | undefined {
  const fullPath = projectPath([...segments.slice(0, -1), (segments.at(-1) ?? '').replace(/\.git$/, '')]);
  return fullPath === undefined ? undefined : { kind: 'project', fullPath };
}

/** `rest` is what follows the project: `issues/12`, `blob/main/README.md`. */
function readPage(project: readonly string[], rest: readonly string[]): Target | undefined {
  const fullPath = projectPath(project);
  const [page = '', ...inside] = rest;
  if (fullPath === undefined) return undefined;
  if (FILE_PAGES.has(page)) {
    const refAndPath = inside.join('/');
    return refAndPath.includes('/') ? { kind: 'file', fullPath, refAndPath } : undefined;
  }
  const kind = NUMBERED_PAGES.get(page);
  const iid = readIid(page === 'issues' && inside[0] === 'incident' ? inside[1] : inside[0]);
  return kind && iid !== undefined ? { kind, fullPath, iid } : undefined;
}

const FILE_PAGES = new Set(['blob', 'raw', 'blame']);

/** Below their number come tabs (`/diffs`, `/designs/…`), which mean the thing itself. */
const NUMBERED_PAGES = new Map([
  ['issues', 'issue'],
  ['work_items', 'work-item'],
  ['merge_requests', 'merge-request'],
] as const satisfies [string, Target['kind']][]) as ReadonlyMap<string, 'issue' | 'work-item' | 'merge-request'>;

const MAX_IID = 2 ** 31 - 1;

function readIid(segment: string | undefined): number | undefined {
  const digits = /^([1-9]\d{0,9})(?:\.(?:json|diff|patch))?$/.exec(segment ?? '')?.[1];
  return digits !== undefined && Number(digits) <= MAX_IID ? Number(digits) : undefined;
}

/** Segments as GitLab allows them in paths of groups and projects; `.git` and `.atom` are taken by its routes. */
const NAME = /^[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,254}$/;
const MAX_DEPTH = 21;

function projectPath(segments: readonly string[]): string | undefined {
  const [top = '', ...below] = segments;
  if (below.length === 0 || segments.length > MAX_DEPTH) return undefined;
  if (RESERVED_AT_TOP.has(top.toLowerCase()) || below.some((name) => RESERVED_BELOW.has(name.toLowerCase()))) return undefined;
  return segments.every((name) => NAME.test(name) && !/\.(?:git|atom)$/i.test(name)) ? segments.join('/') : undefined;
}

/** https://docs.gitlab.com/user/reserved_names/#reserved-group-names, with names that earlier versions reserved. */
const RESERVED_AT_TOP = new Set([
  ...['-', '.well-known', '404.html', '422.html', '500.html', '502.html', '503.html', 'abuse_reports', 'admin', 'api'],
  ...['apple-touch-icon-precomposed.png', 'apple-touch-icon.png', 'assets', 'autocomplete', 'dashboard', 'deploy.html', 'explore'],
  ...['favicon.ico', 'favicon.png', 'files', 'groups', 'health_check', 'help', 'import', 'invites', 'jwt', 'login', 'oauth', 'o'],
  ...['profile', 'projects', 'public', 'robots.txt', 's', 'search', 'sent_notifications', 'sitemap', 'sitemap.xml', 'sitemap.xml.gz'],
  ...['slash-command-logo.png', 'snippets', 'u', 'unsubscribes', 'uploads', 'users', 'v2'],
]);

/** https://docs.gitlab.com/user/reserved_names/#reserved-project-names: no group below the top, no project is named so. */
const RESERVED_BELOW = new Set([
  ...['-', 'badges', 'blame', 'blob', 'builds', 'commits', 'create', 'create_dir', 'edit', 'files', 'find_file', 'new'],
  ...['preview', 'raw', 'refs', 'tree', 'update', 'wikis'],
]);

/**
 * Before 2019 pages followed the project without `/-/`, and GitLab still redirects them. A reserved word can't be a name;
 * the others may be (`acme/ci/pipelines` is a fine project), so they count only in front of what such a page needs.
 */
const LEGACY_PAGES = new Map<string, RegExp>([
  ...['issues', 'merge_requests', 'work_items', 'pipelines', 'jobs', 'milestones', 'snippets', 'environments', 'boards'].map(
    (word) => [word, /^(?:\d+(?:\.\w+)?|new|incident)$/] as const,
  ),
  ['commit', /^[0-9a-f]{7,64}(?:\.\w+)?$/],
  ['compare', /\.\./],
  ...['tags', 'branches', 'releases', 'network', 'graphs'].map((word) => [word, /^/] as const),
]);

function isLegacyPage(word: string, next: string | undefined): boolean {
  return RESERVED_BELOW.has(word) || (next !== undefined && LEGACY_PAGES.get(word)?.test(next) === true);
}
