import { createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { forbidden } from '../../errors.js';
import type { Assets } from '../../http/assets.js';
import type { Embedder } from '../../http/pages.js';
import { originsOf } from '../../http/pages.js';
import type { Sealer } from '../../storage/sealing.js';

/**
 * The page in which a browser draws diagrams. Mermaid needs styles of its own, which no page with content may have: so it works in
 * a frame within the frame, of an origin of its own, that knows nothing but the source of one diagram.
 */
export interface Diagrams {
  /** Path of the page for frames within that site's pages. */
  addressFor(embedder: Embedder): string;
  /** Answers it. @throws AppError 403 where it was not `addressFor` that made the address */
  serve(req: Request, res: Response): void;
}

export interface DiagramsParts {
  readonly sealer: Pick<Sealer, 'signingKeys'>;
  readonly assets: Pick<Assets, 'url'>;
  /** Path of the app's base URL, without a trailing slash. */
  readonly base: string;
}

const Origins = z.array(z.string().regex(/^https?:\/\/[^\s;,'"*]+$/)).min(1).max(2);

export function createDiagrams({ sealer, assets, base }: DiagramsParts): Diagrams {
  const keys = sealer.signingKeys('diagrams');
  return {
    addressFor(embedder) {
      const origins = Buffer.from(JSON.stringify(originsOf(embedder))).toString('base64url');
      return `${base}/diagram?for=${origins}.${sign(keys[0], origins)}`;
    },
    serve(req, res) {
      const origins = typeof req.query.for === 'string' ? readOrigins(keys, req.query.for) : undefined;
      if (!origins || (req.get('sec-fetch-dest') ?? 'iframe') !== 'iframe') throw forbidden('Diagrams show on the pages of a site only.');
      const nonce = randomBytes(18).toString('base64');
      res.set('Content-Security-Policy', policy(nonce, origins)).type('html').send(page(assets.url, nonce));
    },
  };
}

function sign(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function readOrigins(keys: readonly KeyObject[], value: string): readonly string[] | undefined {
  const [text = '', signature = ''] = value.split('.', 2);
  const given = Buffer.from(signature);
  const isOurs = keys.some((key) => {
    const right = Buffer.from(sign(key, text));
    return right.length === given.length && timingSafeEqual(right, given);
  });
  return isOurs ? Origins.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))) : undefined;
}

function policy(nonce: string, origins: readonly string[]): string {
  const nothing = ['default-src', 'img-src', 'font-src', 'connect-src', 'base-uri', 'object-src', 'form-action'].map((name) => `${name} 'none'`);
  const needed = [`script-src 'nonce-${nonce}'`, "style-src 'unsafe-inline'", 'sandbox allow-scripts', `frame-ancestors 'self' ${origins.join(' ')}`];
  return [...nothing, ...needed].join('; ');
}

function page(assets: string, nonce: string): string {
  const scripts = ['mermaid.js', 'diagram.js'].map((name) => `<script src="${assets}${name}" nonce="${nonce}"></script>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Diagram</title></head><body>${scripts.join('')}</body></html>`;
}
