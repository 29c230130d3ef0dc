import { Router, type Request, type Response } from 'express';
import type { Site } from '../app.js';
import { VERSION } from '../graphql/query.js';
import type { Project } from '../world/model.js';
import { canSeeCode, canSeeProject } from '../world/visibility.js';
import { findMovedProject, findProject, findUser } from '../world/world.js';
import { grantOf, guard, notFound, unauthorized, viewerOf } from './guard.js';
import { codeRoutes } from './code-routes.js';
import { describeProject, describeToken, describeUser } from './entities.js';
import { planningRoutes } from './planning-routes.js';
import { sendFile, sendRawFile } from './files.js';
import { sendRows } from './rows.js';
import { searchRoutes } from './search.js';

/** REST v4, as far as an app that reads needs it: https://docs.gitlab.com/api/rest/ */
export function restRoutes(site: Site): Router {
  const router = Router({ caseSensitive: true });
  router.use(guard(site));
  router.get('/user', (_request, response) => {
    const viewer = viewerOf(response);
    return viewer ? void response.json(describeUser(site, viewer, true)) : unauthorized(response);
  });
  router.get('/personal_access_tokens/self', (_request, response) => {
    const grant = grantOf(response);
    if (!grant) return unauthorized(response);
    if (!grant.personal) return void response.status(400).json({ message: '400 Bad request - This endpoint requires token type to be a personal access token' });
    response.json(describeToken(grant));
  });
  router.get('/users', (request, response) => {
    const found = findUser(site.world, String(request.query.username ?? ''));
    response.json(found ? [describeUser(site, found, false)] : []);
  });
  router.get(['/metadata', '/version'], (_request, response) => {
    if (!viewerOf(response)) return unauthorized(response);
    response.json({ version: VERSION, revision: '5c0ffee1234', enterprise: false, kas: { enabled: false, externalUrl: null, version: null } });
  });
  router.get('/projects', (request, response) => {
    const { visibility } = request.query;
    const shown = site.world.projects.filter((project) => canSeeProject(site.world, viewerOf(response), project) && (visibility === undefined || project.visibility === visibility));
    const rows = [...shown].sort((a, b) => a.id - b.id).map((project) => describeProject(site, viewerOf(response), project));
    sendRows(request, response, rows);
  });
  router.get('/projects/:id', withProject(site, (project, _request, response) => void response.json(describeProject(site, viewerOf(response), project))));
  router.get('/projects/:id/repository/files/:path', withCode(site, (project, request, response) => sendFile(project, request.params.path ?? '', request, response)));
  router.get('/projects/:id/repository/files/:path/raw', withCode(site, (project, request, response) => sendRawFile(project, request.params.path ?? '', request, response)));
  router.get('/projects/:id/uploads/:secret/:file', withProject(site, sendUpload));
  router.use(planningRoutes(site, (handle) => withProject(site, handle)));
  router.use(codeRoutes(site, (handle) => withProject(site, handle)));
  router.use(searchRoutes(site, (handle) => withProject(site, handle)));
  router.use((_request, response) => void response.status(404).json({ error: '404 Not Found' }));
  return router;
}

/** https://docs.gitlab.com/api/project_markdown_uploads/: whoever may see the project, and knows the secret. */
function sendUpload(project: Project, request: Request, response: Response): void {
  const bytes = project.uploads?.get(`${request.params.secret}/${request.params.file}`);
  if (!bytes) return notFound(response);
  response.type('application/octet-stream').set('Content-Disposition', 'attachment').send(bytes);
}

type ProjectHandler = (project: Project, request: Request, response: Response) => void;

/** By number or path; a former path is sent on to the number. */
function withProject(site: Site, handle: ProjectHandler) {
  return (request: Request, response: Response) => {
    const id = request.params.id ?? '';
    const visible = (project: Project | undefined) => (project && canSeeProject(site.world, viewerOf(response), project) ? project : undefined);
    const project = visible(/^\d+$/.test(id) ? site.world.projects.find((one) => one.id === Number(id)) : findProject(site.world, id));
    if (project) return handle(project, request, response);
    const moved = visible(findMovedProject(site.world, id));
    if (!moved) return notFound(response, 'Project ');
    const location = `${site.url}/api/v4${request.url.replace(/^\/projects\/[^/?]+/, `/projects/${moved.id}`)}`;
    response.status(301).location(location).type('text').send('This resource has been moved permanently.');
  };
}

function withCode(site: Site, handle: ProjectHandler) {
  return withProject(site, (project, request, response) => {
    if (!canSeeCode(site.world, viewerOf(response), project)) return void response.status(403).json({ message: '403 Forbidden' });
    handle(project, request, response);
  });
}
