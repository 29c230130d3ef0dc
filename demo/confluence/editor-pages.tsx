import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { chromeOf, editPath, pagePath } from './chrome.js';
import { draftOf, editDraft } from './drafts.js';
import { editorFrame, locateModule } from './frames.js';
import { withStorage, type SitePage } from './pages.js';
import { RestError } from './rest-authentication.js';
import { sessionOf } from './sessions.js';
import type { Site } from './site.js';
import { renderDocument } from './views/document.js';
import { EditorPage } from './views/editor-page.js';
import { visitorOf } from './visitor.js';

const Params = z.record(z.string(), z.string());
const Edit = z.union([
  z.strictObject({ insert: z.strictObject({ macro: z.string(), params: Params }) }),
  z.strictObject({ replace: z.strictObject({ index: z.number().int(), params: Params }) }),
  z.strictObject({ remove: z.strictObject({ index: z.number().int() }) }),
  z.strictObject({ paste: z.string() }),
]);
const Asked = z.strictObject({ macro: z.string(), params: Params });

/** The page editor: drafts are kept until they are published or discarded; below `/wiki`. */
export function editorPages(site: Site): Router {
  const router = Router();
  router.get('/spaces/:space/pages/edit-v2/:id', showEditor(site));
  router.use('/stand-in/drafts/:id', express.json({ limit: '6mb' }));
  router.post('/stand-in/drafts/:id', asEditor(site, (page, req, res) => {
    site.drafts.set(page.id, editDraft(site.drafts.get(page.id) ?? draftOf(page), Edit.parse(req.body), site.installations.list()));
    res.sendStatus(204);
  }));
  router.post('/stand-in/drafts/:id/publish', asEditor(site, (page, _req, res) => {
    const draft = site.drafts.get(page.id);
    if (draft !== undefined) site.pages.set(page.id, withStorage(page, draft));
    site.drafts.delete(page.id);
    res.sendStatus(204);
  }));
  router.post('/stand-in/drafts/:id/discard', asEditor(site, (page, _req, res) => {
    site.drafts.delete(page.id);
    res.sendStatus(204);
  }));
  router.post('/stand-in/drafts/:id/macro-editor', asEditor(site, (page, req, res) => {
    const { macro, params } = Asked.parse(req.body);
    const located = locateModule(site, macro);
    const viewer = sessionOf(site, req);
    if (located?.found.kind !== 'macro' || !viewer) throw new RestError(404, 'There is no such macro.');
    res.json(editorFrame(site, located.installation, located.found.module, viewer, { page, params }));
  }));
  return router;
}

function showEditor(site: Site): RequestHandler {
  return (req, res, next) => {
    const page = site.pages.get(String(req.params.id));
    const visitor = visitorOf(site, req, res);
    if (!page || visitor.viewer.accountId === undefined) return next();
    const draft = site.drafts.get(page.id) ?? draftOf(page);
    const macros = site.installations.list().flatMap(({ descriptor }) => descriptor.modules.dynamicContentMacros ?? []);
    const chrome = chromeOf(site, visitor, `Edit ${page.title}`, editPath(site, page.id));
    const view = <EditorPage page={page} draft={draft} changed={site.drafts.has(page.id)} macros={macros} closed={pagePath(site, page.id)} />;
    res.set('Cache-Control', 'no-store').send(renderDocument(chrome, view));
  };
}

/** For people who are signed in; anybody else is told so. */
function asEditor(site: Site, work: (page: SitePage, req: Request, res: Response) => void): RequestHandler {
  return (req, res) => {
    const page = site.pages.get(String(req.params.id));
    if (!page || !sessionOf(site, req)) throw new RestError(404, 'There is no such page.');
    work(page, req, res);
  };
}
