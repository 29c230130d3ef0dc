/** One way to read `refAndPath`. */
export interface RefSplit {
  readonly ref: string;
  readonly path: string;
}

/** Each split costs a look-up at GitLab, and branch names with more slashes than this are not seen. */
export const MAX_SPLITS = 6;
/** So many of the beginnings are looked at: an address may have thousands of segments. */
const MAX_LOOKED_AT = 12;

/**
 * The ways to split a file URL into ref and path, the shortest ref first; where the first segment is a commit's whole id
 * there is only one. Refs that Git can't have are left out, because GitLab refuses a whole query that names one.
 */
export function splitRefAndPath(refAndPath: string): RefSplit[] {
  const segments = refAndPath.split('/');
  const splits = segments.slice(1, MAX_LOOKED_AT + 1).map((_, index) => ({
    ref: segments.slice(0, index + 1).join('/'),
    path: segments.slice(index + 1).join('/'),
  }));
  const possible = splits.filter(({ ref }) => isRefName(ref)).slice(0, MAX_SPLITS);
  return isCommitId(segments[0] ?? '') ? possible.slice(0, 1) : possible;
}

/** A whole SHA-1 or SHA-256. */
export function isCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** https://git-scm.com/docs/git-check-ref-format, and GitLab's own: no leading dash, no full `refs/heads/…`. */
function isRefName(ref: string): boolean {
  if (/^(?:-|refs\/(?:heads|tags|remotes)\/)/.test(ref) || ref === '@') return false;
  if (/[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\.$/u.test(ref)) return false;
  return ref.split('/').every((piece) => piece !== '' && !piece.startsWith('.') && !piece.endsWith('.lock'));
}
