import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';

const CDN = '"https://" + CDN_DOMAIN';

/**
 * Atlassian's own bridge from the npm package `atlassian-connect-js`: `all.js` for the apps' frames, `connect-host.js` for the
 * site's pages, and the theme files, which the bridge would fetch from Atlassian's CDN and gets from `origin` here.
 * @throws when the package no longer names its CDN the way this expects.
 */
export function bridgeFiles(origin: string): Router {
  const folder = dirname(createRequire(import.meta.url).resolve('atlassian-connect-js'));
  const allJs = readFileSync(join(folder, 'iframe.js'), 'utf8');
  if (allJs.split(CDN).length !== 2) throw new Error('atlassian-connect-js does not name its CDN exactly once.');
  const playable = allJs.replace(CDN, JSON.stringify(`${origin}/atlassian-connect`));

  const router = Router();
  router.use((_req, res, next) => {
    // A page of another origin, the app's, loads these.
    res.set({ 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' });
    next();
  });
  router.get('/all.js', (_req, res) => void res.set('Cache-Control', 'public, max-age=3600').type('js').send(playable));
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  return router;
}
