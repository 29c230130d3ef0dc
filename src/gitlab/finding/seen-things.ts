import type { GitLabInstance } from '../instance.js';
import { nodesOf, ownUrl } from '../queries/parts.js';
import type { Reference } from '../references/reference.js';
import type { OwnWorkAnswer, SeenNumbered, SeenProject } from './own-work-query.js';

/** Something that a person looked at and may see now. */
export interface SeenThing {
  readonly reference: Reference;
  /** As GitLab has it now; undefined for what only its address names. */
  readonly title: string | undefined;
  readonly state: string | undefined;
  readonly confidential: boolean;
  /** `Group / Project`, as the viewer may know it. */
  readonly place: string | undefined;
  readonly webUrl: string | undefined;
}

/** The part of a document that asks about things of many projects, and its variables. */
export interface SeenAsks {
  /** Empty, or beginning with a comma. */
  readonly declarations: string;
  readonly fields: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Aliases of single groups: GitLab lists none by their paths. */
export const GROUPS = ['group0', 'group1', 'group2', 'group3', 'group4'] as const;
export const MOST_SEEN = 30;
export const NOTHING_SEEN: SeenAsks = { declarations: '', fields: '', variables: {} };

type Of<K extends Reference['kind']> = Extract<Reference, { kind: K }>;
type Numbered = Of<'issue' | 'work-item' | 'epic' | 'merge-request'>;

/**
 * Asks about the first of these things: every project for all numbers that are wanted of any, which is one field for all of them.
 * What is left empty is not asked at all, since GitLab takes an empty list for none and lists everything.
 */
export function asksOf(seen: readonly Reference[]): SeenAsks {
  const things = seen.slice(0, MOST_SEEN);
  const paths = unique(things.flatMap((one) => projectOf(one) ?? []));
  const issues = unique(things.flatMap((one) => (isNumbered(one) && one.kind !== 'merge-request' && projectOf(one) ? [String(one.iid)] : [])));
  const requests = unique(things.flatMap((one) => (one.kind === 'merge-request' ? [String(one.iid)] : [])));
  const users = unique(things.flatMap((one) => (one.kind === 'user' ? [one.username] : [])));
  const groups = groupsOf(things);
  const parts: Ask[] = [
    ...(paths.length > 0 ? [{ variables: { paths: ['[String!]', paths] }, field: `seenProjects: projects(fullPaths: $paths, first: ${MOST_SEEN}) { nodes { fullPath nameWithNamespace webUrl userPermissions { downloadCode readWiki } ${inside(issues, requests)} } }` } as const] : []),
    ...(issues.length > 0 ? [{ variables: { issues: ['[String!]', issues] }, field: '' } as const] : []),
    ...(requests.length > 0 ? [{ variables: { requests: ['[String!]', requests] }, field: '' } as const] : []),
    ...(users.length > 0 ? [{ variables: { users: ['[String!]', users] }, field: `seenUsers: users(usernames: $users, first: ${MOST_SEEN}) { nodes { name username webUrl } }` } as const] : []),
    ...groups.map(groupAsk),
  ];
  const variables = parts.flatMap((part) => Object.entries(part.variables));
  return {
    declarations: variables.map(([name, [type]]) => `, $${name}: ${type}`).join(''),
    fields: parts.map(({ field }) => field).join('\n    '),
    variables: Object.fromEntries(variables.map(([name, [, value]]) => [name, value])),
  };
}

interface Ask {
  /** Type and value by name. */
  readonly variables: Readonly<Record<string, readonly [string, unknown]>>;
  readonly field: string;
}

const FIELDS = 'iid title state webUrl';

function inside(issues: readonly string[], requests: readonly string[]): string {
  return [
    issues.length > 0 ? `issues(iids: $issues, first: ${MOST_SEEN}) { nodes { ${FIELDS} confidential } }` : '',
    requests.length > 0 ? `mergeRequests(iids: $requests, first: ${MOST_SEEN}) { nodes { ${FIELDS} draft } }` : '',
  ].join(' ');
}

/** Group and number of each thing of a group that there is an alias for. */
function groupsOf(things: readonly Reference[]): { readonly fullPath: string; readonly iid: number | undefined }[] {
  const wanted = things.flatMap((one) => {
    const fullPath = groupOf(one);
    return fullPath === undefined ? [] : [{ fullPath, iid: isNumbered(one) ? one.iid : undefined }];
  });
  return [...new Map(wanted.map((one) => [groupName(one.fullPath, one.iid), one])).values()].slice(0, GROUPS.length);
}

function groupAsk({ fullPath, iid }: { readonly fullPath: string; readonly iid: number | undefined }, index: number): Ask {
  const item = iid === undefined ? '' : `workItem(iid: $item${index}) { ${FIELDS} confidential }`;
  return {
    variables: { [`path${index}`]: ['ID!', fullPath], ...(iid === undefined ? {} : { [`item${index}`]: ['String!', String(iid)] }) },
    field: `group${index}: group(fullPath: $path${index}) { fullPath fullName webUrl ${item} }`,
  };
}

/** What of these GitLab showed, in their order; undefined where it could not tell. */
export function readSeen(answer: OwnWorkAnswer, seen: readonly Reference[], instance: GitLabInstance): readonly SeenThing[] | undefined {
  const things = seen.slice(0, MOST_SEEN);
  if (!answer.seenProjects && things.some(projectOf)) return undefined;
  const projects = new Map(nodesOf(answer.seenProjects).map((one) => [one.fullPath.toLowerCase(), one]));
  const groups = new Map(groupsOf(things).map(({ fullPath, iid }, index) => [groupName(fullPath, iid), answer[GROUPS[index] ?? 'group0']]));
  const users = new Map(nodesOf(answer.seenUsers).map((one) => [one.username.toLowerCase(), one]));
  return things.flatMap((reference): SeenThing[] => {
    const thing = { reference, title: undefined, state: undefined, confidential: false, place: undefined, webUrl: undefined };
    if (reference.kind === 'user') {
      const user = users.get(reference.username.toLowerCase());
      return user ? [{ ...thing, title: user.name, webUrl: ownUrl(user.webUrl, instance) }] : [];
    }
    const path = groupOf(reference);
    if (path !== undefined) {
      const group = groups.get(groupName(path, isNumbered(reference) ? reference.iid : undefined));
      if (!group) return [];
      const place = { ...thing, place: group.fullName ?? group.fullPath };
      if (isNumbered(reference)) return group.workItem ? [{ ...place, ...numberedOf(group.workItem, instance) }] : [];
      return [reference.kind === 'group' ? { ...place, title: place.place, webUrl: ownUrl(group.webUrl, instance) } : place];
    }
    const project = projects.get(projectOf(reference)?.toLowerCase() ?? '');
    return project ? inProject({ ...thing, place: project.nameWithNamespace ?? project.fullPath }, project, instance) : [];
  });
}

/** What stands behind a part of the project that they may not use is hidden, as far as GitLab says so for the whole project. */
function inProject(thing: SeenThing, project: SeenProject, instance: GitLabInstance): SeenThing[] {
  const { reference } = thing;
  if (isNumbered(reference)) {
    const list = reference.kind === 'merge-request' ? project.mergeRequests : project.issues;
    const found = nodesOf(list).find(({ iid }) => iid === String(reference.iid));
    return found ? [{ ...thing, ...numberedOf(found, instance) }] : [];
  }
  if (reference.kind === 'project') return [{ ...thing, title: thing.place, webUrl: ownUrl(project.webUrl, instance) }];
  if (OF_CODE.has(reference.kind) && project.userPermissions?.downloadCode !== true) return [];
  if (reference.kind === 'wiki' && project.userPermissions?.readWiki !== true) return [];
  return [thing];
}

const OF_CODE: ReadonlySet<Reference['kind']> = new Set(['file', 'folder', 'commit', 'comparison', 'branch', 'tag', 'release', 'pipeline', 'latest-pipeline', 'job', 'environment']);

function numberedOf({ title, state, draft, confidential, webUrl }: SeenNumbered, instance: GitLabInstance) {
  const word = { open: 'opened' }[(state ?? 'opened').toLowerCase()] ?? (state ?? 'opened').toLowerCase();
  return { title, state: draft && word === 'opened' ? 'draft' : word, confidential: confidential ?? false, webUrl: ownUrl(webUrl, instance) };
}

function isNumbered(reference: Reference): reference is Numbered {
  return 'iid' in reference && reference.kind !== 'milestone';
}

/** Full path of the project that a thing is in; undefined where it is in none. */
function projectOf(reference: Reference): string | undefined {
  if (!('fullPath' in reference) || isOfGroup(reference) || reference.kind === 'namespace') return undefined;
  return reference.fullPath;
}

function groupOf(reference: Reference): string | undefined {
  return 'fullPath' in reference && isOfGroup(reference) ? reference.fullPath : undefined;
}

function isOfGroup(reference: Reference): boolean {
  return reference.kind === 'group' || ('level' in reference && reference.level === 'group');
}

const groupName = (fullPath: string, iid: number | undefined) => `${fullPath.toLowerCase()} ${iid ?? ''}`;
const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];
