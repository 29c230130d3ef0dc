import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { packedAssets } from './packed-assets.js';

/** The built styles and scripts, under a URL that changes with their content and so may be cached for ever. */
export interface Assets {
  /** URL path of the folder, ending in a slash, base path included. */
  readonly url: string;
  /** Below the app's base path: `/assets/<hash>`. */
  readonly mountPath: string;
  readonly serve: RequestHandler;
  /** The app's icon, at an address that the descriptor can name. */
  readonly icon: RequestHandler;
}

const FOR_DIAGRAMS = new Set(['mermaid.js', 'diagram.js']);

/** @throws when `folder` does not exist: the app was not built. */
export function openAssets(folder: string, basePath: string): Assets {
  const hash = createHash('sha256');
  const names = readdirSync(folder).sort();
  for (const name of names) {
    if (/\.(js|css|svg)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  }
  const mountPath = `/assets/${hash.digest('hex').slice(0, 16)}`;
  return {
    url: `${basePath}${mountPath}/`,
    mountPath,
    // The address says which version it is.
    serve: packedAssets(folder, names, setHeaders, express.static(folder, { index: false, redirect: false, etag: false, lastModified: false, setHeaders })),
    icon: (_req, res, next) => {
      res.set('Cache-Control', 'public, max-age=86400').set('Cross-Origin-Resource-Policy', 'cross-origin');
      res.sendFile(join(folder, 'icon.svg'), { cacheControl: false, etag: false, lastModified: false }, (error) => {
        if (error) next(error);
      });
    },
  };
}

function setHeaders(res: Pick<ServerResponse, 'setHeader'>, path: string): void {
  res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  // The page that draws diagrams has an origin of its own, for which even ours is another.
  if (FOR_DIAGRAMS.has(basename(path))) res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}
