import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Site } from '../app.js';
import { issuePath, mergeRequestPath, milestonePath } from '../paths.js';
import { absoluteUrl } from '../reader.js';
import type { Issue, MergeRequest, Project, User } from '../world/model.js';
import { canSeeCode, canSeeGroup, canSeeIssue, canSeeMergeRequests, canSeeProject, type Viewer } from '../world/visibility.js';
import { describeCommit } from './commits.js';
import { describeProject, describeUser } from './entities.js';
import { notFound, unauthorized, viewerOf } from './guard.js';
import { sendRows } from './rows.js';

type Place = 'instance' | 'group' | 'project';

interface Search {
  readonly site: Site;
  readonly viewer: Viewer;
  readonly projects: readonly Project[];
  readonly words: string;
}

type Find = (search: Search) => object[];

const contains = (text: string, words: string) => text.toLowerCase().includes(words.toLowerCase());

const FINDERS: Readonly<Record<string, Find>> = {
  projects: ({ site, viewer, projects, words }) => projects.filter(({ name, description }) => contains(`${name} ${description}`, words)).map((one) => describeProject(site, viewer, one)),
  issues: ({ site, viewer, projects, words }) =>
    projects.flatMap((project) => project.issues.filter((one) => canSeeIssue(site.world, viewer, project, one) && contains(`${one.title} ${one.description}`, words)).map((one) => describeIssue(site, project, one))),
  merge_requests: ({ site, viewer, projects, words }) =>
    projects.filter((project) => canSeeMergeRequests(site.world, viewer, project)).flatMap((project) => project.mergeRequests.filter((one) => contains(`${one.title} ${one.description}`, words)).map((one) => describeMergeRequest(site, project, one))),
  milestones: ({ site, projects, words }) =>
    projects.flatMap((project) => project.milestones.filter(({ title }) => contains(title, words)).map(({ id, iid, title, state, dueDate }) => ({ id, iid, project_id: project.id, title, state, due_date: dueDate ?? null, web_url: absoluteUrl(site, milestonePath(site.root, project, iid)) }))),
  users: ({ site, words }) => site.world.users.filter(({ name, username }) => contains(`${name} ${username}`, words)).map((one) => describeUser(site, one, false)),
  commits: ({ site, viewer, projects, words }) =>
    projects.filter((project) => canSeeCode(site.world, viewer, project)).flatMap((project) => [...project.repository.commits.values()].filter(({ title }) => contains(title, words)).sort((left, right) => right.at - left.at).map((one) => ({ ...describeCommit(site, project, one), project_id: project.id }))),
  blobs: ({ site, viewer, projects, words }) => projects.filter((project) => canSeeCode(site.world, viewer, project)).flatMap((project) => filesIn(project, words)),
};

/** What GitLab searches without Elasticsearch: https://docs.gitlab.com/api/search/ */
const SCOPES: Readonly<Record<Place, readonly string[]>> = {
  instance: ['projects', 'issues', 'merge_requests', 'milestones', 'users'],
  group: ['projects', 'issues', 'merge_requests', 'milestones', 'users'],
  project: ['issues', 'merge_requests', 'milestones', 'users', 'commits', 'blobs'],
};

type ProjectHandler = (project: Project, request: Request, response: Response) => void;

/** Search of the instance, a group or a project; that of the instance needs a sign-in. */
export function searchRoutes(site: Site, withProject: (handle: ProjectHandler) => RequestHandler): Router {
  const router = Router({ caseSensitive: true });
  router.get('/projects/:id/search', withProject((project, request, response) => sendSearch(site, viewerOf(response), 'project', [project], request, response)));
  router.get('/groups/:id/search', (request, response) => {
    const group = site.world.groups.find(({ id, fullPath }) => String(id) === request.params.id || fullPath === request.params.id);
    if (!group || !canSeeGroup(site.world, viewerOf(response), group)) return notFound(response, 'Group ');
    const inside = site.world.projects.filter(({ fullPath }) => fullPath.startsWith(`${group.fullPath}/`));
    sendSearch(site, viewerOf(response), 'group', inside, request, response);
  });
  router.get('/search', (request, response) => {
    if (!viewerOf(response)) return unauthorized(response);
    sendSearch(site, viewerOf(response), 'instance', site.world.projects, request, response);
  });
  return router;
}

/** Finds in `projects`, as far as the viewer may see what is in them. */
function sendSearch(site: Site, viewer: Viewer, place: Place, projects: readonly Project[], request: Request, response: Response): void {
  const { scope, search } = request.query;
  if (typeof scope !== 'string' || typeof search !== 'string') return void response.status(400).json({ error: 'scope is missing, search is missing' });
  const find = SCOPES[place].includes(scope) ? FINDERS[scope] : undefined;
  if (!find) return void response.status(400).json({ error: 'scope does not have a valid value' });
  const visible = projects.filter((project) => canSeeProject(site.world, viewer, project));
  sendRows(request, response, find({ site, viewer, projects: visible, words: search }));
}

function filesIn({ id, repository }: Project, words: string): object[] {
  const head = repository.commits.get(repository.branches.get(repository.defaultBranch) ?? '');
  return [...(head?.tree ?? [])].flatMap(([path, content]) => {
    const lines = content.kind === 'text' ? content.text.split('\n') : [];
    const line = lines.findIndex((one) => contains(one, words));
    const found = line >= 0 || contains(path, words);
    return found ? [{ basename: path.replace(/\.\w+$/, ''), data: lines[line] ?? '', path, filename: path, id: null, ref: repository.defaultBranch, startline: Math.max(line, 0) + 1, project_id: id }] : [];
  });
}

function describeIssue(site: Site, project: Project, issue: Issue): object {
  return { ...shared(site, project, issue), state: issue.state, confidential: issue.confidential, due_date: issue.dueDate ?? null, issue_type: issue.type.toLowerCase(), references: { full: `${project.fullPath}#${issue.iid}` }, web_url: absoluteUrl(site, issuePath(site.root, project, issue)) };
}

function describeMergeRequest(site: Site, project: Project, one: MergeRequest): object {
  const merged = one.mergedAt === undefined ? null : new Date(one.mergedAt).toISOString();
  return { ...shared(site, project, one), state: one.state, draft: one.draft, merged_at: merged, references: { full: `${project.fullPath}!${one.iid}` }, web_url: absoluteUrl(site, mergeRequestPath(site.root, project, one)) };
}

function shared(site: Site, project: Project, { id, iid, title, author, assignees, labels, milestone, createdAt, updatedAt, closedAt }: Issue | MergeRequest): object {
  const person = (user: User) => describeUser(site, user, false);
  return {
    ...{ id, iid, project_id: project.id, title },
    author: person(author),
    assignees: assignees.map(person),
    labels: labels.map((label) => label.title),
    milestone: milestone ? { title: milestone.title, web_url: absoluteUrl(site, milestonePath(site.root, project, milestone.iid)) } : null,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    closed_at: closedAt === undefined ? null : new Date(closedAt).toISOString(),
  };
}
