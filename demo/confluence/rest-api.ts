import express, { Router, type ErrorRequestHandler, type RequestHandler, type Response } from 'express';
import { describePage } from './page-answer.js';
import { reportAccounts } from './personal-data.js';
import { updatePage } from './page-updates.js';
import { appCall, authenticateApp, requireScope, RestError } from './rest-authentication.js';
import { restPeople } from './rest-people.js';
import { restSpaces } from './rest-spaces.js';
import { sessionInFrame } from './sessions.js';
import type { Site } from './site.js';

/** One call to the REST API, kept for tests. */
export interface RestCall {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** Undefined while it hangs. */
  status: number | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Both families of the REST API, `/wiki/rest` and `/wiki/api/v2`, which apps call with their own signed tokens; below `/wiki`. */
export function restApi(site: Site, calls: RestCall[]): Router {
  const router = Router();
  const both = ['/rest', '/api/v2'];
  router.use(both, recordCall(site, calls), obeySwitches(site));
  router.use(restPeople(site), restSpaces(site));
  router.get('/api/v2/pages/:id', readPage(site));
  router.put('/api/v2/pages/:id', express.json({ limit: '6mb' }), updatePage(site));
  router.post('/rest/api/content/:id/permission/check', express.json(), checkPermission(site));
  router.post('/rest/atlassian-connect/latest/report-accounts', express.json(), reportAccounts(site));
  router.use(both, (req) => {
    authenticateApp(site, appCall(req));
    throw new RestError(404, 'There is no such resource.');
  });
  router.use('/api/v2', answerErrorsOfV2);
  router.use(answerRestErrors);
  return router;
}

function recordCall(site: Site, calls: RestCall[]): RequestHandler {
  return (req, res, next) => {
    const call: RestCall = { ...appCall(req), status: undefined, at: site.clock() };
    calls.push(call);
    res.on('finish', () => (call.status = res.statusCode));
    next();
  };
}

function obeySwitches({ switches }: Site): RequestHandler {
  return (req, res, next) => {
    const answer = () => {
      const scripted = switches.answersTo.find(({ call }) => call.test(req.originalUrl))?.answer;
      if (switches.hang || scripted === 'hangs' || res.destroyed) return;
      if (scripted) return sendAnswer(res, scripted);
      if (switches.answer) return sendAnswer(res, switches.answer);
      if (switches.status500) return next(new RestError(500, 'java.lang.NullPointerException'));
      next();
    };
    if (switches.latencyMs > 0) setTimeout(answer, switches.latencyMs).unref();
    else answer();
  };
}

function sendAnswer(res: Response, { status, headers = {}, body }: { status: number; headers?: Record<string, string>; body: string }): void {
  res.status(status).set({ 'Content-Type': 'application/json', ...headers }).end(body);
}

/** https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-id-get */
function readPage(site: Site): RequestHandler {
  return (req, res) => {
    const person = sessionInFrame(site, req, 'READ');
    if (!person) requireScope(authenticateApp(site, appCall(req)), 'READ');
    const page = site.pages.get(String(req.params.id));
    // What one may not view looks like what is not there.
    if (!page || page.restricted) throw new RestError(404, 'Not Found');
    const format = req.query['body-format'];
    if (format !== undefined && format !== 'storage') throw new RestError(400, 'This site knows pages in storage format only.');
    const draft = req.query['get-draft'] === 'true' && person ? site.drafts.get(page.id) : undefined;
    const shown = draft === undefined ? page : { ...page, storage: draft };
    res.json({ ...describePage(site, shown, format === 'storage'), status: draft === undefined ? 'current' : 'draft' });
  };
}

/** https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content-permissions/ */
function checkPermission(site: Site): RequestHandler {
  return (req, res) => {
    const installation = authenticateApp(site, appCall(req));
    requireScope(installation, 'READ');
    const { subject, operation } = req.body as { subject?: { type?: unknown; identifier?: unknown }; operation?: unknown };
    if (subject?.type !== 'user' || typeof subject.identifier !== 'string' || typeof operation !== 'string') throw new RestError(400, 'subject and operation are required.');
    const page = site.pages.get(String(req.params.id));
    if (!page) throw new RestError(404, 'No content found with this id.');
    const isKnown = site.users.some(({ accountId }) => accountId === subject.identifier);
    res.json({ errors: [], hasPermission: isKnown && operation === 'read' && !page.restricted, _links: { base: site.baseUrl, context: '/wiki' } });
  };
}

const CODES: Record<number, string> = { 400: 'INVALID_REQUEST_PARAMETER', 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND', 409: 'CONFLICT' };

const answerErrorsOfV2: ErrorRequestHandler = (error, _req, res, next) => {
  if (!(error instanceof RestError)) return next(error);
  res.status(error.status).json({ errors: [{ status: error.status, code: CODES[error.status] ?? 'INTERNAL_SERVER_ERROR', title: error.message, detail: null }] });
};

const answerRestErrors: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof URIError) return void res.status(400).json(new RestError(400, 'The URL is not well encoded.').body);
  if (!(error instanceof RestError)) return next(error);
  res.status(error.status).json(error.body);
};
