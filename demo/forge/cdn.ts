import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { listen, type Listening } from '../listen.js';

const SCRIPTS = fileURLToPath(new URL('./cdn/', import.meta.url));
/** A name that browsers look for on this machine: a site of its own for them, which no address of 127.0.0.0/8 is to a policy. */
const HOST = 'frames.localhost';
const INJECTED = ['global-bridge.js', 'resizer.js'].map((name) => `<script src="/forge/${name}"></script>`).join('');

export interface CdnOptions {
  /** Of the built Custom UI. */
  readonly folder: string;
  /** Who may frame it. */
  readonly site: string;
  /** Where the manifest lets pictures and frames come from. */
  readonly remote: () => string;
}

/**
 * Serves an app's Custom UI as Forge does: from an origin of its own, with the bridge's script put before the app's, and under a
 * policy without inline scripts or styles. https://developer.atlassian.com/platform/forge/custom-ui/
 */
export async function startCdn({ folder, site, remote }: CdnOptions): Promise<Listening> {
  const app = express().disable('x-powered-by').disable('etag');
  const themes = join(dirname(createRequire(import.meta.url).resolve('atlassian-connect-js')), 'themes');
  app.use((_req, res, next) => {
    res.set({ 'Content-Security-Policy': policy(site, new URL(remote()).origin), 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
    next();
  });
  app.use('/forge/themes', express.static(themes, { index: false }));
  app.use('/forge', express.static(SCRIPTS, { index: false }));
  app.get(['/ui/', '/ui/index.html'], (_req, res) => res.type('html').send(readFileSync(join(folder, 'index.html'), 'utf8').replace('<head>', `<head>${INJECTED}`)));
  app.use('/ui', express.static(folder, { index: false }));
  const { origin, close } = await listen(app, 0, '127.0.0.1');
  return { origin: `http://${HOST}:${new URL(origin).port}`, close };
}

function policy(site: string, remote: string): string {
  const own = ['default-src', 'script-src', 'style-src', 'font-src', 'connect-src'].map((name) => `${name} 'self'`);
  return [...own, `img-src 'self' data: ${remote}`, `frame-src 'self' ${remote}`, "object-src 'none'", "base-uri 'self'", `frame-ancestors ${site}`].join('; ');
}
