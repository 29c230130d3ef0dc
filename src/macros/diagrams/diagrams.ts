import { createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ConnectCaller } from '../../connect/caller.js';
import { forbidden } from '../../errors.js';
import type { Assets } from '../../http/assets.js';
import { originsOf } from '../../http/pages.js';
import type { Settings } from '../../settings.js';
import type { Sealer } from '../../storage/sealing.js';

/**
 * The page in which a browser draws diagrams. Mermaid needs styles of its own, which no page with content may have: so it works in
 * a frame within the frame, of an origin of its own, that knows nothing but the source of one diagram.
 */
export interface Diagrams {
  /** Address of the page for frames within that site's pages. */
  addressFor(caller: Pick<ConnectCaller, 'tenant' | 'elsewhere'>): string;
  /** Answers it. @throws AppError 403 where it was not `addressFor` that made the address */
  serve(req: Request, res: Response): void;
}

export interface DiagramsParts {
  readonly sealer: Pick<Sealer, 'signingKeys'>;
  readonly assets: Pick<Assets, 'url'>;
  readonly settings: Pick<Settings, 'baseUrl' | 'loopback'>;
}

/** Where Forge serves the frames of its apps from. https://developer.atlassian.com/platform/forge/custom-ui/ */
const FORGE_FRAMES = 'https://*.cdn.prod.atlassian-dev.net';
/** Where stand-ins of Forge on this machine do, for an app that nobody else reaches. */
const LOOPBACK_FRAMES = ['http://localhost:*', 'http://*.localhost:*', 'http://127.0.0.1:*'];

const Frames = z.object({ origins: z.array(z.string().regex(/^https?:\/\/[^\s;,'"*]+$/)).min(1).max(2), elsewhere: z.literal(true).optional() });
type Frames = z.infer<typeof Frames>;

export function createDiagrams({ sealer, assets, settings: { baseUrl, loopback } }: DiagramsParts): Diagrams {
  const keys = sealer.signingKeys('diagrams');
  const base = new URL(baseUrl).pathname.replace(/\/$/, '');
  return {
    addressFor({ tenant, elsewhere }) {
      const frames: Frames = { origins: [...originsOf(tenant)], ...(elsewhere && { elsewhere }) };
      const text = Buffer.from(JSON.stringify(frames)).toString('base64url');
      return `${elsewhere ? baseUrl : base}/diagram?for=${text}.${sign(keys[0], text)}`;
    },
    serve(req, res) {
      const frames = typeof req.query.for === 'string' ? readFrames(keys, req.query.for) : undefined;
      if (!frames || (req.get('sec-fetch-dest') ?? 'iframe') !== 'iframe') throw forbidden({ say: 'diagramsOnPages' });
      const nonce = randomBytes(18).toString('base64');
      const origins = frames.elsewhere ? [...frames.origins, FORGE_FRAMES, ...(loopback ? LOOPBACK_FRAMES : [])] : frames.origins;
      res.set('Content-Security-Policy', policy(nonce, origins)).type('html').send(page(assets.url, nonce));
    },
  };
}

function sign(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function readFrames(keys: readonly KeyObject[], value: string): Frames | undefined {
  const [text = '', signature = ''] = value.split('.', 2);
  const given = Buffer.from(signature);
  const isOurs = keys.some((key) => {
    const right = Buffer.from(sign(key, text));
    return right.length === given.length && timingSafeEqual(right, given);
  });
  return isOurs ? Frames.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data : undefined;
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
