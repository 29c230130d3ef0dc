import { Router, type Request } from 'express';
import { appCall, authenticateApp, requireScope, RestError } from './rest-authentication.js';
import type { Site } from './site.js';

/** Spaces in version 2 of the REST API. https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space/ */
export function restSpaces(site: Site): Router {
  const router = Router();
  router.get('/api/v2/spaces', (req, res) => {
    requireScope(authenticateApp(site, appCall(req)), 'READ');
    const keys = typeof req.query['keys'] === 'string' ? req.query['keys'].split(',') : undefined;
    const listed = site.spaces.filter(({ key }) => keys?.includes(key) ?? true);
    res.json(pageOf(req, site, listed.map(({ id, key, name }) => ({ id, key, name, type: 'global', status: 'current', _links: { webui: `/spaces/${key}` } }))));
  });
  router.get('/api/v2/spaces/:id/permissions', (req, res) => {
    requireScope(authenticateApp(site, appCall(req)), 'READ');
    const space = site.spaces.find(({ id }) => id === req.params.id);
    if (!space) throw new RestError(404, 'Not Found');
    res.json(pageOf(req, site, space.permissions.map((permission, index) => ({ id: `${space.id}${index}`, ...permission }))));
  });
  return router;
}

/** One page of a list, and the way to the next: a cursor says where it begins. */
function pageOf(req: Request, { baseUrl }: Site, items: readonly object[]): object {
  const limit = Number(req.query['limit'] ?? 25);
  const { cursor } = req.query;
  const start = typeof cursor === 'string' ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(limit) || limit < 1 || limit > 250 || !Number.isInteger(start)) throw new RestError(400, 'limit or cursor is wrong.');
  const end = start + limit;
  const next = new URLSearchParams({ ...(req.query as Record<string, string>), cursor: Buffer.from(String(end)).toString('base64url') });
  return { results: items.slice(start, end), _links: { base: baseUrl, ...(items.length > end ? { next: `/wiki${req.path}?${next.toString()}` } : {}) } };
}
