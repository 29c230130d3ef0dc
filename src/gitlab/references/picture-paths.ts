import { parseUrl } from '../../urls.js';
import type { GitLabInstance } from '../instance.js';
import { decodeSegments } from './reference-path.js';
import { splitRefAndPath } from './ref-splits.js';

/** Look-ups that one picture may cost where its URL can be read in several ways. */
const MAX_WAYS = 3;

/**
 * The paths below `/api/v4` at which the API may hold the picture that a web page of the instance shows at `url`, the likeliest
 * first; none where the API has no such thing, or the URL leads elsewhere. Web addresses take no tokens, so they are of no use.
 * https://docs.gitlab.com/api/project_markdown_uploads/ (17.4), https://docs.gitlab.com/api/repository_files/
 */
export function picturePaths(url: string, instance: GitLabInstance): readonly string[] {
  const words = wordsOf(url, instance);
  return words === undefined ? [] : (uploadPath(words) ?? filePaths(words));
}

/** The project or group that such a picture is in: its full path, or the path below `/api/v4` of one that the URL names by a number. */
export type PicturePlace = { readonly fullPath: string } | { readonly numbered: string };

/** Undefined for what is no such picture. */
export function picturePlace(url: string, instance: GitLabInstance): PicturePlace | undefined {
  const [, numbered = '', id] = /^(\/(?:projects|groups)\/([^/]+))/.exec(picturePaths(url, instance)[0] ?? '') ?? [];
  if (id === undefined) return undefined;
  return /^\d+$/.test(id) ? { numbered } : { fullPath: decodeURIComponent(id) };
}

function wordsOf(url: string, { baseUrl }: GitLabInstance): readonly string[] | undefined {
  const [base, target] = [new URL(baseUrl), parseUrl(url)];
  const root = base.pathname.replace(/\/$/, '');
  if (target?.origin !== base.origin || target.username || target.password || !target.pathname.startsWith(`${root}/`)) return undefined;
  const words = decodeSegments(target.pathname.slice(root.length + 1));
  return words === undefined || words.length > 60 ? undefined : words;
}

/** `…/uploads/SECRET/FILE`: `/-/project/ID`, `/-/group/ID`, the project's path or `groups/` and the group's stand before it. */
function uploadPath(words: readonly string[]): readonly string[] | undefined {
  const [place, secret = '', file = ''] = [words.slice(0, -3), words.at(-2), words.at(-1)];
  if (words.at(-3) !== 'uploads' || !/^[0-9a-f]{32}$/.test(secret) || file === '') return undefined;
  const upload = `uploads/${secret}/${encodeURIComponent(file)}`;
  if (place.at(-1) === '-') place.pop();
  const [first, kind, id = ''] = place;
  if (first === '-') return /^\d{1,18}$/.test(id) && place.length === 3 && (kind === 'project' || kind === 'group') ? [`/${kind}s/${id}/${upload}`] : [];
  if (first === 'groups') return place.length > 1 ? [`/groups/${idOf(place.slice(1))}/${upload}`] : [];
  return place.length > 1 ? [`/projects/${idOf(place)}/${upload}`] : [];
}

/** `P/-/raw/REF/PATH`, and `blob` in its place, as relative links of a README come out; older ones lack the dash. */
function filePaths(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => index >= 2 && (word === 'raw' || word === 'blob'));
  if (at < 0) return [];
  const project = words.slice(0, words[at - 1] === '-' ? at - 1 : at);
  if (project.length < 2 || project.includes('-')) return [];
  const splits = splitRefAndPath(words.slice(at + 1).join('/')).slice(0, MAX_WAYS);
  return splits.map(({ ref, path }) => `/projects/${idOf(project)}/repository/files/${encodeURIComponent(path)}/raw?ref=${encodeURIComponent(ref)}&lfs=true`);
}

function idOf(words: readonly string[]): string {
  return encodeURIComponent(words.join('/'));
}
