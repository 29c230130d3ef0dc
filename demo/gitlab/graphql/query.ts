import type { Project } from '../world/model.js';
import { canSeeGroup, canSeeIssue, canSeeIssues, canSeeMergeRequests, canSeeProject, accessLevel } from '../world/visibility.js';
import { findProject, findUser } from '../world/world.js';
import { groupsOf } from './choices.js';
import { commit, repository } from './code.js';
import type { Weight } from './complexity.js';
import { connection, type Paging } from './connection.js';
import { issue, workItem } from './issues.js';
import { mergeRequest } from './merge-requests.js';
import { inOrder, type ListArguments } from './list-filter.js';
import { issueList } from './lists.js';
import { noteById } from './notes.js';
import { groupMilestone, milestone } from './planning.js';
import { group, namespace, project, user } from './places.js';
import type { Node, Nodes, Scope } from './scope.js';
import { allSnippets, type SnippetFilter } from './snippets.js';
import { todosOf, type TodoArguments } from './todos.js';
import type { Reader } from '../reader.js';

export const VERSION = '18.5.2';

const nodes: Nodes = { user, group, namespace, project, issue, workItem, mergeRequest, repository, commit };

/** The root of the API as one reader sees it. What is hidden is null, as what does not exist. */
export function createRoot(reader: Reader, weight: Weight, limit: number): Node {
  const scope: Scope = { ...reader, nodes };
  const { world, viewer } = reader;
  const visibleProjects = world.projects.filter((one) => canSeeProject(world, viewer, one));
  const byPath = (path: string) => visibleProjects.find((one) => one === findProject(world, path));
  const visibleGroup = (path: string) => world.groups.find((one) => one.fullPath.toLowerCase() === path.toLowerCase() && canSeeGroup(world, viewer, one));
  const people = (usernames: readonly string[] | null | undefined) => world.users.filter(({ username }) => usernames?.includes(username) ?? true);
  return {
    echo: ({ text }: { text: string }) => `"${viewer?.username ?? 'nil'}" says: ${text}`,
    metadata: viewer ? { version: VERSION, revision: '5c0ffee1234', enterprise: false } : null,
    queryComplexity: { score: weight.complexity, limit },
    currentUser: viewer ? () => ({ ...user(scope, viewer, 'CurrentUser'), ...ownMergeRequests(scope, visibleProjects), todos: (given: TodoArguments) => todosOf(scope, viewer, given) }) : null,
    user: ({ username }: { username?: string | null }) => {
      const found = findUser(world, username ?? '');
      return found ? user(scope, found) : null;
    },
    users: ({ usernames, ...paging }: Paging & { usernames?: string[] | null }) => connection(people(usernames), paging, (one) => user(scope, one)),
    project: ({ fullPath }: { fullPath: string }) => {
      const found = byPath(fullPath);
      return found ? project(scope, found) : null;
    },
    projects: ({ fullPaths, ids, membership, search, searchNamespaces, sort, ...paging }: Paging & ProjectArguments) => {
      const wanted = fullPaths?.map((path) => byPath(path));
      const named = (one: Project) => `${one.name} ${searchNamespaces ? one.fullPath : ''}`.toLowerCase().includes((search ?? '').toLowerCase());
      const fits = (one: Project) =>
        (wanted?.includes(one) ?? true) && (ids?.includes(`gid://gitlab/Project/${one.id}`) ?? true) && (!membership || accessLevel(world, viewer, one) > 0) && named(one);
      const lively = (left: Project, right: Project) => (sort === 'latest_activity_desc' ? right.lastActivityAt - left.lastActivityAt : 0);
      return connection(visibleProjects.filter(fits).sort(lively), paging, (one) => project(scope, one));
    },
    groups: (given: Parameters<typeof groupsOf>[1]) => groupsOf(scope, given),
    snippets: (filter: SnippetFilter) => allSnippets(scope, filter),
    group: ({ fullPath }: { fullPath: string }) => {
      const found = visibleGroup(fullPath);
      return found ? group(scope, found) : null;
    },
    namespace: ({ fullPath }: { fullPath: string }) => {
      const found = visibleGroup(fullPath) ?? byPath(fullPath);
      return found ? namespace(scope, found) : null;
    },
    milestone: ({ id }: { id: string }) => milestoneById(scope, id),
    note: ({ id }: { id: string }) => noteById(scope, id),
    issues: (given: ListArguments & Paging) => issueList(scope, visibleProjects.filter((one) => canSeeIssues(world, viewer, one)), given, issue),
    issue: ({ id }: { id: string }) => issueById(scope, id, 'Issue', issue),
    workItem: ({ id }: { id: string }) => issueById(scope, id, 'WorkItem', workItem),
    mergeRequest: ({ id }: { id: string }) => {
      const found = visibleProjects.flatMap((one) => one.mergeRequests.map((request) => ({ one, request }))).find(({ request }) => id === `gid://gitlab/MergeRequest/${request.id}`);
      return found && canSeeMergeRequests(world, viewer, found.one) ? mergeRequest(scope, found.one, found.request) : null;
    },
    workItemsByReference: ({ refs, contextNamespacePath, ...paging }: Paging & { refs: string[]; contextNamespacePath?: string | null }) =>
      connection(refs.flatMap((ref) => byReference(scope, ref, contextNamespacePath ?? '', byPath)), paging, (one) => one),
  };
}

