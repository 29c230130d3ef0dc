import type { RequestHandler, Response } from 'express';
import type { Site } from '../app.js';
import { identify } from '../callers.js';
import type { Grant } from '../oauth/grants.js';
import type { Viewer } from '../world/visibility.js';

/** Who calls, once the guard has let them through. */
export function viewerOf(response: Response): Viewer {
  return response.locals.viewer as Viewer;
}

const DEAD = {
  expired: 'Token is expired. You can either do re-authorization or token refresh.',
  revoked: 'Token was revoked. You have to re-authorize from the user.',
};

/** The token that they call with. */
export function grantOf(response: Response): Grant | undefined {
  return response.locals.grant as Grant | undefined;
}

/** Lets through whoever may call: nobody in particular, or somebody whose token is alive and wide enough for reading. */
export function guard(site: Site): RequestHandler {
  return (request, response, next) => {
    if (!response.hasHeader('RateLimit-Limit')) response.set({ 'RateLimit-Limit': '2000', 'RateLimit-Name': 'throttle_authenticated_api', 'RateLimit-Observed': '1', 'RateLimit-Remaining': '1999', 'RateLimit-Reset': String(Math.ceil(site.clock() / 60_000) * 60) });
    const caller = identify(site.grants, site.world, request.headers.authorization);
    if (caller.kind === 'refused') {
      return caller.why === 'unknown' ? unauthorized(response) : refuse(response, 401, 'invalid_token', DEAD[caller.why]);
    }
    if (caller.kind === 'user') {
      if (caller.user.state === 'blocked') return void response.status(403).json({ message: '403 Forbidden - Your account has been blocked.' });
      const reads = request.method === 'GET' || request.method === 'HEAD';
      const enough = ['api', ...(reads ? ['read_api'] : []), ...(reads && /^\/users?(\/|$)/.test(request.path) ? ['read_user'] : [])];
      response.locals.grant = caller.grant;
      // Any token may look at itself.
      if (request.path !== '/personal_access_tokens/self' && !caller.scopes.some((scope) => enough.includes(scope))) {
        return refuse(response, 403, 'insufficient_scope', 'The request requires higher privileges than provided by the access token.', enough);
      }
      response.locals.viewer = caller.user;
    }
    next();
  };
}

export function unauthorized(response: Response): void {
  response.status(401).json({ message: '401 Unauthorized' });
}

export function notFound(response: Response, what = ''): void {
  response.status(404).json({ message: `404 ${what}Not Found` });
}

function refuse(response: Response, status: number, error: string, description: string, scopes?: readonly string[]): void {
  if (status === 401) response.set('WWW-Authenticate', `Bearer realm="The API", error="${error}", error_description="${description}"`);
  response.status(status).json({ error, error_description: description, ...(scopes ? { scope: scopes.join(' ') } : {}) });
}
