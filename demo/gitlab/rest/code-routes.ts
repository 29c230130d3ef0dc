import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Site } from '../app.js';
import { placeFor } from '../reader.js';
import type { Project } from '../world/model.js';
import { canSeeAsGuest, canSeeCode, canSeeGroup } from '../world/visibility.js';
import { sendCommits } from './commits.js';
import { notFound, viewerOf } from './guard.js';
import { sendBranch, sendBranches, sendCommit, sendComparison, sendDiff, sendTag, sendTags } from './repository.js';
import { sendWikiPage } from './wikis.js';

type Handle = (project: Project, request: Request, response: Response) => void;

/** Commits, comparisons, branches, tags and wikis; `withProject` finds the project that the viewer asks for. */
export function codeRoutes(site: Site, withProject: (handle: Handle) => RequestHandler): Router {
  const router = Router({ caseSensitive: true });
  const withCode = (handle: Handle) =>
    withProject((project, request, response) => {
      if (!canSeeCode(site.world, viewerOf(response), project)) return void response.status(403).json({ message: '403 Forbidden' });
      handle(project, request, response);
    });
  router.get('/projects/:id/repository/commits', withCode((project, request, response) => sendCommits(site, project, request, response)));
  router.get('/projects/:id/repository/commits/:sha', withCode((project, request, response) => sendCommit(site, project, request, response)));
  router.get('/projects/:id/repository/commits/:sha/diff', withCode(sendDiff));
  router.get('/projects/:id/repository/compare', withCode((project, request, response) => sendComparison(site, project, request, response)));
  router.get('/projects/:id/repository/branches', withCode((project, request, response) => sendBranches(site, project, request, response)));
  router.get('/projects/:id/repository/branches/:name', withCode((project, request, response) => sendBranch(site, project, request, response)));
  router.get('/projects/:id/repository/tags', withCode((project, request, response) => sendTags(site, project, request, response)));
  router.get('/projects/:id/repository/tags/:name', withCode((project, request, response) => sendTag(site, project, request, response)));
  router.get('/projects/:id/wikis/:slug', withProject((project, request, response) => {
    const viewer = viewerOf(response);
    if (!canSeeAsGuest(site.world, viewer, project)) return notFound(response, 'Wiki Page ');
    sendWikiPage(project.wiki, placeFor({ ...site, viewer }, project), request, response);
  }));
  router.get('/groups/:id/wikis/:slug', (request, response) => {
    const viewer = viewerOf(response);
    const group = site.world.groups.find(({ fullPath }) => fullPath === request.params.id);
    if (!group || !canSeeGroup(site.world, viewer, group)) return notFound(response, 'Group ');
    sendWikiPage(group.wiki, placeFor({ ...site, viewer }), request, response);
  });
  return router;
}
