import { renderMarkdown } from '../markdown/markdown.js';
import { absoluteUrl, placeFor } from '../reader.js';
import { projectPath } from '../paths.js';
import { ACCESS, type Group, type Issue, type MergeRequest, type Project, type User } from '../world/model.js';
import { accessLevel, canSeeAsGuest, canSeeCode, canSeeGroup, canSeeIssue, canSeeIssues, canSeeMergeRequests, canSeePipelines, canSeeProject } from '../world/visibility.js';
import { groupChoices, projectChoices } from './choices.js';
import { connection, type Paging } from './connection.js';
import { groupWorkItems } from './epics.js';
import { isWithin } from './list-filter.js';
import { groupLists, projectLists, releaseList } from './lists.js';
import { job, pipeline, pipelinesOf } from './pipelines.js';
import { release, releasesOf } from './releases.js';
import { gid, time, type Node, type Scope } from './scope.js';
import { projectSnippets, type SnippetFilter } from './snippets.js';

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
    bio: given.bio ?? null,
    location: given.location ?? null,
    organization: null,
    pronouns: given.pronouns ?? null,
    status: given.status ? { message: given.status.message, emoji: 'anchor', availability: given.status.busy ? 'BUSY' : 'NOT_SET' } : null,
    createdAt: time(given.createdAt),
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
    ...inside(scope, given),
    workItem: ({ iid }: { iid: string }) => groupWorkItems(scope, given, (one) => String(one.iid) === iid)[0],
    ...groupLists(scope, given),
    ...groupChoices(scope, given),
  };
}

/** What is directly in a group, as far as the viewer may see it. */
function inside(scope: Scope, { fullPath, members }: Group): Node {
  const { world, viewer } = scope;
  const isIn = (path: string, all: boolean) => path.startsWith(`${fullPath}/`) && (all || !path.slice(fullPath.length + 1).includes('/'));
  const subgroups = (all: boolean) => world.groups.filter((one) => isIn(one.fullPath, all) && canSeeGroup(world, viewer, one));
  const projects = (all: boolean) => world.projects.filter((one) => isIn(one.fullPath, all) && canSeeProject(world, viewer, one));
  return {
    descendantGroups: ({ includeParentDescendants, ...paging }: Paging & { includeParentDescendants: boolean }) => connection(subgroups(includeParentDescendants), paging, (one) => scope.nodes.group(scope, one)),
    descendantGroupsCount: subgroups(false).length,
    projects: ({ includeSubgroups, ...paging }: Paging & { includeSubgroups: boolean }) => connection(projects(includeSubgroups), paging, (one) => scope.nodes.project(scope, one)),
    projectsCount: projects(false).length,
    groupMembersCount: Object.keys(members).length,
  };
}

export function namespace(scope: Scope, given: Group | Project): Node {
  const project = 'issues' in given ? given : undefined;
  return {
    ...place(scope, given),
    __typename: 'Namespace',
    id: project ? gid('Namespaces::ProjectNamespace', project.id) : gid('Group', given.id),
    webUrl: project ? absoluteUrl(scope, projectPath(scope.root, project)) : `${scope.url}/groups/${given.fullPath}`,
    workItem: ({ iid }: { iid: string }) => (project ? workItems(scope, project, { iid }) : groupWorkItems(scope, given as Group, (one) => String(one.iid) === iid))[0],
    workItems: (filter: IssueFilter & Paging) => {
      const fits = ({ iid }: { iid: number }) => filter.iids?.includes(String(iid)) ?? true;
      return connection(project ? workItems(scope, project, filter) : groupWorkItems(scope, given as Group, fits), filter, (item) => item);
    },
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
  readonly milestoneTitle?: string | null;
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
    userPermissions: { readProject: true, readWiki: canSeeAsGuest(world, viewer, given), downloadCode: seesCode, pushCode: level >= ACCESS.developer, readMergeRequest: seesMergeRequests, createIssue: viewer !== undefined },
    issuesEnabled: given.features.issues !== 'disabled',
    mergeRequestsEnabled: given.features.mergeRequests !== 'disabled',
    openIssuesCount: canSeeIssues(world, viewer, given) ? issues(scope, given, { state: 'opened' }).length : null,
    openMergeRequestsCount: seesMergeRequests ? mergeRequests(given, { state: 'opened' }).length : null,
    release: ({ tagName }: { tagName: string }) => {
      const found = releasesOf(scope, given).find(({ tag }) => tag === tagName);
      return found ? release(scope, given, found) : null;
    },
    releases: (filter: Paging & { sort?: string | null }) => releaseList(scope, [given], filter),
    snippets: (filter: SnippetFilter) => projectSnippets(scope, given, filter),
    repository: seesCode ? () => scope.nodes.repository(scope, given) : null,
    languages: [],
    ...projectChoices(scope, given),
    issue: (filter: IssueFilter) => issueNodes(scope, given, filter)[0],
    ...continuousIntegration(scope, given),
    ...projectLists(scope, given),
    mergeRequest: ({ iid }: { iid: string }) => (seesMergeRequests ? mergeRequests(given, { iids: [iid] }).map((one) => scope.nodes.mergeRequest(scope, given, one))[0] : null),
  };
}

interface PipelineFilter extends Paging {
  readonly id?: string | null;
  readonly iid?: string | null;
  readonly sha?: string | null;
  readonly ref?: string | null;
  readonly status?: string | null;
  readonly source?: string | null;
  readonly username?: string | null;
  readonly updatedAfter?: string | null;
  readonly updatedBefore?: string | null;
}

function continuousIntegration(scope: Scope, given: Project): Node {
  const all = canSeePipelines(scope.world, scope.viewer, given) ? pipelinesOf(given) : [];
  const matching = ({ id, iid, sha, ref, status, source, username }: PipelineFilter) =>
    all.filter((one) => (id ?? gid('Ci::Pipeline', one.id)) === gid('Ci::Pipeline', one.id) && (iid ?? String(one.iid)) === String(one.iid) && (sha ?? one.sha) === one.sha
      && (ref ?? one.ref) === one.ref && (status ?? one.status) === one.status && (source ?? one.source ?? 'push') === (one.source ?? 'push') && (username ?? one.user.username) === one.user.username);
  return {
    pipeline: (filter: PipelineFilter) => matching(filter).map((one) => pipeline(scope, given, one))[0] ?? null,
    pipelines: (filter: PipelineFilter) => connection(matching(filter).filter((one) => isWithin({ createdAt: one.createdAt, updatedAt: one.createdAt + (one.duration ?? 0) * 1_000 }, filter)).sort((left, right) => right.id - left.id), filter, (one) => pipeline(scope, given, one)),
    job: ({ id }: { id: string }) => all.flatMap((one) => (one.jobs ?? []).filter((each) => gid('Ci::Build', each.id) === id).map((each) => job(scope, given, one, each)))[0] ?? null,
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

function matches(one: Issue | MergeRequest, { iid, iids, state, labelName, search, milestoneTitle }: IssueFilter): boolean {
  return (iid ?? String(one.iid)) === String(one.iid)
    && (iids?.includes(String(one.iid)) ?? true)
    && (milestoneTitle ?? one.milestone?.title) === one.milestone?.title
    && (!state || state === 'all' || state === one.state)
    && (labelName ?? []).every((title) => one.labels.some((label) => label.title === title))
    && `${one.title}\n${one.description}`.toLowerCase().includes((search ?? '').toLowerCase());
}
