import express, { type RequestHandler, type Router } from 'express';
import type { Accounts } from './accounts/accounts.js';
import type { Configure } from './admin/configure.js';
import type { AdministratorHandler, ConnectHandler } from './connect/caller.js';
import type { Connect } from './connect/connect.js';
import type { Editor } from './editor/editor.js';
import { unavailable } from './errors.js';
import type { SpaceEmbeds } from './home/embeds.js';
import type { Home } from './home/home.js';
import type { Assets } from './http/assets.js';
import { handle } from './http/handle.js';
import { answerWithin } from './http/limits.js';
import type { Pages } from './http/pages.js';
import type { Diagrams } from './macros/diagrams/diagrams.js';
import type { Macros } from './macros/macros.js';
import type { Pictures } from './macros/pictures/pictures.js';
import type { Database } from './storage/database.js';
import { descriptorTexts, translationPath } from './words/translations.js';

interface Parts {
  /** Path of the base URL without a trailing slash. */
  readonly base: string;
  readonly connect: Connect;
  readonly accounts: Accounts;
  readonly macros: Macros;
  readonly pictures: Pictures;
  readonly diagrams: Diagrams;
  readonly home: Home;
  readonly spaceEmbeds: SpaceEmbeds;
  readonly editor: Editor;
  readonly configure: Configure;
  readonly pages: Pages;
  readonly assets: Assets;
  readonly database: Database;
  readonly isStopping: () => boolean;
}

/**
 * Every URL of the app, each with its guard or the word public.
 * `frame`, `rendering` and `context` hand a verified caller to the handler and never run it without one.
 */
export function mountRoutes(router: Router, { base, connect, accounts, macros, pictures, diagrams, home, spaceEmbeds, editor, configure, pages, assets, database, isStopping }: Parts): void {
  const { guards } = connect;
  const { routes: link } = accounts;
  const json = express.json({ limit: '16kb' });
  const soon = answerWithin(9_500);
  // Confluence waits for an export so long at most.
  const forExport = answerWithin(5_000);
  // The code for tokens may be exchanged only once, so GitLab gets 20 s for that call; and so long a check of an instance may take.
  const patiently = answerWithin(25_000);

  const open = (...handlers: RequestHandler[]): RequestHandler[] => [soon, ...handlers];
  const frame = (handler: ConnectHandler): RequestHandler[] => [soon, ...guards.frame(admitting(pages, handler))];
  const rendering = (handler: ConnectHandler): RequestHandler[] => [forExport, ...guards.rendering(handler)];
  const forms = express.json({ limit: '64kb' });
  const administrator = (handler: AdministratorHandler): RequestHandler[] => [patiently, forms, ...guards.administrator(handler)];
  const context = (handler: ConnectHandler): RequestHandler[] => [soon, json, ...guards.context(handler)];

  router.get('/', open((_req, res) => res.redirect(302, `${base}/atlassian-connect.json`)));
  router.get('/atlassian-connect.json', open(connect.descriptor));
  router.get('/healthz', open((_req, res) => res.json({ status: 'ok' })));
  router.get('/readyz', open(handle((_req, res) => answerReady(database, isStopping, res))));
  for (const [locale, texts] of descriptorTexts()) router.get(translationPath(locale), open((_req, res) => res.json(texts)));
  router.get('/icon.svg', open(assets.icon));
  router.use(assets.mountPath, assets.serve);

  router.post('/connect/installed', open(...connect.installed));
  router.post('/connect/uninstalled', open(...connect.uninstalled));
  router.post('/forge/lifecycle', open(json, connect.forgeUninstalled));

  router.get('/macros/link', frame(macros.link));
  router.get('/macros/inline', frame(macros.inline));
  router.get('/macros/list', frame(macros.list));
  router.get('/macros/link/export', rendering(macros.linkExport));
  router.get('/macros/inline/export', rendering(macros.inlineExport));
  router.get('/macros/list/export', rendering(macros.listExport));
  // Browsers load these by their address alone, which is sealed.
  router.get('/pictures', open(handle((req, res) => pictures.serve(req, res))));
  router.get('/diagram', open(handle((req, res) => diagrams.serve(req, res))));
  router.get('/editor/link', frame(editor.link));
  router.get('/editor/inline', frame(editor.inline));
  router.get('/editor/list', frame(editor.list));
  router.get('/home', frame(home.page));
  router.get('/configure', frame(configure.page));
  router.get('/api/macros/link', context(macros.linkFragment));
  router.get('/api/macros/inline', context(macros.inlineFragment));
  router.get('/api/macros/list', context(macros.listFragment));
  router.get('/api/home', context(home.fragment));
  router.get('/api/home/mine', context(home.mine));
  router.get('/api/home/embeds', context(spaceEmbeds.embeds));
  router.get('/api/home/embeds/file', context(spaceEmbeds.embedsFile));
  router.post('/api/home/erase', context(home.erase));
  router.get('/api/configure', context(configure.fragment));
  router.get('/api/configure/:section', administrator(configure.section));
  router.get('/api/configure/embeds/file', administrator(configure.embedsFile));
  router.get('/api/configure/:section/:file.csv', administrator(configure.file));
  router.post('/api/configure/:section/:action', administrator(configure.act));
  router.get('/api/editor/projects', context(editor.find.projects));
  router.get('/api/editor/recent', context(editor.find.recent));
  router.get('/api/editor/things', context(editor.find.things));
  router.get('/api/editor/folder', context(editor.find.folder));
  router.get('/api/editor/refs', context(editor.find.refs));
  router.get('/api/editor/groups', context(editor.listFind.groups));
  router.get('/api/editor/values', context(editor.listFind.values));
  router.get('/api/editor/meaning', context(editor.meaning));
  router.post('/api/editor/meanings', context(editor.meanings));
  router.get('/api/editor/list-meaning', context(editor.listMeaning));

  router.post('/api/link/start', context(link.start));
  router.get('/api/link/status', context(link.status));
  router.post('/api/link/confirm', context(link.confirm));
  router.post('/api/link/decline', context(link.decline));
  router.post('/api/link/disconnect', context(link.disconnect));
  router.get('/oauth/popup', open(handle(link.popup)));
  router.post('/oauth/start', open(json, handle(link.oauthStart)));
  router.get('/oauth/callback', patiently, handle(link.callback));
  // Each instance that administrators have added has its own, so that the answer of one can't be taken for another's.
  router.get('/oauth/callback/:instanceId', patiently, handle(link.callback));
}

/** Lets the caller's own site frame the answer before the handler runs, so that an error page shows there too. */
function admitting(pages: Pages, handler: ConnectHandler): ConnectHandler {
  return (caller, req, res) => {
    pages.admit(res, caller.tenant);
    return handler(caller, req, res);
  };
}

async function answerReady(database: Database, isStopping: () => boolean, res: express.Response): Promise<void> {
  if (isStopping()) throw unavailable({ say: 'stopping' }, 5);
  try {
    await database.ping(1_500);
  } catch (error) {
    throw unavailable({ say: 'databaseAway' }, 5, error);
  }
  res.json({ status: 'ready' });
}
