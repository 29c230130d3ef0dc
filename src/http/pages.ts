import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Layout } from '../../views/layout.js';
import type { Settings } from '../settings.js';
import type { Assets } from './assets.js';
import { bridgeSources, setPolicy } from './security-headers.js';

/** A whole page: what differs from one to the next; the rest is `views/layout.tsx`. */
export interface Page {
  readonly title: string;
  /** The `<main>` element. */
  readonly main: VNode;
  /** Names of own scripts in `public/`, such as `frame.js`, loaded as modules with the nonce. */
  readonly scripts: readonly string[];
  /** False where the frame keeps the size that its module has. */
  readonly resize?: boolean;
}

/** The site that may frame a page. */
export interface Embedder {
  readonly baseUrl: string;
  readonly displayUrl: string | undefined;
}

/** Answers HTML with the security headers that its kind needs (CSP with a fresh nonce, no-store). */
export interface Pages {
  /** Lets `embedder` frame whatever the response turns out to be, an error page included. */
  admit(res: Response, embedder: Embedder): void;
  /** A module page inside Confluence: loads Atlassian's bridge, `frame-ancestors` are the embedder's own origins. */
  frame(res: Response, embedder: Embedder, page: Page): void;
  /** A top-level page of ours (popup, callback): no bridge, no frames, no opener policy. */
  popup(res: Response, page: Page, status?: number): void;
  /** A piece of HTML for a frame's script to put in place. */
  fragment(res: Response, node: VNode): void;
}

export function createPages(settings: Settings, assets: Assets): Pages {
  const bridge = bridgeSources(settings);
  const base = new URL(settings.baseUrl).pathname.replace(/\/$/, '');

  function send(res: Response, page: Page, nonce: string, bridgeUrl: string | undefined): void {
    const html = renderToString(Layout({ ...page, nonce, assets: assets.url, base, bridge: bridgeUrl }));
    res.type('html').send(`<!doctype html>${html}`);
  }

  return {
    admit(res, embedder) {
      setPolicy(res, { ancestors: originsOf(embedder), scripts: [], styles: [] });
    },
    frame(res, embedder, page) {
      const nonce = makeNonce();
      setPolicy(res, { ancestors: originsOf(embedder), scripts: [`'nonce-${nonce}'`, ...bridge], styles: bridge });
      send(res, page, nonce, settings.hostScriptUrl);
    },
    popup(res, page, status = 200) {
      const nonce = makeNonce();
      setPolicy(res, { ancestors: [], scripts: [`'nonce-${nonce}'`], styles: [] });
      send(res.status(status), page, nonce, undefined);
    },
    fragment(res, node) {
      res.type('html').send(renderToString(node));
    },
  };
}

function originsOf(embedder: Embedder): readonly string[] {
  const urls = [embedder.baseUrl, embedder.displayUrl].filter((url) => url !== undefined);
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

function makeNonce(): string {
  return randomBytes(18).toString('base64');
}
