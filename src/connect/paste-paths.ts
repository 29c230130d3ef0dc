/**
 * The paths below an instance that are taken when pasted, as Confluence's patterns: a `{}` stands for anything but a slash, the
 * whole address must match, so every depth of groups takes a pattern of its own. No path is taken by both macros.
 */
export interface PastePath {
  readonly path: string;
  /** How far from usual: where there is no room for all, those with the most go first. */
  readonly rarity: number;
}

/** With room there are patterns by first letter and digit, which leave alone what merely has as many slashes. */
export interface Room {
  readonly roomy: boolean;
}

/** Segments of a project with its groups, or of `groups/` and a group, with their rarity. */
const PLACES = [2, 3, 4, 5, 6].map((segments) => ({ place: wildcards(segments), segments, rarity: [0, 1, 2.5, 4.5, 6.5][segments - 2] ?? 9 }));
const DIGITS = [...'123456789'];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

function wildcards(count: number): string {
  return Array.from({ length: count }, () => '{}').join('/');
}

/** Pages of the places by name, with their rarity among pages; `/` and a number stand for that many segments. */
function pages(table: Readonly<Record<string, number>>, places = PLACES): PastePath[] {
  return places.flatMap(({ place, rarity }) => Object.entries(table).map(([page, more]) => ({ path: `${place}/-/${page}`, rarity: rarity + more })));
}

function below(page: string, from: number, to: number, rarity: number, step: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: to - from + 1 }, (_, index) => [`${page}/${wildcards(from + index)}`, rarity + index * step]));
}

const LISTS = ['issues', 'merge_requests', 'work_items'];

/** Up to this many segments, a number is told from a list's query (`issues/?state=opened`) by its first digit. */
const TOLD_APART = 3;

/** What one mentions: issues, work items, merge requests, epics, commits, milestones, tags, projects, groups, people. */
export function inlinePaths({ roomy }: Room): PastePath[] {
  const isExact = (segments: number) => roomy && segments <= TOLD_APART;
  const numbered = PLACES.flatMap(({ place, segments, rarity }) =>
    LISTS.flatMap((page) => (isExact(segments) ? DIGITS : ['']).map((digit) => ({ path: `${place}/-/${page}/${digit}{}`, rarity }))),
  );
  return [
    ...numbered,
    ...pages({ 'merge_requests/{}/{}': 0.5, 'issues/{}/{}': 0.5, 'commit/{}': 0.3, 'milestones/{}': 0.8, 'tags/{}': 0.8, 'branches/{}': 2, 'environments/{}': 2 }),
    ...pages({ 'work_items/{}/{}': 0.5 }, PLACES.slice(0, 3)),
    ...pages({ 'iterations/{}': 1.5, 'cadences/{}/iterations/{}': 1.5 }, PLACES.slice(0, 2)),
    ...PLACES.slice(0, 4).map(({ segments, rarity }) => ({ path: `groups/${wildcards(segments - 1)}/-/epics/{}`, rarity: rarity + 0.5 })),
    ...projects(roomy),
    ...(roomy ? namespaces() : []),
  ];
}

/** A third segment that begins with a letter is neither the number of a personal snippet nor the `-` before a list. */
function projects(roomy: boolean): PastePath[] {
  const usual = { path: '{}/{}', rarity: 0 };
  if (!roomy) return [usual, { path: '{}/{}/{}', rarity: 0.9 }];
  const byLetter = LETTERS.flatMap((letter) => [{ path: `{}/{}/${letter}{}`, rarity: 0.9 }, { path: `{}/{}/${letter}{}/{}`, rarity: 2 }]);
  return [usual, { path: '{}/{}/', rarity: 0.8 }, ...byLetter];
}

/** People and groups at the top, but for names that begin as `search?` does. */
function namespaces(): PastePath[] {
  const beginnings = [...LETTERS.filter((letter) => letter !== 's'), ...[...'achiklmnopqtuvwy'].map((second) => `s${second}`)];
  return beginnings.map((beginning) => ({ path: `${beginning}{}`, rarity: 0.8 }));
}

/** What one embeds: files, folders, comparisons, releases, pipelines, jobs, snippets, wiki pages, lists, boards, searches. */
export function blockPaths({ roomy }: Room): PastePath[] {
  const listsWithSlash = roomy ? pages(Object.fromEntries(LISTS.map((page) => [`${page}/?{}`, 0.8])), PLACES.slice(0, TOLD_APART - 1)) : [];
  return [
    { path: 'search?{}', rarity: 0 },
    ...(roomy ? DIGITS.map((digit) => ({ path: `-/snippets/${digit}{}`, rarity: 0.5 })) : []),
    ...pages({
      ...below('bl{}', 2, 12, 0, 0.45), // blob, blame
      ...below('raw', 2, 8, 2, 0.5),
      ...below('tree', 1, 7, 0.5, 0.6),
      ...below('compare', 1, 3, 0.6, 0.7),
      ...below('wikis', 1, 4, 0.3, 0.7),
      ...below('commits', 1, 3, 1.5, 0.8),
      ...below('pipelines', 1, 3, 0.3, 1),
      ...below('jobs', 1, 2, 0.3, 2),
      ...below('releases', 1, 2, 0.5, 0.7),
      ...{ 'snippets/{}': 0.5, 'boards/{}': 1.2, 'boards{}': 1.5, 'pipelines{}': 1, 'releases{}': 1, 'commits{}': 1.5, 'wikis{}': 1.5, 'tree{}': 2.5 },
      ...Object.fromEntries(LISTS.map((page) => [`${page}{}`, 0.7])),
    }),
    ...listsWithSlash,
    ...PLACES.slice(0, 3).map(({ segments, rarity }) => ({ path: `groups/${wildcards(segments - 1)}/-/epics{}`, rarity: rarity + 0.9 })),
  ];
}

/**
 * The same where a `{}` stands for slashes too: one pattern for every depth. What would match the others' addresses as well (projects,
 * lists, tabs) is left out.
 */
export function deepInlinePaths(): PastePath[] {
  return deepPages(['issues', 'merge_requests', 'work_items', 'epics', 'commit', 'milestones', 'tags', 'iterations', 'environments']);
}

export function deepBlockPaths(): PastePath[] {
  return [...deepPages(['blob', 'tree', 'pipelines', 'jobs', 'wikis', 'compare', 'releases', 'commits', 'snippets', 'raw', 'boards']), { path: '-/snippets/{}', rarity: 12 }];
}

function deepPages(pages: readonly string[]): PastePath[] {
  return pages.map((page, rarity) => ({ path: `{}/-/${page}/{}`, rarity }));
}
