import { readSearch } from './pages/list-pages.js';
import { groupPath, isName, projectPath } from './pages/names.js';
import type { Page, Target } from './pages/page.js';
import { isLegacyPage, readPage } from './pages/pages.js';
import { readSnippet } from './pages/code-pages.js';
import type { Level } from './reference.js';

/** What follows an instance's base in an address. */
export interface Address extends Pick<Page, 'query' | 'hash'> {
  /** Percent-encoded, without a leading slash. */
  readonly path: string;
}

/** What an address below an instance's base points to; undefined where it is nothing that this app shows. */
export function readAddress({ path, query, hash }: Address): Target | undefined {
  const [top = '', ...below] = decodeSegments(path.replace(/\/+$/, '')) ?? [];
  const behind = { query, hash };
  switch (top) {
    case '':
      return undefined;
    case 'search':
      return below.length === 0 ? readSearch(query) : undefined;
    case 'snippets':
      return readSnippet({ fullPath: '', level: 'project', inside: below, ...behind });
    case '-':
      return below[0] === 'snippets' ? readSnippet({ fullPath: '', level: 'project', inside: below.slice(1), ...behind }) : undefined;
    case 'users':
    case 'u':
      return readUser(below);
    case 'groups':
      return readPlace('group', below, behind);
    default:
      return readPlace('project', [top, ...below], behind);
  }
}

/** Percent-decoded, slash by slash; undefined where a piece could lead elsewhere than it says. */
export function decodeSegments(path: string): string[] | undefined {
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

/** GitLab's own separator is the first `-` segment: no name may be `-`. */
function readPlace(level: Level, segments: readonly string[], behind: Pick<Page, 'query' | 'hash'>): Target | undefined {
  const dash = segments.indexOf('-');
  const shortest = level === 'group' ? 1 : 2;
  const legacy = segments.findIndex((word, index) => index >= shortest && isLegacyPage({ level }, word, segments[index + 1]));
  if (dash < 0 && legacy < 0) return level === 'group' ? readGroup(segments) : readProject(segments);
  const place = segments.slice(0, dash >= 0 ? dash : legacy);
  const [name = '', ...inside] = segments.slice(dash >= 0 ? dash + 1 : legacy);
  const fullPath = level === 'group' ? groupPath(place) : projectPath(place);
  return fullPath === undefined ? undefined : readPage(name, { fullPath, level, inside, ...behind });
}

function readGroup(segments: readonly string[]): Target | undefined {
  const fullPath = segments[0] === 'new' ? undefined : groupPath(segments);
  return fullPath === undefined ? undefined : { kind: 'group', fullPath };
}

/** One segment may be a group or a person; of several the last may be a page that GitLab has without `/-/` to this day. */
function readProject(segments: readonly string[]): Target | undefined {
  if (segments.length > 2 && segments.at(-1) === 'activity') return undefined;
  const fullPath = groupPath([...segments.slice(0, -1), (segments.at(-1) ?? '').replace(/\.git$/, '')]);
  if (fullPath === undefined) return undefined;
  return { kind: segments.length === 1 ? 'namespace' : 'project', fullPath };
}

/** Below `users/` GitLab has its sign-in besides people (https://docs.gitlab.com/user/reserved_names/). */
const NO_USERS = new Set(['sign_in', 'sign_up', 'sign_out', 'password', 'confirmation', 'unlock', 'auth', 'edit', 'new', 'cancel', 'terms', 'almost_there', 'identity_verification']);

/** `users/alice`, and her tabs: `users/alice/projects`. */
function readUser([username = '']: readonly string[]): Target | undefined {
  return isName(username) && !NO_USERS.has(username.toLowerCase()) ? { kind: 'user', username } : undefined;
}
