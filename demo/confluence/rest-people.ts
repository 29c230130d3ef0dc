import { Router, type Request } from 'express';
import { describeAllGroups, describeFoundGroups, describeGroupsOf, describeUser } from './people-answers.js';
import { appCall, authenticateApp, requireScope, RestError } from './rest-authentication.js';
import type { Site } from './site.js';
import type { SiteUser } from './users.js';

/** People and groups in version 1 of the REST API. https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/ */
export function restPeople(site: Site): Router {
  const router = Router();
  const mayRead = (req: Request) => {
    requireScope(authenticateApp(site, appCall(req)), 'READ');
    if (!site.switches.appUserMayReadUsers) throw new RestError(403, 'The app user is not permitted to view user profiles.');
  };
  router.get('/rest/api/user', (req, res) => {
    mayRead(req);
    res.json(describeUser(site, namedUser(site, req), req.query['expand']));
  });
  router.get('/rest/api/user/memberof', (req, res) => {
    mayRead(req);
    res.json(describeGroupsOf(site, namedUser(site, req), req.query));
  });
  router.get('/rest/api/group', (req, res) => {
    mayRead(req);
    res.json(describeAllGroups(site, req.query));
  });
  router.get('/rest/api/group/picker', (req, res) => {
    mayRead(req);
    if (typeof req.query['query'] !== 'string') throw new RestError(400, 'query is required.');
    res.json(describeFoundGroups(site, req.query));
  });
  return router;
}

function namedUser(site: Site, req: Request): SiteUser {
  const { accountId } = req.query;
  if (typeof accountId !== 'string' || accountId === '') throw new RestError(400, 'accountId is required.');
  const user = site.users.find((candidate) => candidate.accountId === accountId);
  if (!user) throw new RestError(404, 'No user found with this account id.');
  return user;
}
