import { Router, type Request, type Response } from 'express';
import { describePage } from '../confluence/page-answer.js';
import { describeAllGroups, describeFoundGroups, describeGroupsOf, describeUser } from '../confluence/people-answers.js';
import type { SiteUser } from '../confluence/users.js';
import type { ForgeSite } from './site.js';

/** Confluence's REST API as it is reached with Forge's tokens, below `/ex/confluence`. */
export function forgeRest(site: ForgeSite): Router {
  const router = Router();
  router.use('/:cloudId/wiki', (req, res, next) => {
    const isApp = req.headers.authorization === `Bearer ${site.systemToken}`;
    const known = req.params.cloudId === site.cloudId && (isApp || (personOf(site, req) !== undefined && req.path === '/rest/api/user/current'));
    if (known) return next();
    res.status(401).json({ code: 401, message: 'Unauthorized' });
  });
  const named = (req: Request) => site.users.find(({ accountId }) => accountId !== undefined && accountId === req.query['accountId']);
  const tell = (res: Response, user: SiteUser | undefined, describe: (user: SiteUser) => object) => {
    if (!user) return void res.status(404).json({ statusCode: 404, message: 'No user found with this account id.' });
    res.json(describe(user));
  };
  router.get('/:cloudId/wiki/rest/api/user', (req, res) => tell(res, named(req), (user) => describeUser(site, user, req.query['expand'])));
  router.get('/:cloudId/wiki/rest/api/user/current', (req, res) => tell(res, personOf(site, req), (user) => describeUser(site, user, req.query['expand'])));
  router.get('/:cloudId/wiki/rest/api/user/memberof', (req, res) => tell(res, named(req), (user) => describeGroupsOf(site, user, req.query)));
  router.get('/:cloudId/wiki/rest/api/group', (req, res) => void res.json(describeAllGroups(site, req.query)));
  router.get('/:cloudId/wiki/rest/api/group/picker', (req, res) => void res.json(describeFoundGroups(site, req.query)));
  router.get('/:cloudId/wiki/api/v2/pages/:id', (req, res) => {
    const page = site.pages.get(req.params.id);
    if (!page || page.restricted) return void res.status(404).json({ errors: [{ status: 404, code: 'NOT_FOUND', title: 'Not Found', detail: null }] });
    res.json(describePage(site, page, req.query['body-format'] === 'storage'));
  });
  router.use((_req, res) => void res.status(404).json({ statusCode: 404, message: 'There is no such resource.' }));
  return router;
}

/** Whose own token the call brings. */
function personOf(site: ForgeSite, req: Request): SiteUser | undefined {
  return site.users.find(({ accountId }) => accountId !== undefined && req.headers.authorization === `Bearer ${site.personToken}.${accountId}`);
}
