import { Router, type Request, type Response } from 'express';
import type { Delays } from '../faults.js';
import type { PageSender } from '../page-sender.js';
import type { Switches } from '../switches.js';
import type { User, World } from '../world/model.js';
import { findUser } from '../world/world.js';
import { readAuthorizationRequest, redirectWith, type AuthorizationRequest, type Refused } from './authorization-request.js';
import type { Parameters } from './applications.js';
import type { Answer } from './errors.js';
import { authorizationErrorPage, consentPage, redirectPage, signInPage } from './pages.js';
import type { Sessions } from './sessions.js';
import { answerRevocation, answerTokenInfo } from './token-desk.js';
import { answerTokenRequest, type TokenDesk } from './token-request.js';

export interface OAuthSite extends TokenDesk {
  /** Relative root: `''` or `/gitlab`. */
  readonly root: string;
  readonly world: World;
  readonly sessions: Sessions;
  readonly sender: PageSender;
  readonly switches: Switches;
  readonly delays: Delays;
}

/** The endpoints that applications call. */
export function tokenRoutes(site: OAuthSite): Router {
  const router = Router();
  router.post('/oauth/token', (request, response) => {
    const answer = answerTokenRequest(site, request.headers.authorization, parametersOf(request));
    if (answer.status === 200 && site.switches.dropTokenResponse) return void request.socket.destroy();
    site.delays.wait(site.switches.tokenLatencyMs, () => send(response, answer));
  });
  router.post('/oauth/revoke', (request, response) => send(response, answerRevocation(site, request.headers.authorization, parametersOf(request))));
  router.get('/oauth/token/info', (request, response) => send(response, answerTokenInfo(site, request.headers.authorization, parametersOf(request))));
  return router;
}

/** The pages that people see: signing in, and allowing an application. */
export function authorizationRoutes(site: OAuthSite): Router {
  const router = Router();
  router.get('/users/sign_in', (request, response) => {
    site.sender.page(response, signInPage(site.root, site.world.users, safePath(site.root, request.query.return_to)));
  });
  router.post('/users/sign_in', (request, response) => {
    const { username, return_to: returnTo } = parametersOf(request);
    const user = findUser(site.world, username ?? '');
    if (!user) return site.sender.redirect(response, `${site.root}/users/sign_in`);
    site.sessions.signIn(request, response, user);
    site.sender.redirect(response, safePath(site.root, returnTo));
  });
  router.post('/users/sign_out', (request, response) => {
    site.sessions.signOut(request, response);
    site.sender.redirect(response, `${site.root}/users/sign_in`);
  });
  router.get('/oauth/authorize', (request, response) => askForConsent(site, request, response));
  router.post('/oauth/authorize', (request, response) => decide(site, request, response));
  return router;
}

function askForConsent(site: OAuthSite, request: Request, response: Response): void {
  const user = site.sessions.userOf(request);
  if (!user) return site.sender.redirect(response, `${site.root}/users/sign_in?return_to=${encodeURIComponent(request.originalUrl)}`);
  const asked = readAuthorizationRequest(site.applications, parametersOf(request));
  if ('error' in asked) return site.sender.page(response, authorizationErrorPage(asked.description, user));
  const { application } = asked;
  const known = application.clientSecret !== undefined && site.grants.hasMatching(application.clientId, user.id, asked.scopes);
  if (application.trusted || known) return site.sender.page(response, redirectPage(allow(site, asked, user)));
  site.sender.page(response, consentPage(site.root, asked, user, site.sessions.formToken(request) ?? ''));
}

function decide(site: OAuthSite, request: Request, response: Response): void {
  const user = site.sessions.userOf(request);
  const parameters = parametersOf(request);
  if (!user) return site.sender.redirect(response, `${site.root}/users/sign_in`);
  if (parameters.authenticity_token !== site.sessions.formToken(request)) return void response.status(422).type('text').send('The change you requested was rejected.');
  const asked = readAuthorizationRequest(site.applications, parameters);
  if ('error' in asked) return refuseForm(site, response, asked, parameters);
  const denied = parameters._method === 'delete' && 'The resource owner or authorization server denied the request.';
  site.sender.redirect(response, denied ? redirectWith(asked, { error: 'access_denied', error_description: denied }) : allow(site, asked, user));
}

/** A form that was tampered with: what concerns the redirect URI itself is not sent there. */
function refuseForm(site: OAuthSite, response: Response, { error, description }: Refused, parameters: Parameters): void {
  const homeless = error === 'invalid_client' || error === 'invalid_redirect_uri' || !parameters.client_id;
  const outcome = { error, error_description: description };
  if (!homeless) return site.sender.redirect(response, redirectWith({ redirectUri: parameters.redirect_uri ?? '', state: parameters.state }, outcome));
  response.status(error === 'invalid_client' ? 401 : 400).json({ ...outcome, ...(parameters.state ? { state: parameters.state } : {}) });
}

function allow(site: OAuthSite, asked: AuthorizationRequest, user: User): string {
  const { application, redirectUri, scopes, challenge, challengeMethod } = asked;
  const code = site.grants.addCode({ clientId: application.clientId, userId: user.id, redirectUri, scopes, challenge, challengeMethod });
  return redirectWith(asked, { code: code.value });
}

/** Query and body; what is blank, repeated or no string is left out. */
function parametersOf(request: Request): Parameters {
  const given: Record<string, unknown> = { ...request.query, ...(request.body as Record<string, unknown> | undefined) };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== ''));
}

/** A path of this site and nothing else. */
function safePath(root: string, wanted: unknown): string {
  const path = typeof wanted === 'string' ? wanted : '';
  return path.startsWith(`${root}/`) && !/^\/[/\\]/.test(path) ? path : `${root}/`;
}

function send(response: Response, answer: Answer): void {
  response.status(answer.status).set(answer.headers).json(answer.body);
}
