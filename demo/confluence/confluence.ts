import express from 'express';
import { adminPages } from './admin-pages.js';
import { bridgeFiles } from './bridge-files.js';
import { ADMIN_PATH, editPath, pagePath } from './chrome.js';
import { contextTokenFor, signExportUrl, signFrameUrl, type FramePlace, type RenderMode } from './frame-url.js';
import { editorPages } from './editor-pages.js';
import { exportPages } from './export-pages.js';
import { locateModule } from './frames.js';
import { createInstallations, type Installation, type InstallResult } from './installations.js';
import { createInstallKey, keyServer, type InstallKey } from './keys.js';
import { listen } from '../listen.js';
import type { SitePage } from './pages.js';
import type { PersonalDataReport } from './personal-data.js';
import { restApi, type RestCall } from './rest-api.js';
import { CONTEXT_PATH, findUser, type Site } from './site.js';
import { siteNotFound, sitePages } from './site-pages.js';
import { siteSpaces, type SiteSpace } from './spaces.js';
import { defaultSwitches, type ConfluenceSwitches } from './switches.js';
import { DEMO_USERS, type SiteUser } from './users.js';

export interface ConfluenceOptions {
  /** 0, a free one, unless given. */
  readonly port?: number;
  /** `localhost` unless given: another site, for a browser, than an app on 127.0.0.1. */
  readonly host?: string;
  readonly users?: readonly SiteUser[];
  readonly pages?: readonly SitePage[];
  readonly displayUrl?: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** A Confluence site to develop and test against: real signed installs, real tokens, Atlassian's own bridge in its pages. */
export interface StandInConfluence {
  /** `http://localhost:7000` */
  readonly url: string;
  /** `http://localhost:7000/wiki` */
  readonly baseUrl: string;
  /** For the setting CONNECT_KEYS_CDN_URL. */
  readonly keyServerUrl: string;
  /** For the setting AC_HOST_SCRIPT_URL: the bridge as the apps' frames load it. */
  readonly hostScriptUrl: string;
  readonly adminUrl: string;
  readonly users: readonly SiteUser[];
  /** By id; tests and the demo add and replace pages while the site runs. */
  readonly pages: Map<string, SitePage>;
  /** What is edited and not published, in storage format, by page id. */
  readonly drafts: Map<string, string>;
  /** With who may do what in them; tests add and replace spaces while the site runs. */
  readonly spaces: SiteSpace[];
  readonly switches: ConfluenceSwitches;
  /** Calls to the REST API, oldest first. */
  readonly calls: RestCall[];
  /** What apps have reported of people, oldest first. */
  readonly reports: PersonalDataReport[];
  /** Each kid that was asked of the key server, oldest first. */
  readonly keyRequests: string[];
  readonly installKey: InstallKey;
  pageUrl(pageId: string, viewer?: string): string;
  editUrl(pageId: string, viewer?: string): string;
  installFromDescriptor(descriptorUrl: string): Promise<InstallResult>;
  installThroughForge(descriptorUrl: string): Promise<InstallResult>;
  /** Rolls out what the app says of itself now to an install through Forge, without a word to the app. */
  updateThroughForge(appKey?: string): Promise<InstallResult>;
  /** Resolves to the status that the app answered with; the app of the last install unless named. */
  uninstall(appKey?: string): Promise<number | undefined>;
  /** @throws when the app, or any app, is not installed. */
  installation(appKey?: string): Installation;
  /** The frame address of a module; the viewer is a user's key. */
  signFrameUrl(frame: { viewer: string; moduleKey: string } & FramePlace): string;
  /** What the site asks for to export a macro; nobody is named without a viewer. @throws when the macro has no such mode */
  signExportUrl(asked: { viewer?: string; moduleKey: string; mode: RenderMode; params: Readonly<Record<string, string>>; space?: SiteSpace }): string;
  contextToken(viewer: string, place?: FramePlace, appKey?: string): string;
  close(): Promise<void>;
}

/** Starts a site on a loopback address. */
export async function startConfluence(options: ConfluenceOptions = {}): Promise<StandInConfluence> {
  const app = express().disable('x-powered-by').disable('etag');
  const { origin, close } = await listen(app, options.port ?? 0, options.host ?? 'localhost');
  const site = createSite(origin, options);
  const calls: RestCall[] = [];
  const keyRequests: string[] = [];
  mount(app, site, calls, keyRequests);

  const installation = (appKey?: string) => {
    const found = appKey === undefined ? site.installations.list().at(-1) : site.installations.find(appKey);
    if (!found) throw new Error('No such app is installed on the stand-in Confluence.');
    return found;
  };
  return {
    url: origin,
    baseUrl: site.baseUrl,
    keyServerUrl: origin,
    hostScriptUrl: `${origin}/atlassian-connect/all.js`,
    adminUrl: `${origin}${ADMIN_PATH}`,
    users: site.users,
    pages: site.pages,
    drafts: site.drafts,
    spaces: site.spaces,
    switches: site.switches,
    calls,
    reports: site.reports,
    keyRequests,
    installKey: site.installKey,
    pageUrl: (pageId, viewer) => origin + pagePath(site, pageId) + as(viewer),
    editUrl: (pageId, viewer) => origin + editPath(site, pageId) + as(viewer),
    installFromDescriptor: (descriptorUrl) => site.installations.install(descriptorUrl),
    installThroughForge: (descriptorUrl) => site.installations.installThroughForge(descriptorUrl),
    updateThroughForge: async (appKey) => site.installations.update(installation(appKey).descriptor.key),
    uninstall: async (appKey) => site.installations.uninstall(installation(appKey).descriptor.key),
    installation,
    signFrameUrl({ viewer, moduleKey, ...place }) {
      const located = locateModule(site, moduleKey);
      if (!located) throw new Error(`No installed app has the module ${moduleKey}.`);
      return signFrameUrl(site, located.installation, located.found, findUser(site, viewer), place);
    },
    signExportUrl({ viewer, moduleKey, mode, ...place }) {
      const located = locateModule(site, moduleKey);
      if (located?.found.kind !== 'macro') throw new Error(`No installed app has the macro ${moduleKey}.`);
      return signExportUrl(site, located.installation, located.found.module, mode, { accountId: viewer === undefined ? undefined : findUser(site, viewer).accountId }, place);
    },
    contextToken: (viewer, place = {}, appKey) => contextTokenFor(site, installation(appKey), findUser(site, viewer), place),
    close,
  };
}

const as = (viewer: string | undefined) => (viewer === undefined ? '' : `?viewer=${encodeURIComponent(viewer)}`);

function createSite(origin: string, options: ConfluenceOptions): Site {
  const space = { id: '65537', key: 'DEMO', name: 'Harbourlight' };
  const base = {
    origin,
    baseUrl: `${origin}${CONTEXT_PATH}`,
    displayUrl: options.displayUrl,
    space,
    spaces: siteSpaces(space),
    users: options.users ?? DEMO_USERS,
    pages: new Map((options.pages ?? []).map((page) => [page.id, page])),
    drafts: new Map<string, string>(),
    installKey: createInstallKey(),
    switches: defaultSwitches(),
    reports: [],
    clock: options.clock ?? Date.now,
  };
  return { ...base, installations: createInstallations(base) };
}

function mount(app: express.Express, site: Site, calls: RestCall[], keyRequests: string[]): void {
  app.get('/', (_req, res) => res.redirect(CONTEXT_PATH));
  app.use(keyServer(site.installKey, site.switches, keyRequests));
  app.use('/atlassian-connect', bridgeFiles(site.origin));
  app.use(CONTEXT_PATH, restApi(site, calls));
  app.use(ADMIN_PATH, adminPages(site));
  app.use(CONTEXT_PATH, exportPages(site), sitePages(site), editorPages(site));
  app.use(siteNotFound(site));
}
