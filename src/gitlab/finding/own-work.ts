import type { Caller, GitLabClient } from '../calls/client.js';
import { SchemaMismatch } from '../calls/graphql-answer.js';
import type { GitLabInstance } from '../instance.js';
import { nodesOf, ownUrl } from '../queries/parts.js';
import type { Reference } from '../references/reference.js';
import { ownWorkOperation, ROWS, type OwnWorkAnswer } from './own-work-query.js';
import { asksOf, NOTHING_SEEN, readSeen, type SeenThing } from './seen-things.js';

/** What somebody has to do in GitLab and has looked at. Each part is undefined where GitLab could not tell it. */
export interface OwnWork {
  readonly todos: WorkList<Todo> | undefined;
  /** Open ones that are assigned to them, the newest change first. */
  readonly issues: WorkList<Work> | undefined;
  /** Open ones of theirs. */
  readonly mergeRequests: WorkList<Work> | undefined;
  /** Open merge requests that they are asked to review. */
  readonly reviews: WorkList<Work> | undefined;
  /** In the order asked for, without what is absent or hidden from them. */
  readonly seen: readonly SeenThing[] | undefined;
}

/** The first of them, and how many there are; undefined where GitLab does not count. */
export interface WorkList<T> {
  readonly rows: readonly T[];
  readonly total: number | undefined;
}

export interface Work {
  readonly kind: 'issue' | 'merge-request';
  readonly title: string;
  /** `group/project#12` */
  readonly reference: string;
  /** `opened`, `closed`, `merged`, `locked`, `draft` */
  readonly state: string;
  readonly confidential: boolean;
  readonly webUrl: string;
  /** ISO 8601. */
  readonly updatedAt: string | undefined;
}

export interface Todo {
  /** Undefined where it is about something that has no name, or that they may not see. */
  readonly title: string | undefined;
  /** `assigned`, `mentioned`, `review_requested`, … */
  readonly action: string;
  /** `issue`, `mergerequest`, … */
  readonly target: string;
  /** Whose doing it is. */
  readonly author: string | undefined;
  /** Full path of the project or group. */
  readonly place: string | undefined;
  readonly webUrl: string | undefined;
  readonly createdAt: string;
}

export interface OwnWorkWish {
  /** GitLab's number of the person, which outlives renames. */
  readonly userId: string;
  /** What they have looked at, the newest first. */
  readonly seen: readonly Reference[];
}

const KEPT_MS = 3_600_000;

/** One request; a second one where this GitLab is too old for the first, which is remembered for an hour. @throws GitLabError */
export function createOwnWork(client: GitLabClient, clock: () => number) {
  const old = new Map<string, number>();
  return async (viewer: Caller, { userId, seen }: OwnWorkWish): Promise<OwnWork> => {
    const asked = asksOf(seen);
    const ask = async (lean: boolean) => {
      const operation = ownWorkOperation(lean ? { lean, asks: NOTHING_SEEN } : { lean, asks: asked });
      const answer = await client.graphql(viewer, operation, { me: userId, ...(lean ? {} : asked.variables) });
      return readOwnWork(answer, lean ? [] : seen, viewer.instance);
    };
    if ((old.get(viewer.instance.baseUrl) ?? 0) > clock()) return ask(true);
    try {
      return await ask(false);
    } catch (error) {
      if (!(error instanceof SchemaMismatch)) throw error;
      old.set(viewer.instance.baseUrl, clock() + KEPT_MS);
      return ask(true);
    }
  };
}

function readOwnWork(answer: OwnWorkAnswer, seen: readonly Reference[], instance: GitLabInstance): OwnWork {
  const { currentUser, issues } = answer;
  return {
    todos: listOf(currentUser?.todos, (todo) => [readTodo(todo, instance)]),
    issues: listOf(issues, (row) => readWork('issue', row, instance)),
    mergeRequests: listOf(currentUser?.authored, (row) => readWork('merge-request', row, instance)),
    reviews: listOf(currentUser?.reviews, (row) => readWork('merge-request', row, instance)),
    seen: readSeen(answer, seen, instance),
  };
}

type Connection<T> = { readonly count?: number | null | undefined; readonly nodes?: readonly (T | null)[] | null | undefined } | null | undefined;

function listOf<T, R>(connection: Connection<T>, read: (node: T) => R[]): WorkList<R> | undefined {
  if (!connection) return undefined;
  const rows = nodesOf(connection).slice(0, ROWS).flatMap(read);
  // All are there where there are fewer than were asked for.
  return { rows, total: connection.count ?? (rows.length < ROWS ? rows.length : undefined) };
}

type Row = NonNullable<NonNullable<NonNullable<OwnWorkAnswer['issues']>['nodes']>[number]>;

function readWork(kind: Work['kind'], { title, reference, state, draft, confidential, webUrl, updatedAt }: Row, instance: GitLabInstance): Work[] {
  const url = ownUrl(webUrl, instance);
  if (!url) return [];
  const word = (state ?? 'opened').toLowerCase();
  return [{ kind, title, reference, state: draft && word === 'opened' ? 'draft' : word, confidential: confidential ?? false, webUrl: url, updatedAt: updatedAt ?? undefined }];
}

type TodoNode = NonNullable<NonNullable<NonNullable<NonNullable<OwnWorkAnswer['currentUser']>['todos']>['nodes']>[number]>;

function readTodo({ action, targetType, targetUrl, target, author, project, group, createdAt }: TodoNode, instance: GitLabInstance): Todo {
  return {
    title: target?.title ?? target?.name ?? undefined,
    action,
    target: targetType.toLowerCase(),
    author: author?.name,
    place: project?.fullPath ?? group?.fullPath,
    webUrl: ownUrl(targetUrl, instance) ?? ownUrl(target?.webUrl, instance),
    createdAt,
  };
}
