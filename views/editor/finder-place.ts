/** What of a project is looked through. */
export type Part = 'issues' | 'merge-requests' | 'files';

export const PARTS: readonly Part[] = ['issues', 'merge-requests', 'files'];

/** Where an author is on the way to what they look for. */
export interface Place {
  readonly instance: string;
  readonly project: { readonly fullPath: string; readonly name: string } | undefined;
  readonly part: Part;
  /** Empty for the default branch. */
  readonly ref: string;
  readonly refType: 'heads' | 'tags' | undefined;
  /** Of the folder; empty for the root. */
  readonly path: string;
}

export function startAt(instance: string): Place {
  return { instance, project: undefined, part: 'issues', ref: '', refType: undefined, path: '' };
}

/** One step back: to the folder above, out of the project; the start stays. */
export function stepBack(place: Place): Place {
  if (place.project === undefined) return place;
  if (place.part === 'files' && place.path !== '') return { ...place, path: place.path.split('/').slice(0, -1).join('/') };
  return { ...startAt(place.instance), part: place.part };
}

/** The folders on the way to this one, the root first. */
export function foldersOf({ path }: Place): readonly { readonly name: string; readonly path: string }[] {
  const names = path === '' ? [] : path.split('/');
  return names.map((name, index) => ({ name, path: names.slice(0, index + 1).join('/') }));
}

/** What our API is asked for here. What a folder holds does not depend on the words: they filter it. */
export function addressOf({ instance, project, part, ref, refType, path }: Place, words: string): string {
  const ask = (name: string, more: Readonly<Record<string, string>>) => `/api/editor/${name}?${new URLSearchParams({ instance, ...more })}`;
  if (!project) return ask('projects', { words: words.trim() });
  if (part === 'files') return ask('folder', { project: project.fullPath, ref, ...(refType ? { type: refType } : {}), path });
  return ask('things', { project: project.fullPath, of: part, words: words.trim() });
}