interface ProjectArguments {
  readonly fullPaths?: string[] | null;
  readonly ids?: string[] | null;
  readonly membership?: boolean | null;
  readonly search?: string | null;
  readonly searchNamespaces?: boolean | null;
  readonly sort?: string | null;
}

type Make = (scope: Scope, project: Project, issue: Project['issues'][number]) => Node;

function issueById(scope: Scope, id: string, kind: string, make: Make): Node | null {
  const { world, viewer } = scope;
  const all = world.projects.flatMap((one) => one.issues.map((given) => ({ one, given })));
  const found = all.find(({ given }) => id === `gid://gitlab/${kind}/${given.id}`);
  return found && canSeeIssue(world, viewer, found.one, found.given) ? make(scope, found.one, found.given) : null;
}

function milestoneById(scope: Scope, id: string): Node | null {
  const { world, viewer } = scope;
  for (const place of world.projects.filter((one) => canSeeProject(world, viewer, one))) {
    const found = place.milestones.find((one) => id === `gid://gitlab/Milestone/${one.id}`);
    if (found) return milestone(scope, place, found);
  }
  for (const place of world.groups.filter((one) => canSeeGroup(world, viewer, one))) {
    const found = place.milestones?.find((one) => id === `gid://gitlab/Milestone/${one.id}`);
    if (found) return groupMilestone(scope, place, found);
  }
  return null;
}

/** `#12`, `group/project#12`, or the URL of an issue or work item. */
function byReference(scope: Scope, ref: string, context: string, byPath: (path: string) => Project | undefined): Node[] {
  const local = ref.startsWith(`${scope.url}/`) ? ref.slice(scope.url.length + 1) : undefined;
  const found = /^(.+?)\/-\/(?:issues|work_items)\/(\d+)$/.exec(local ?? '') ?? /^([\w./-]*)#(\d+)$/.exec(ref);
  const place = byPath(found?.[1] || context);
  const given = place?.issues.find(({ iid }) => String(iid) === found?.[2]);
  return place && given && canSeeIssue(scope.world, scope.viewer, place, given) ? [workItem(scope, place, given)] : [];
}

function ownMergeRequests(scope: Scope, projects: readonly Project[]): Node {
  const { world, viewer } = scope;
  type Own = { readonly place: Project; readonly given: Project['mergeRequests'][number] };
  type Filter = Paging & { state?: string | null; draft?: boolean | null; iids?: string[] | null; sort?: string | null };
  const all = projects.filter((one) => canSeeMergeRequests(world, viewer, one)).flatMap((place) => place.mergeRequests.map((given) => ({ place, given })));
  const list = (mine: (given: Own['given']) => boolean) => (filter: Filter) => {
    const fits = ({ given }: Own) => mine(given) && (!filter.state || filter.state === 'all' || filter.state === given.state) && (filter.draft ?? given.draft) === given.draft;
    return connection(inOrder(all.filter(fits), filter.sort), filter, ({ place, given }) => mergeRequest(scope, place, given));
  };
  return {
    authoredMergeRequests: list(({ author }) => author === viewer),
    assignedMergeRequests: list(({ assignees }) => assignees.some((one) => one === viewer)),
    reviewRequestedMergeRequests: list(({ reviews }) => reviews.some((one) => one.user === viewer)),
  };
}
