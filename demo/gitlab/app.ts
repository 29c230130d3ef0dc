import express, { type ErrorRequestHandler, type Express } from 'express';
import { noteCalls, type Call } from './calls.js';
import { failAsSwitched } from './faults.js';
import { graphqlEndpoint } from './graphql/endpoint.js';
import { imageRoutes } from './pages/images.js';
import { pageRoutes } from './pages/routes.js';
import { restRoutes } from './rest/routes.js';
import { standInRoutes } from './stand-in-page.js';
import { throttle } from './throttle.js';
import { discoveryRoute } from './oauth/discovery.js';
import { authorizationRoutes, tokenRoutes, type OAuthSite } from './oauth/routes.js';

/** Everything that the parts of one running stand-in share. */
export interface Site extends OAuthSite {
  /** Origin and relative root. */
  readonly url: string;
  readonly clock: () => number;
  readonly calls: Call[];
}

/** Puts the stand-in into an Express app, below its relative root. */
export function mount(app: Express, site: Site): void {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(express.urlencoded({ extended: false }), express.json({ limit: '1mb' }));
  app.use(noteCalls(site.calls, site.clock));
  const router = express.Router();
  router.use(['/oauth/token', '/oauth/revoke', '/api'], throttle(site.switches, site.clock));
  router.use(['/oauth/token', '/oauth/revoke'], failAsSwitched(site.switches, site.delays, 'oauth'));
  router.use('/api', failAsSwitched(site.switches, site.delays, 'api'));
  router.all('/api/graphql', graphqlEndpoint(site));
  router.use('/api/v4', restRoutes(site));
  router.use(discoveryRoute(site), tokenRoutes(site), authorizationRoutes(site), standInRoutes(site), imageRoutes(site), pageRoutes(site));
  app.use(site.root === '' ? '/' : site.root, router);
  app.use(unreadable);
}

/** A body or an address that can't be parsed. */
const unreadable: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = error.status ?? 500;
  response.status(status).json({ error: status === 500 ? '500 Internal Server Error' : 'Bad Request' });
};
