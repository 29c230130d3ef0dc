import type { Request } from 'express';
import type { Scope } from './descriptor.js';
import { requireScope, RestError } from './rest-authentication.js';
import { findUser, type Site } from './site.js';
import type { SiteUser } from './users.js';

/** What the site's own pages say of who looks at them, in calls that they make for a frame: `AP.request`. */
const VIEWER_HEADER = 'x-stand-in-viewer';
/** The app whose frame it is. */
const APP_HEADER = 'x-stand-in-app';

/** Whoever makes a call with their own session; undefined where an app signs it. @throws RestError 401 for who is not signed in */
export function sessionOf(site: Site, req: Request): SiteUser | undefined {
  const key = req.get(VIEWER_HEADER);
  if (key === undefined || req.get('authorization') !== undefined) return undefined;
  const user = findUser(site, key);
  if (user.accountId === undefined) throw new RestError(401, 'Sign in to do this.');
  return user;
}

/**
 * The same for a call to the REST API, which the scopes of the app whose frame asks must cover as well.
 * https://developer.atlassian.com/cloud/confluence/jsapi/request/ @throws RestError 403 where they don't
 */
export function sessionInFrame(site: Site, req: Request, needed: Scope): SiteUser | undefined {
  const user = sessionOf(site, req);
  const installation = site.installations.find(req.get(APP_HEADER) ?? '');
  if (user && !installation) throw new RestError(403, 'No installed app asks this.');
  if (user && installation) requireScope(installation, needed);
  return user;
}
