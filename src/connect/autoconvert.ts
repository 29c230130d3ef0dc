/** Atlassian's limits: https://developer.atlassian.com/cloud/confluence/modules/autoconvert/ */
const MOST_MATCHERS = 200;
const LONGEST_PATTERN = 1024;

export interface Matcher {
  readonly pattern: string;
}

/** How many groups deep a pasted link's project may lie: `group/project` to `a/b/c/d/e/project`. */
const PROJECT_DEPTHS = [2, 3, 4, 5, 6];
/** Segments of ref and path together, behind `/-/blob/`. */
const FILE_DEPTHS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * Patterns for links that one mentions: issues, work items, merge requests, projects. A `{}` stands for what is between two
 * slashes and the whole address must match, so every depth of groups takes a pattern of its own. The most usual come first.
 */
export function inlineMatchers(baseUrls: readonly string[]): readonly Matcher[] {
  // Behind the number may be a tab, such as `/diffs`, or a slash; behind `issues/` also `incident/`.
  const numbered = ['issues/{}', 'merge_requests/{}', 'work_items/{}', 'merge_requests/{}/{}', 'issues/{}/{}', 'work_items/{}/{}'];
  const below = (depths: readonly number[]) => depths.flatMap((depth) => numbered.map((rest) => `${wildcards(depth)}/-/${rest}`));
  // Deeper ones would take in too much of GitLab's other pages.
  const projects = [2, 3, 4].map(wildcards);
  return matchers(baseUrls, [...below(PROJECT_DEPTHS.slice(0, 1)), ...projects, ...below(PROJECT_DEPTHS.slice(1))]);
}

/** Patterns for links that one embeds: files. The most usual depths come first, in case there are too many. */
export function blockMatchers(baseUrls: readonly string[]): readonly Matcher[] {
  const depths = PROJECT_DEPTHS.flatMap((project) => FILE_DEPTHS.map((file) => ({ project, file })));
  const usualFirst = depths.sort((a, b) => a.project + a.file - (b.project + b.file));
  const of = (page: string) => usualFirst.map(({ project, file }) => `${wildcards(project)}/-/${page}/${wildcards(file)}`);
  return matchers(baseUrls, [...of('blob'), ...of('raw'), ...of('blame')]);
}

function wildcards(count: number): string {
  return Array.from({ length: count }, () => '{}').join('/');
}

function matchers(baseUrls: readonly string[], paths: readonly string[]): readonly Matcher[] {
  const share = Math.max(1, Math.floor(MOST_MATCHERS / Math.max(1, baseUrls.length)));
  return baseUrls
    .slice(0, MOST_MATCHERS)
    .flatMap((base) => paths.slice(0, share).map((path) => ({ pattern: `${base}/${path}` })))
    .filter(({ pattern }) => pattern.length <= LONGEST_PATTERN);
}
