import { renderMarkdown } from '../markdown/markdown.js';
import { absoluteUrl, placeFor } from '../reader.js';
import { projectPath } from '../paths.js';
import { ACCESS, type Group, type Issue, type MergeRequest, type Project, type User } from '../world/model.js';
import { accessLevel, canSeeCode, canSeeGroup, canSeeIssue, canSeeIssues, canSeeMergeRequests } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { label, milestone } from './planning.js';
import { gid, time, type Node, type Scope } from './scope.js';

export function user(scope: Scope, given: User, typename = 'UserCore'): Node {
  return {
    __typename: typename,
    id: gid('User', given.id),
    name: given.name,
    username: given.username,
    jobTitle: given.jobTitle,
    state: given.state,
    active: given.state === 'active',
    bot: false,
    publicEmail: null,
    avatarUrl: `${scope.root}/uploads/-/system/user/avatar/${given.id}/avatar.png`,
    webPath: `${scope.root}/${given.username}`,
    webUrl: `${scope.url}/${given.username}`,
  };
}

export function group(scope: Scope, given: Group): Node {
  const parentPath = given.fullPath.slice(0, Math.max(0, given.fullPath.lastIndexOf('/')));
  const parent = scope.world.groups.find(({ fullPath }) => fullPath === parentPath);
  return {
    ...place(scope, given),
    __typename: 'Group',
    id: gid('Group', given.id),
    webPath: `${scope.root}/groups/${given.fullPath}`,
    webUrl: `${scope.url}/groups/${given.fullPath}`,
    parent: parent && canSeeGroup(scope.world, scope.viewer, parent) ? () => scope.nodes.group(scope, parent) : null,
  };
}

export function namespace(scope: Scope, given: Group | Project): Node {
  const project = 'issues' in given ? given : undefined;
  return {
    ...place(scope, given),
    __typename: 'Namespace',
    id: project ? gid('Namespaces::ProjectNamespace', project.id) : gid('Group', given.id),
    webUrl: project ? absoluteUrl(scope, projectPath(scope.root, project)) : `${scope.url}/groups/${given.fullPath}`,
    workItem: ({ iid }: { iid: string }) => project && workItems(scope, project, { iid })[0],
    workItems: (given: IssueFilter & Paging) => project && connection(workItems(scope, project, given), given, (item) => item),
  };
}

function place(scope: Scope, given: Group | Project): Node {
  return {
    name: given.name,
    fullName: fullNameOf(scope, given),
    fullPath: given.fullPath,
    path: given.fullPath.slice(given.fullPath.lastIndexOf('/') + 1),
    description: given.description,
    descriptionHtml: () => renderMarkdown(given.description, placeFor(scope)),
    visibility: given.visibility,
    avatarUrl: null,
  };
}

function fullNameOf({ world }: Scope, given: Group | Project): string {
  const above = world.groups.filter(({ fullPath }) => given.fullPath.startsWith(`${fullPath}/`));
  return [...above, given].map(({ name }) => name).join(' / ');
}

interface IssueFilter {
  readonly iid?: string | null;
  readonly iids?: readonly string[] | null;
  readonly state?: string | null;
  readonly types?: readonly string[] | null;
  readonly confidential?: boolean | null;
  readonly labelName?: readonly string[] | null;
  readonly search?: string | null;
  readonly draft?: boolean | null;
}

