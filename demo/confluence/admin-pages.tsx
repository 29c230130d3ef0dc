import express, { Router, type RequestHandler } from 'express';
import { ADMIN_PATH, chromeOf, isShown, modulePath } from './chrome.js';
import type { PageModule } from './descriptor.js';
import type { Site } from './site.js';
import { AppsPage, type AppsPageProps } from './views/apps-page.js';
import { renderDocument } from './views/document.js';
import { visitorOf } from './visitor.js';

/** The administrator's view of the installed apps; below `/wiki/admin/apps`. */
export function adminPages(site: Site): Router {
  const seen = new Set<string>();
  let notice: AppsPageProps['notice'];
  const router = Router();

  router.get('/', (req, res) => {
    const visitor = visitorOf(site, req, res);
    const installations = site.installations.list();
    installations.forEach(({ descriptorUrl }) => seen.add(descriptorUrl));
    const others = [...seen].filter((url) => !installations.some(({ descriptorUrl }) => descriptorUrl === url));
    const props = { installations, others, notice, isAdministrator: visitor.viewer.administrator, isShown: (page: PageModule) => isShown(page, visitor.viewer), modulePath };
    notice = undefined;
    const chrome = chromeOf(site, visitor, 'Connected apps', ADMIN_PATH);
    res.set('Cache-Control', 'no-store').send(renderDocument(chrome, <AppsPage {...props} />));
  });

  router.use(express.urlencoded({ extended: false }), onlyAdministrators(site));
  router.post('/install', (req, res, next) => {
    const { descriptorUrl = '' } = req.body as Record<string, string | undefined>;
    const install = async () => {
      const result = await site.installations.install(descriptorUrl);
      if (result.ok) seen.add(descriptorUrl);
      const name = result.ok ? result.installation.descriptor.name : '';
      notice = { success: result.ok, lines: result.ok ? [`${name} is installed.`] : ['The app was not installed.', ...result.problems] };
      res.redirect(303, ADMIN_PATH);
    };
    install().catch(next);
  });
  router.post('/uninstall', (req, res, next) => {
    const { appKey = '' } = req.body as Record<string, string | undefined>;
    const uninstall = async () => {
      const installation = site.installations.find(appKey);
      if (!installation) return next();
      seen.add(installation.descriptorUrl);
      await site.installations.uninstall(appKey);
      notice = { success: true, lines: [`${installation.descriptor.name} is removed.`] };
      res.redirect(303, ADMIN_PATH);
    };
    uninstall().catch(next);
  });
  return router;
}

/** Changes come from the site's own pages only, by an administrator. */
function onlyAdministrators(site: Site): RequestHandler {
  return (req, res, next) => {
    const from = req.headers['sec-fetch-site'];
    const allowed = visitorOf(site, req, res).viewer.administrator && (from === undefined || from === 'same-origin');
    if (!allowed) return void res.status(403).type('text').send('Only an administrator may do this.');
    next();
  };
}
