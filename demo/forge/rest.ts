import { Router } from 'express';
import { describePage } from '../confluence/page-answer.js';
import { describeUser } from '../confluence/rest-api.js';
import type { ForgeSite } from './site.js';

/** Confluence's REST API as it is reached with Forge's tokens, below `/ex/confluence`. */
export function forgeRest(site: ForgeSite): Router {
  const router = Router();
  router.use('/:cloudId/wiki', (req, res, next) => {
    const known = req.params.cloudId === site.cloudId && req.headers.authorization === `Bearer ${site.systemToken}`;
    if (known) return next();
    res.status(401).json({ code: 401, message: 'Unauthorized' });
  });
  router.get('/:cloudId/wiki/rest/api/user', (req, res) => {
    const user = site.users.find(({ accountId }) => accountId !== undefined && accountId === req.query.accountId);
    if (!user) return void res.status(404).json({ statusCode: 404, message: 'No user found with this account id.' });
    res.json(describeUser(site, user));
  });
  router.get('/:cloudId/wiki/api/v2/pages/:id', (req, res) => {
    const page = site.pages.get(req.params.id);
    if (!page || page.restricted) return void res.status(404).json({ errors: [{ status: 404, code: 'NOT_FOUND', title: 'Not Found', detail: null }] });
    res.json(describePage(site, page, req.query['body-format'] === 'storage'));
  });
  router.use((_req, res) => void res.status(404).json({ statusCode: 404, message: 'There is no such resource.' }));
  return router;
}
