import { randomBytes, randomUUID } from 'node:crypto';
import express from 'express';
import { bridgeFiles } from '../confluence/bridge-files.js';
import { pagePath } from '../confluence/chrome.js';
import type { SitePage } from '../confluence/pages.js';
import { DEMO_USERS, type SiteUser } from '../confluence/users.js';
import { listen } from '../listen.js';
import { startCdn } from './cdn.js';
import { invokeRemote } from './remote.js';
import { forgeRest } from './rest.js';
import { createSigningKey, type ForgeModule, type ForgeSite } from './site.js';
import { forgePages, modulePath } from './site-pages.js';

export interface ForgeOptions {
  /** Of the built Custom UI: `dist/forge/ui`. */
  readonly uiFolder: string;
  /** The macros and pages of the manifest. */
  readonly modules: readonly ForgeModule[];
  readonly pages?: readonly SitePage[];
  readonly users?: readonly SiteUser[];
  /** 0, a free one, unless given. */
  readonly port?: number;
  /** `localhost` unless given. */
  readonly host?: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** A Confluence site with a Forge app on it: its frames in Forge's sandbox, and their calls really signed on their way to the app. */
export interface StandInForge {
  readonly url: string;
  /** For the setting AC_APP_ID. */
  readonly appId: string;
  /** For the setting FORGE_JWKS_URL. */
  readonly jwksUrl: string;
  readonly installationId: string;
  readonly cdn: string;
  readonly site: ForgeSite;
  readonly users: readonly SiteUser[];
  /** By id; tests and the demo add and replace pages while the site runs. */
  readonly pages: Map<string, SitePage>;
  /** Names the app's server, as the manifest's remote does. */
  deploy(remote: string): void;
  pageUrl(pageId: string, viewer?: string): string;
  moduleUrl(moduleKey: string, viewer?: string): string;
  close(): Promise<void>;
}

/** Starts both, the site and the origin that serves the frames, on loopback addresses. */
export async function startForge(options: ForgeOptions): Promise<StandInForge> {
  const app = express().disable('x-powered-by').disable('etag');
  const { origin, close } = await listen(app, options.port ?? 0, options.host ?? 'localhost');
  const cdn = await startCdn({ folder: options.uiFolder, site: origin, remote: () => site.remote });
  const site: ForgeSite = {
    origin,
    baseUrl: `${origin}/wiki`,
    space: { id: '65537', key: 'DEMO', name: 'Harbourlight' },
    users: options.users ?? DEMO_USERS,
    pages: new Map((options.pages ?? []).map((page) => [page.id, page])),
    clock: options.clock ?? Date.now,
    cloudId: randomUUID(),
    appId: `ari:cloud:ecosystem::app/${randomUUID()}`,
    installationId: `ari:cloud:ecosystem::installation/${randomUUID()}`,
    environmentId: randomUUID(),
    modules: options.modules,
    cdn: cdn.origin,
    signingKey: createSigningKey(),
    systemToken: randomBytes(32).toString('base64url'),
    personToken: randomBytes(32).toString('base64url'),
    remote: origin,
  };
  app.get('/forge/jwks.json', (_req, res) => res.json({ keys: [site.signingKey.jwk] }));
  app.post('/forge/invoke', invokeRemote(site));
  app.use('/ex/confluence', forgeRest(site));
  app.use('/atlassian-connect', bridgeFiles(origin));
  app.use(forgePages(site));

  const asViewer = (viewer?: string) => (viewer === undefined ? '' : `?viewer=${encodeURIComponent(viewer)}`);
  return {
    url: origin,
    appId: site.appId,
    jwksUrl: `${origin}/forge/jwks.json`,
    installationId: site.installationId,
    cdn: cdn.origin,
    site,
    users: site.users,
    pages: site.pages,
    deploy(remote) {
      site.remote = remote.replace(/\/$/, '');
    },
    pageUrl: (pageId, viewer) => `${origin}${pagePath(site, pageId)}${asViewer(viewer)}`,
    moduleUrl: (moduleKey, viewer) => `${origin}${modulePath(moduleKey)}${asViewer(viewer)}`,
    close: async () => {
      await cdn.close();
      await close();
    },
  };
}
