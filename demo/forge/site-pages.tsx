import express, { Router, type Request, type RequestHandler } from 'express';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { pagePath } from '../confluence/chrome.js';
import type { Chrome } from '../confluence/views/chrome.js';
import { MessagePage } from '../confluence/views/module-page.js';
import { visitorOf, type Visitor } from '../confluence/visitor.js';
import { contextAt, findPlaced, Place, withConfig } from './place.js';
import type { ForgeSite } from './site.js';
import { renderForgeDocument } from './views/document.js';
import { ForgeContent, ForgeModulePage } from './views/forge-content.js';

const ASSETS = fileURLToPath(new URL('./site/', import.meta.url));
const CONFLUENCE_ASSETS = fileURLToPath(new URL('../confluence/site/', import.meta.url));

export function modulePath(moduleKey: string): string {
  return `/wiki/apps/${moduleKey}`;
}

/** The pages that people read and edit, and what their script asks for. */
export function forgePages(site: ForgeSite): Router {
  const router = Router();
  router.get(['/', '/wiki'], (_req, res) => res.redirect(pagePath(site, [...site.pages.keys()][0] ?? '')));
  router.get('/wiki/spaces/:space/pages/:id', showPage(site));
  router.get('/wiki/apps/:module', showModule(site));
  router.post('/forge/context', express.json(), giveContext(site));
  router.post('/forge/config', express.json(), saveConfig(site));
  router.use('/wiki/stand-in/forge', express.static(ASSETS, { index: false }));
  router.use('/wiki/stand-in/assets', express.static(CONFLUENCE_ASSETS, { index: false }));
  router.use((req, res) => {
    const chrome = chromeOf(site, visitorOf(site, req, res), 'Not found', req.path);
    res.status(404).send(renderForgeDocument(site, chrome, <MessagePage title="There is nothing here" text="This page does not exist." />));
  });
  return router;
}

function showPage(site: ForgeSite): RequestHandler {
  return (req, res, next) => {
    const page = site.pages.get(String(req.params.id));
    if (!page) return next();
    const chrome = chromeOf(site, visitorOf(site, req, res), page.title, pagePath(site, page.id));
    const content = <ForgeContent page={page} spaceName={site.space.name} modules={site.modules} mayEdit={chrome.viewer.accountId !== undefined} />;
    res.set('Cache-Control', 'no-store').send(renderForgeDocument(site, chrome, content));
  };
}

function showModule(site: ForgeSite): RequestHandler {
  return (req, res, next) => {
    const module = site.modules.find(({ key, type }) => key === req.params.module && type !== 'macro');
    if (!module) return next();
    const visitor = visitorOf(site, req, res);
    if (module.type === 'confluence:globalSettings' && !visitor.viewer.administrator) return next();
    const chrome = chromeOf(site, visitor, module.title, modulePath(module.key));
    res.set('Cache-Control', 'no-store').send(renderForgeDocument(site, chrome, <ForgeModulePage module={module} />));
  };
}

function giveContext(site: ForgeSite): RequestHandler {
  return (req, res) => {
    const place = Place.safeParse(req.body);
    const { viewer, locale } = visitorOf(site, req, res);
    const placed = place.success ? findPlaced(site, place.data, viewer) : undefined;
    if (!place.success || !placed) return void res.status(404).json({ message: 'There is no such frame.' });
    res.set('Cache-Control', 'no-store').json(contextAt(site, place.data, placed, locale));
  };
}

const Save = z.object({ place: Place, config: z.record(z.string(), z.string()) });

/** What the editor does with a macro's new parameters, the page being published at once. */
function saveConfig(site: ForgeSite): RequestHandler {
  return (req, res) => {
    const save = Save.safeParse(req.body);
    const { viewer } = visitorOf(site, req, res);
    const placed = save.success ? findPlaced(site, save.data.place, viewer) : undefined;
    if (!save.success || !placed?.page || viewer.accountId === undefined || !isSameOrigin(req)) return void res.status(400).json({ message: 'This can’t be saved.' });
    site.pages.set(placed.page.id, withConfig(placed.page, save.data.place, save.data.config));
    res.json({});
  };
}

const isSameOrigin = (req: Request) => [undefined, 'same-origin'].includes(req.get('sec-fetch-site'));

function chromeOf(site: ForgeSite, { viewer, theme }: Visitor, title: string, path: string): Chrome {
  return {
    title,
    theme,
    viewer,
    users: site.users,
    spaceName: site.space.name,
    pages: [...site.pages.values()].map((page) => ({ href: pagePath(site, page.id), text: page.title })),
    apps: site.modules.filter(({ type }) => type === 'confluence:globalPage' || (type === 'confluence:globalSettings' && viewer.administrator)).map(({ key, title: text }) => ({ href: modulePath(key), text })),
    administration: undefined,
    path,
  };
}
