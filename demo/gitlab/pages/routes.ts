import { Router, type Request, type Response } from 'express';
import type { Site } from '../app.js';
import { pipelinesOf } from '../graphql/pipelines.js';
import { html, page } from '../html.js';
import { projectPath } from '../paths.js';
import type { Reader } from '../reader.js';
import type { Project } from '../world/model.js';
import { resolveRef } from '../world/repository.js';
import { canSeeCode, canSeeEpic, canSeeGroup, canSeeIssue, canSeeMergeRequests, canSeePipelines, canSeeProject } from '../world/visibility.js';
import { findMovedProject, findProject, findUser } from '../world/world.js';
import { codeView, personalSnippetView } from './code.js';
import { fileView, issueView, mergeRequestView, overview, plainView, projectView, rawFile, type View } from './things.js';

/** What stands at a thing's web URL, for whoever is signed in to the pages. */
export function pageRoutes(site: Site): Router {
  const router = Router();
  router.get('*', (request, response) => {
    const viewer = site.sessions.userOf(request);
    const reader: Reader = { root: site.root, url: site.url, clock: site.clock, world: site.world, viewer };
    const path = decode(request.path);
    const show = ({ title, body }: View) => site.sender.page(response, page(title, body, viewer?.username));
    if (path === '/' || path === '/search') return show(overview(reader));
    const [place = '', ...rest] = path.slice(1).replace(/\/$/, '').split('/-/');
    const project = findProject(site.world, place);
    if (project && canSeeProject(site.world, viewer, project)) return showWithin(site, reader, project, rest.join('/-/'), response, show);
    const moved = findMovedProject(site.world, place);
    if (moved && canSeeProject(site.world, viewer, moved)) return site.sender.redirect(response, request.originalUrl.replace(`/${place}`, `/${moved.fullPath}`));
    const snippet = personalSnippetView(reader, /^\/-\/snippets\/(\d+)/.exec(path)?.[1]);
    if (snippet) return show(snippet);
    const view = rest.length === 0 || isListPage(rest.join('/-/')) ? personOrGroup(reader, place) : planOf(reader, place, rest.join('/-/'));
    return view ? show(view) : absent(site, request, response);
  });
  return router;
}

/** The stand-in lists everything on the page of the project or group itself. */
function isListPage(rest: string): boolean {
  return /^(?:(?:issues|work_items|merge_requests|pipelines|releases)|(?:commits|boards)(?:\/.*)?)$/.test(rest);
}

