import { readList } from './list-pages.js';
import { readId, shownId, type Page, type Target } from './page.js';

/** `blob/main/src/app.ts?ref_type=heads#L10-20`, and the same behind `raw` and `blame`. */
export function readFile(page: Page): Target | undefined {
  const refAndPath = page.inside.join('/');
  if (!refAndPath.includes('/')) return undefined;
  return { kind: 'file', fullPath: page.fullPath, refAndPath, ...readRefType(page), ...readLines(page.hash) };
}

/** `tree`, `tree/main`, `tree/main/src` */
export function readFolder(page: Page): Target {
  return { kind: 'folder', fullPath: page.fullPath, refAndPath: page.inside.join('/'), ...readRefType(page) };
}

function readRefType({ query }: Page): { refType?: 'heads' | 'tags' } {
  const type = query.get('ref_type')?.toLowerCase();
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

/** `commits/main/src`: the commits of a ref, of a path in it. */
export function readCommits(page: Page): Target {
  const refAndPath = page.inside.join('/');
  return readList('commits', page, refAndPath === '' ? {} : { refAndPath });
}

export function readSha(text: string | null | undefined): string | undefined {
  return /^([0-9a-f]{7,64})(?:\.(?:json|diff|patch))?$/.exec(text?.toLowerCase() ?? '')?.[1];
}

/** `commit/0123abc`, `commit/0123abc.diff`, `commit/0123abc/pipelines` */
export function readCommit({ fullPath, inside }: Page): Target | undefined {
  const sha = readSha(inside[0]);
  return sha === undefined ? undefined : { kind: 'commit', fullPath, sha };
}

/** `compare/v1...v2`, `compare/v1..v2`, `compare/v1...v2?straight=true&from_project_id=5`; no ref holds two dots. */
export function readComparison({ fullPath, inside, query }: Page): Target | undefined {
  const refs = inside.join('/').replace(/\.(?:diff|patch)$/, '');
  const dots = /\.{2,3}/.exec(refs);
  const from = refs.slice(0, dots?.index ?? 0);
  const to = refs.slice((dots?.index ?? 0) + (dots?.[0].length ?? 0));
  if (!dots || from === '' || !/^[^.]/.test(to) || to.includes('..')) return undefined;
  const fromProject = readId(query.get('from_project_id') ?? undefined);
  const straight = dots[0] === '..' || query.get('straight') === 'true';
  return { kind: 'comparison', fullPath, from, to, straight, ...(fromProject === undefined ? {} : { fromProject }) };
}

/** What GitLab shows below `branches/` besides: its lists by state, and a form. */
const BRANCH_LISTS = new Set(['active', 'stale', 'all', 'new']);

export function readBranch({ fullPath, inside }: Page): Target | undefined {
  const name = inside.join('/');
  return name === '' || BRANCH_LISTS.has(name) ? undefined : { kind: 'branch', fullPath, name };
}

/** `tags/v1`, `tags/2026%2Fv1`, and `tags/2026/v1` as people write it. */
export function readTag({ fullPath, inside }: Page): Target | undefined {
  const name = inside.join('/');
  const isForm = inside[0] === 'new' || inside[1] === 'release';
  return name === '' || isForm ? undefined : { kind: 'tag', fullPath, name };
}

/** `releases`, `releases/v1`, `releases/permalink/latest`, `releases/v1/downloads/app.zip` */
export function readRelease(page: Page): Target | undefined {
  const { fullPath, inside } = page;
  const [tag, sub] = inside;
  if (tag === undefined) return readList('releases', page);
  if (tag === 'permalink') return sub === 'latest' ? { kind: 'release', fullPath } : undefined;
  if (tag === 'new' || sub === 'edit') return undefined;
  return { kind: 'release', fullPath, tag: sub === 'downloads' || sub === 'evidences' ? tag : inside.join('/') };
}

/** `snippets/5`, `snippets/5/raw/main/notes.md` */
export function readSnippet(page: Page): Target | undefined {
  const id = shownId(page);
  return id === undefined ? undefined : { kind: 'snippet', ...(page.fullPath === '' ? {} : { fullPath: page.fullPath }), id };
}

/** What GitLab has below `wikis/` instead of a page, and behind one. */
const WIKI_TOOLS = new Set(['pages', 'new', 'git_access', 'templates', '-']);
const WIKI_PAGE_TOOLS = new Set(['edit', 'history', 'diff']);

/** `wikis` (its home), `wikis/with/slashes` */
export function readWiki({ fullPath, level, inside, query }: Page): Target | undefined {
  const [first, ...below] = inside;
  if (first !== undefined && WIKI_TOOLS.has(first)) return undefined;
  if (WIKI_PAGE_TOOLS.has(below.at(-1) ?? '') || query.get('edit') === 'true') return undefined;
  return { kind: 'wiki', fullPath, level, slug: inside.join('/') || 'home' };
}
