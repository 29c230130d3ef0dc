import { Router, type Request, type Response } from 'express';
import type { Site } from '../app.js';
import type { Group, Project } from '../world/model.js';
import { accessLevel, canSeeGroup, canSeeIssue, canSeeMergeRequests, canSeeNote, canSeePipelines } from '../world/visibility.js';
import { notFound, unauthorized, viewerOf } from './guard.js';
import { describeEnvironment, describeGroup, describeIteration, describeMilestone, describeNote } from './planning.js';

type WithProject = (handle: (project: Project, request: Request, response: Response) => void) => (request: Request, response: Response) => void;

/** Milestones, iterations, environments and notes: what GraphQL does not look up by the number in a URL. */
export function planningRoutes(site: Site, withProject: WithProject): Router {
  const router = Router({ caseSensitive: true });
  router.get('/projects/:id/milestones', withProject((project, request, response) => {
    const found = project.milestones.filter(({ iid }) => isWanted(request, iid));
    response.json(found.map((one) => describeMilestone(site, project, one)));
  }));
  router.get('/projects/:id/environments/:environment', withProject((project, request, response) => {
    // Nobody in particular may not ask, whatever the project shows to anybody.
    if (!viewerOf(response)) return unauthorized(response);
    const found = project.environments?.find(({ id }) => String(id) === request.params.environment);
    if (!found || !canSeePipelines(site.world, viewerOf(response), project)) return notFound(response, 'Environment ');
    response.json(describeEnvironment(site, project, found));
  }));
  router.get('/projects/:id/:list(issues|merge_requests)/:iid/notes/:note', withProject((project, request, response) => {
    const { list, iid, note } = request.params;
    const found = notesOn(site, project, response, list ?? '', Number(iid)).find(({ id }) => String(id) === note);
    if (!found || !canSeeNote(accessLevel(site.world, viewerOf(response), project), found)) return notFound(response);
    response.json(describeNote(site, found));
  }));
  router.get('/groups/:id', withGroup(site, (group, _request, response) => void response.json(describeGroup(site, group))));
  router.get('/groups/:id/milestones', withGroup(site, (group, request, response) => {
    const found = (group.milestones ?? []).filter(({ iid }) => isWanted(request, iid));
    response.json(found.map((one) => describeMilestone(site, group, one)));
  }));
  router.get('/groups/:id/iterations', withGroup(site, (group, request, response) => {
    response.json(pageOf(request, iterationsOf(site, group)));
  }));
  router.get('/projects/:id/iterations', withProject((project, request, response) => {
    const above = site.world.groups.filter((group) => project.fullPath.startsWith(`${group.fullPath}/`) && canSeeGroup(site.world, viewerOf(response), group));
    response.json(pageOf(request, above.flatMap((group) => iterationsOf(site, group))));
  }));
  return router;
}

function iterationsOf(site: Site, group: Group): object[] {
  return (group.iterations ?? []).map((one) => describeIteration(site, group, one));
}

function pageOf<T>({ query }: Request, all: readonly T[]): T[] {
  const [page, size] = [Number(query.page ?? 1), Number(query.per_page ?? 20)];
  return all.slice((page - 1) * size, page * size);
}

function isWanted({ query }: Request, iid: number): boolean {
  const wanted = query['iids[]'];
  return wanted === undefined || [wanted].flat().includes(String(iid));
}

function notesOn({ world }: Site, project: Project, response: Response, list: string, iid: number) {
  const viewer = viewerOf(response);
  if (list === 'issues') return project.issues.find((one) => one.iid === iid && canSeeIssue(world, viewer, project, one))?.comments ?? [];
  return canSeeMergeRequests(world, viewer, project) ? (project.mergeRequests.find((one) => one.iid === iid)?.comments ?? []) : [];
}

function withGroup(site: Site, handle: (group: Group, request: Request, response: Response) => void) {
  return (request: Request, response: Response) => {
    const id = request.params.id ?? '';
    const found = site.world.groups.find((one) => String(one.id) === id || one.fullPath.toLowerCase() === id.toLowerCase());
    return found && canSeeGroup(site.world, viewerOf(response), found) ? handle(found, request, response) : notFound(response, 'Group ');
  };
}
