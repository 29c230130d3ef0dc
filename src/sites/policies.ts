import { z } from 'zod';
import type { GitLabInstance } from '../gitlab/instance.js';
import { parseReference } from '../gitlab/references/parse-reference.js';
import { placeOf } from '../gitlab/references/place-of.js';

/** Confluence's own rule for keys of spaces; `~` begins those of personal ones. */
export const SpaceKey = z.string().regex(/^~?[A-Za-z0-9]{1,255}$/);

/** A group or project in GitLab, as its address names it: `acme`, `acme/orbit`. */
export const PlacePath = z.string().max(255).regex(/^[A-Za-z0-9_.][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_.][A-Za-z0-9_.-]*)*$/);

const Group = z.object({ id: z.string().min(1).max(100), name: z.string().min(1).max(255) });

/** What a site's administrators allow. Each policy has a default that is safe; what is stored in a shape that can't be read counts as the strictest. */
export const PoliciesShape = z.object({
  /** Spaces in which the macros work; null: everywhere. */
  spaces: z.array(SpaceKey).max(500).nullable().catch([]),
  /** Members of which groups of Confluence may link an account (null: everyone), and whether guests may. */
  linkingGroups: z.array(Group).max(100).nullable().catch([]),
  guestsMayLink: z.boolean().catch(false),
  /** What people without a link see of GitLab: what the operator's `UNLINKED_CONTENT` says, what a shared token shows, or nothing. */
  unlinked: z.enum(['operator', 'shared', 'nothing']).catch('nothing'),
  /** Groups and projects that may be shown, by instance; null: all. */
  places: z.array(z.object({ instance: z.string().max(64), path: PlacePath })).max(500).nullable().catch([]),
  /** The most that an export may hold of what not everybody may see. */
  exports: z.enum(['content', 'title', 'link', 'nothing']).catch('nothing'),
  /** Whether a link may be confirmed by a code where the browser keeps the windows apart. */
  codeFallback: z.boolean().catch(false),
});

export type Policies = Readonly<z.infer<typeof PoliciesShape>>;

/** What holds where no administrator has said anything. */
export const DEFAULT_POLICIES: Policies = Object.freeze({
  spaces: null,
  linkingGroups: null,
  guestsMayLink: false,
  unlinked: 'operator',
  places: null,
  exports: 'content',
  codeFallback: true,
});

/** As it is stored. A policy that is not there yet, since the app was older then, has its default; one that can't be read, its strictest. */
export function readPolicies(text: string): Policies {
  const stored: unknown = JSON.parse(text);
  return Object.freeze(PoliciesShape.parse({ ...DEFAULT_POLICIES, ...(typeof stored === 'object' ? stored : {}) }));
}

/** Whether the macros work in that space; where spaces are named, not in one that nobody knows. */
export function worksIn({ spaces }: Pick<Policies, 'spaces'>, space: string | undefined): boolean {
  return spaces === null || (space !== undefined && spaces.includes(space));
}

/** Whether that group or project, or what is in it, may be shown. GitLab's paths are equal in any case of their letters. */
export function allowsPlace({ places }: Pick<Policies, 'places'>, instance: string, fullPath: string | undefined): boolean {
  if (places === null) return true;
  const roots = prepared(byInstance, places, rootsByInstance).get(instance);
  return fullPath !== undefined && roots !== undefined && isWithinAny(fullPath, roots);
}

/** Whether what stands at that address of the instance may be shown; not where nobody can tell what is there. */
export function allowsAddress(policies: Pick<Policies, 'places'>, url: string | undefined, instance: Pick<GitLabInstance, 'id' | 'baseUrl'>): boolean {
  if (policies.places === null) return true;
  const reference = url === undefined ? undefined : parseReference(url, [instance]);
  return reference !== undefined && allowsPlace(policies, instance.id, placeOf(reference));
}

/** Whether that is one of these groups and projects, or within one: `acme/orbit` is within `acme`. The list must not change. */
export function isWithin(fullPath: string, places: readonly string[]): boolean {
  return isWithinAny(fullPath, prepared(byPath, places, rootsOf));
}

/** Paths in lower case. A site may name hundreds, and a page asks of hundreds of rows. */
type Roots = ReadonlySet<string>;

const byInstance = new WeakMap<Places, ReadonlyMap<string, Roots>>();
const byPath = new WeakMap<readonly string[], Roots>();
type Places = NonNullable<Policies['places']>;

function prepared<K extends object, V>(known: WeakMap<K, V>, list: K, prepare: (list: K) => V): V {
  const made = known.get(list) ?? prepare(list);
  known.set(list, made);
  return made;
}

const rootsOf = (paths: readonly string[]): Roots => new Set(paths.map((path) => path.toLowerCase()));

function rootsByInstance(places: Places): ReadonlyMap<string, Roots> {
  const instances = new Set(places.map(({ instance }) => instance));
  return new Map([...instances].map((id) => [id, rootsOf(places.filter(({ instance }) => instance === id).map(({ path }) => path))]));
}

function isWithinAny(fullPath: string, roots: Roots): boolean {
  const pieces = fullPath.toLowerCase().split('/');
  // No path has such a piece; a server on the way to GitLab may take it for a way out.
  if (pieces.some((piece) => piece === '' || piece === '.' || piece === '..')) return false;
  let path = '';
  return pieces.some((piece) => roots.has((path += path === '' ? piece : `/${piece}`)));
}