function showWithin(site: Site, reader: Reader, project: Project, rest: string, response: Response, show: (view: View) => void): void {
  const [kind = '', ...words] = rest.split('/');
  const view = kind === '' || isListPage(rest) ? projectView(reader, project) : viewOf(reader, project, kind, words);
  if (view) return show(view);
  const file = kind === 'blob' || kind === 'raw' ? findFile(reader, project, words.join('/')) : undefined;
  if (!file) return absent(site, response.req, response);
  if (kind === 'blob') return show(fileView(reader, project, file.commit, file));
  const { type, bytes } = rawFile(file.path, file.content);
  response.type(type).set({ 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; sandbox" }).send(bytes);
}

function viewOf(reader: Reader, project: Project, kind: string, words: readonly string[]): View | undefined {
  const { world, viewer } = reader;
  const id = Number(words.at(words[0] === 'incident' ? 1 : 0));
  if (kind === 'issues' || kind === 'work_items') {
    const issue = project.issues.find(({ iid }) => iid === id);
    return issue && canSeeIssue(world, viewer, project, issue) ? issueView(reader, project, issue) : undefined;
  }
  const requests = canSeeMergeRequests(world, viewer, project) ? project.mergeRequests : [];
  if (kind === 'merge_requests') {
    const found = requests.find(({ iid }) => iid === id);
    return found && mergeRequestView(reader, project, found);
  }
  const pipelines = canSeePipelines(world, viewer, project) ? pipelinesOf(project) : [];
  if (kind === 'jobs') {
    const found = pipelines.flatMap(({ jobs }) => jobs ?? []).find((one) => one.id === id);
    return found && plainView(reader, project, found.name, `${found.status.toLowerCase()} in ${found.stage}`);
  }
  if (kind === 'environments') {
    const found = pipelines.length > 0 ? project.environments?.find((one) => one.id === id) : undefined;
    return found && plainView(reader, project, found.name, found.state);
  }
  if (kind === 'pipelines') {
    const found = pipelines.find((one) => one.id === id || words[0] === 'latest');
    return found && plainView(reader, project, `Pipeline ${found.id}`, `${found.status.toLowerCase()} on ${found.ref}`);
  }
  if (kind === 'milestones') {
    const found = project.milestones.find(({ iid }) => iid === id);
    return found && plainView(reader, project, found.title, `${found.description} Due ${found.dueDate ?? 'some day'}.`);
  }
  const commit = kind === 'commit' && canSeeCode(world, viewer, project) ? resolveRef(project.repository, words[0] ?? '') : undefined;
  if (commit) return plainView(reader, project, commit.title, `${commit.sha} by ${commit.author.name}`);
  return codeView(reader, project, kind, words);
}

/** The longest ref that the words begin with, and the file below it. */
function findFile({ world, viewer }: Reader, project: Project, refAndPath: string) {
  if (!canSeeCode(world, viewer, project)) return undefined;
  const words = refAndPath.split('/');
  for (let length = words.length - 1; length > 0; length -= 1) {
    const ref = words.slice(0, length).join('/');
    const path = words.slice(length).join('/');
    const commit = resolveRef(project.repository, ref);
    const content = commit?.tree.get(path);
    if (commit && content) return { ref, path, commit, content };
  }
  return undefined;
}

function personOrGroup({ world, viewer, root }: Reader, place: string): View | undefined {
  const user = findUser(world, place);
  if (user) return { title: user.name, body: html`<h1>${user.name}</h1><p>@${user.username} · ${user.jobTitle}</p>` };
  const group = world.groups.find(({ fullPath }) => fullPath === place.replace(/^groups\//, ''));
  if (!group || !canSeeGroup(world, viewer, group)) return undefined;
  const inside = world.projects.filter((project) => project.fullPath.startsWith(`${group.fullPath}/`) && canSeeProject(world, viewer, project));
  return { title: group.name, body: html`<h1>${group.name}</h1><p>${group.description}</p><ul>${inside.map((project) => html`<li><a href="${projectPath(root, project)}">${project.name}</a></li>`)}</ul>` };
}

/** An epic, milestone or iteration of a group. */
function planOf({ world, viewer }: Reader, place: string, rest: string): View | undefined {
  const group = world.groups.find(({ fullPath }) => fullPath === place.replace(/^groups\//, ''));
  if (!group || !canSeeGroup(world, viewer, group)) return undefined;
  const [kind = '', number] = rest.split('/');
  const named = (title: string, text: string): View => ({ title, body: html`<p>${group.name}</p><h1>${title}</h1><p>${text}</p>` });
  const epic = kind === 'epics' || kind === 'work_items' ? group.epics?.find(({ iid }) => String(iid) === number) : undefined;
  if (epic) return canSeeEpic(world, viewer, group, epic) ? named(epic.title, epic.description) : undefined;
  const milestone = kind === 'milestones' ? group.milestones?.find(({ iid }) => String(iid) === number) : undefined;
  if (milestone) return named(milestone.title, milestone.description);
  const iteration = kind === 'iterations' ? group.iterations?.find(({ id }) => String(id) === number) : undefined;
  return iteration && named(iteration.title ?? `${iteration.startDate} to ${iteration.dueDate}`, iteration.description);
}

/** Somebody who is not signed in is asked to, whether there is something or not. */
function absent(site: Site, request: Request, response: Response): void {
  const viewer = site.sessions.userOf(request);
  if (!viewer) return site.sender.redirect(response, `${site.root}/users/sign_in?return_to=${encodeURIComponent(request.originalUrl)}`);
  site.sender.page(response, page('Not found', html`<h1>404: Page not found</h1><p>There is nothing here, or nothing for you.</p>`, viewer.username), 404);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
