import express, { Router, type RequestHandler } from 'express';
import { fileURLToPath } from 'node:url';
import { chromeOf, editPath, exportPath, isShown, pagePath } from './chrome.js';
import { contextOf, contextTokenFor, findModule } from './frame-url.js';
import { frameView, macroViews } from './frames.js';
import { findUser, type Site } from './site.js';
import { ContentPage } from './views/content-page.js';
import { renderDocument } from './views/document.js';
import { MessagePage, ModulePage } from './views/module-page.js';
import { visitorOf } from './visitor.js';

const ASSETS = fileURLToPath(new URL('./site/', import.meta.url));

/** The pages that people read, and what their script asks for; below `/wiki`. */
export function sitePages(site: Site): Router {
  const router = Router();
  router.use(openerPolicy(site));
  router.get('/', (_req, res, next) => {
    const first = site.pages.keys().next().value;
    return first === undefined ? next() : res.redirect(pagePath(site, first));
  });
  router.get('/spaces/:space/pages/:id/:title?', showPage(site));
  router.get('/plugins/servlet/ac/:app/:module', showModule(site));
  router.post('/stand-in/context', express.json(), giveContext(site));
  router.use('/stand-in/assets', express.static(ASSETS, { index: false }));
  return router;
}

function openerPolicy({ switches }: Site): RequestHandler {
  return (_req, res, next) => {
    if (switches.coop) res.set('Cross-Origin-Opener-Policy', switches.coop);
    next();
  };
}

function showPage(site: Site): RequestHandler {
  return (req, res, next) => {
    const stored = site.pages.get(String(req.params.id));
    if (!stored) return next();
    // One object a use of a macro, although whoever wrote the page may have used the same one twice.
    const page = JSON.parse(JSON.stringify(stored)) as typeof stored;
    const visitor = visitorOf(site, req, res);
    const macros = macroViews(site, page, visitor.viewer);
    const chrome = chromeOf(site, visitor, page.title, pagePath(site, page.id));
    res.set('Cache-Control', 'no-store').send(renderDocument(chrome, <ContentPage page={page} spaceName={site.space.name} macros={macros} edit={visitor.viewer.accountId === undefined ? undefined : editPath(site, page.id)} exported={exportPath(site, page.id)} />));
  };
}

function showModule(site: Site): RequestHandler {
  return (req, res, next) => {
    const installation = site.installations.find(String(req.params.app));
    const found = installation && findModule(installation, String(req.params.module));
    if (!installation || found?.kind !== 'page') return next();
    const visitor = visitorOf(site, req, res);
    // Who may not see the way there finds nothing at its end.
    if (!isShown(found.module, visitor.viewer)) return next();
    const chrome = chromeOf(site, visitor, found.module.name.value, `/wiki${req.path}`);
    const frame = frameView(site, installation, found, visitor.viewer, {});
    res.set('Cache-Control', 'no-store').send(renderDocument(chrome, <ModulePage name={found.module.name.value} frame={frame} />));
  };
}

/** What `AP.context` answers with, for the viewer whose page asks. */
function giveContext(site: Site): RequestHandler {
  return (req, res) => {
    const { app, viewer, pageId, macroId } = req.body as Record<string, string | undefined>;
    const installation = site.installations.find(app ?? '');
    if (!installation) return void res.status(404).json({ message: 'This app is not installed.' });
    const place = { page: site.pages.get(pageId ?? ''), macroId };
    res.set('Cache-Control', 'no-store').json({
      token: contextTokenFor(site, installation, findUser(site, viewer ?? ''), place),
      context: contextOf(site, place),
    });
  };
}

/** What is shown where there is nothing. */
export function siteNotFound(site: Site): RequestHandler {
  return (req, res) => {
    const chrome = chromeOf(site, visitorOf(site, req, res), 'Not found', req.path);
    res.status(404).send(renderDocument(chrome, <MessagePage title="There is nothing here" text="This page does not exist, or the app that had it is gone." />));
  };
}
