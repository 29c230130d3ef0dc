import { Router, type RequestHandler } from 'express';
import { chromeOf, exportPath } from './chrome.js';
import { htmlOfStorage } from './exported-html.js';
import { RENDER_MODES, signExportUrl, type RenderMode } from './frame-url.js';
import { locateModule } from './frames.js';
import { macrosOf, parametersOf, type MacroUse, type SitePage } from './pages.js';
import type { Site } from './site.js';
import type { SiteUser } from './users.js';
import { renderDocument } from './views/document.js';
import { ExportPage } from './views/export-page.js';
import { visitorOf } from './visitor.js';

/** As long as Confluence waits for an app when it exports a page. */
const PATIENCE_MS = 5_000;

/** A page as an export holds it: each macro is asked for its rendering, as Confluence's server does; below `/wiki`. */
export function exportPages(site: Site): Router {
  const router = Router();
  router.get('/spaces/:space/pages/:id/export', showExport(site));
  return router;
}

function showExport(site: Site): RequestHandler {
  return (req, res, next) => {
    const page = site.pages.get(String(req.params.id));
    if (!page) return next();
    const visitor = visitorOf(site, req, res);
    const mode = RENDER_MODES.find((one) => one === req.query['mode']) ?? 'pdf';
    const isNamed = req.query['named'] !== 'no';
    exportMacros(site, page, mode, isNamed ? visitor.viewer : { accountId: undefined }, req.headers['accept-language'] ?? '').then((macros) => {
      const path = exportPath(site, page.id);
      const view = <ExportPage page={page} spaceName={site.space.name} macros={macros} mode={mode} isNamed={isNamed} viewer={visitor.viewer} path={path} />;
      res.set('Cache-Control', 'no-store').send(renderDocument(chromeOf(site, visitor, page.title, path), view));
    }, next);
  };
}

/** What stands in place of each of a page's macros, as HTML. */
async function exportMacros(site: Site, page: SitePage, mode: RenderMode, viewer: Pick<SiteUser, 'accountId'>, language: string): Promise<Map<MacroUse, string>> {
  const exported = await Promise.all(macrosOf(page).map(async (use): Promise<[MacroUse, string]> => {
    const located = locateModule(site, use.macro);
    if (located?.found.kind !== 'macro' || !located.found.module.renderModes) return [use, ''];
    const url = signExportUrl(site, located.installation, located.found.module, mode, viewer, { page, params: parametersOf(use) });
    const answer = await fetch(url, { headers: { 'accept-language': language }, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
    return [use, answer?.ok ? htmlOfStorage(await answer.text()) : '<p>[The app did not answer.]</p>'];
  }));
  return new Map(exported);
}