export function project(scope: Scope, given: Project): Node {
  const { world, viewer, root } = scope;
  const path = projectPath(root, given);
  const level = accessLevel(world, viewer, given);
  const parent = world.groups.find(({ fullPath }) => fullPath === given.fullPath.slice(0, given.fullPath.lastIndexOf('/')));
  const visibleParent = parent && canSeeGroup(world, viewer, parent) ? parent : undefined;
  const seesMergeRequests = canSeeMergeRequests(world, viewer, given);
  const seesCode = canSeeCode(world, viewer, given);
  return {
    ...place(scope, given),
    __typename: 'Project',
    id: gid('Project', given.id),
    nameWithNamespace: fullNameOf(scope, given),
    descriptionHtml: () => renderMarkdown(given.description, placeFor(scope, given)),
    avatarUrl: given.color === undefined ? null : `${scope.url}/uploads/-/system/project/avatar/${given.id}/avatar.png`,
    archived: given.archived,
    topics: given.topics,
    starCount: given.stars,
    forksCount: given.forks,
    createdAt: time(given.createdAt),
    updatedAt: time(given.lastActivityAt),
    lastActivityAt: time(given.lastActivityAt),
    webPath: path,
    webUrl: absoluteUrl(scope, path),
    httpUrlToRepo: `${absoluteUrl(scope, path)}.git`,
    sshUrlToRepo: `git@${new URL(scope.url).hostname}:${given.fullPath}.git`,
    group: visibleParent ? () => scope.nodes.group(scope, visibleParent) : null,
    namespace: visibleParent ? () => scope.nodes.namespace(scope, visibleParent) : null,
    maxAccessLevel: { integerValue: level, stringValue: Object.entries(ACCESS).find(([, value]) => value === level)?.[0].toUpperCase() ?? 'NO_ACCESS' },
    userPermissions: { readProject: true, downloadCode: seesCode, pushCode: level >= ACCESS.developer, readMergeRequest: seesMergeRequests, createIssue: viewer !== undefined },
    issuesEnabled: given.features.issues !== 'disabled',
    mergeRequestsEnabled: given.features.mergeRequests !== 'disabled',
    openIssuesCount: canSeeIssues(world, viewer, given) ? issues(scope, given, { state: 'opened' }).length : null,
    openMergeRequestsCount: seesMergeRequests ? mergeRequests(given, { state: 'opened' }).length : null,
    repository: seesCode ? () => scope.nodes.repository(scope, given) : null,
    languages: [],
    labels: (paging: Paging & { title?: string | null }) => connection(given.labels.filter(({ title }) => (paging.title ?? title) === title), paging, label),
    milestones: (paging: Paging & { state?: string | null; title?: string | null }) =>
      connection(given.milestones.filter(({ state, title }) => (paging.state ?? state) === state && (paging.title ?? title) === title), paging, (one) => milestone(scope, given, one)),
    issue: (filter: IssueFilter) => issueNodes(scope, given, filter)[0],
    issues: (filter: IssueFilter & Paging) => (canSeeIssues(world, viewer, given) ? connection(issueNodes(scope, given, filter), filter, (item) => item) : null),
    workItems: (filter: IssueFilter & Paging) => (canSeeIssues(world, viewer, given) ? connection(workItems(scope, given, filter), filter, (item) => item) : null),
    mergeRequest: ({ iid }: { iid: string }) => (seesMergeRequests ? mergeRequests(given, { iids: [iid] }).map((one) => scope.nodes.mergeRequest(scope, given, one))[0] : null),
    mergeRequests: (filter: IssueFilter & Paging) =>
      seesMergeRequests ? connection(mergeRequests(given, filter), filter, (one) => scope.nodes.mergeRequest(scope, given, one)) : null,
  };
}

function issueNodes(scope: Scope, given: Project, filter: IssueFilter): Node[] {
  return issues(scope, given, filter).map((one) => scope.nodes.issue(scope, given, one));
}

function workItems(scope: Scope, given: Project, filter: IssueFilter): Node[] {
  return issues(scope, given, filter).map((one) => scope.nodes.workItem(scope, given, one));
}

/** Newest first, as GitLab lists them. */
function issues({ world, viewer }: Scope, given: Project, filter: IssueFilter): Issue[] {
  const fits = (issue: Issue) =>
    matches(issue, filter)
    && (filter.types?.includes(issue.type) ?? true)
    && (filter.confidential ?? issue.confidential) === issue.confidential;
  return given.issues.filter((issue) => canSeeIssue(world, viewer, given, issue) && fits(issue)).sort((left, right) => right.createdAt - left.createdAt);
}

function mergeRequests(given: Project, filter: IssueFilter): MergeRequest[] {
  const fits = (one: MergeRequest) => matches(one, filter) && (filter.draft ?? one.draft) === one.draft;
  return given.mergeRequests.filter(fits).sort((left, right) => right.createdAt - left.createdAt);
}

function matches(one: Issue | MergeRequest, { iid, iids, state, labelName, search }: IssueFilter): boolean {
  return (iid ?? String(one.iid)) === String(one.iid)
    && (iids?.includes(String(one.iid)) ?? true)
    && (!state || state === 'all' || state === one.state)
    && (labelName ?? []).every((title) => one.labels.some((label) => label.title === title))
    && `${one.title}\n${one.description}`.toLowerCase().includes((search ?? '').toLowerCase());
}
