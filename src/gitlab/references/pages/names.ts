/** Segments as GitLab allows them in paths of groups and projects; `.git` and `.atom` are taken by its routes. */
const NAME = /^[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,254}$/;
const MAX_DEPTH = 21;

/** The full path of a project, as spelled; undefined where GitLab could not have one of that name. */
export function projectPath(segments: readonly string[]): string | undefined {
  return segments.length < 2 ? undefined : groupPath(segments);
}

/** The full path of a group or, with one segment, a person; undefined where GitLab could not have one of that name. */
export function groupPath(segments: readonly string[]): string | undefined {
  const [top = '', ...below] = segments;
  if (segments.length > MAX_DEPTH || RESERVED_AT_TOP.has(top.toLowerCase()) || below.some(isReservedBelow)) return undefined;
  return segments.length > 0 && segments.every(isName) ? segments.join('/') : undefined;
}

export function isName(segment: string): boolean {
  return NAME.test(segment) && !/^\.{1,2}$|\.(?:git|atom)$/i.test(segment);
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

export function isReservedBelow(segment: string): boolean {
  return RESERVED_BELOW.has(segment.toLowerCase());
}
