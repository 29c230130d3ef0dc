import type { Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { UNTRIED, type Assumptions, type Findings } from '../assumptions/assumptions.js';
import type { Settings } from '../settings.js';
import type { Assets } from './assets.js';
import { createLayout } from './layout.js';
import { randomText } from './random-text.js';
import { bridgeSources, policyText, setPolicy } from './security-headers.js';

/** A whole page: what differs from one to the next; the rest is `views/layout.tsx`. */
export interface Page {
  readonly title: string;
  /** The `<main>` element. */
  readonly main: VNode | Drawn;
  /** Names of own scripts in `public/`, such as `frame.js`, loaded as modules with the nonce. */
  readonly scripts: readonly string[];
  /** False where the frame keeps the size that its module has. */
  readonly resize?: boolean;
}

/** A piece of a page, to take the place of what a frame shows. */
export interface Fragment {
  readonly title: string;
  /** What `data-outcome` of its root says. */
  readonly outcome: string;
  /** The `<main>` element. */
  readonly main: VNode | Drawn;
}

/** HTML that was rendered before, in UTF-8: bytes are sent in a fraction of the time that text takes. */
export interface Drawn {
  readonly html: Buffer;
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
  /** For a frame's script to put in place: HTML or, where the frame is `elsewhere`, `{title, outcome, html}` as JSON. */
  fragment(res: Response, fragment: Fragment, frame: { readonly elsewhere?: boolean }): void;
}

export function createPages(settings: Settings, assets: Assets, assumptions: Assumptions = UNTRIED): Pages {
  const bridge = bridgeSources(settings);
  const base = new URL(settings.baseUrl).pathname.replace(/\/$/, '');

  const layout = createLayout(assets.url, base);

  const policies = new WeakMap<Embedder, FramePolicies>();

  function policiesFor(embedder: Embedder): FramePolicies {
    const known = policies.get(embedder);
    if (known) return known;
    const ancestors = originsOf(embedder);
    const framed = policyText({ ancestors, scripts: [`'nonce-${NONCE}'`, ...bridge], styles: bridge, frames: [`${settings.baseUrl}/diagram`] });
    const [before = '', after = ''] = framed.split(NONCE);
    const made = { closed: policyText({ ancestors, scripts: [], styles: [] }), before, after };
    policies.set(embedder, made);
    return made;
  }

  function send(res: Response, { title, main, scripts, resize }: Page, nonce: string, bridgeUrl: string | undefined, without = ''): void {
    sendHtml(res, layout({ title, scripts, ...(resize === undefined ? {} : { resize }), nonce, bridge: bridgeUrl, without, main: htmlOf(main) }));
  }

  return {
    admit(res, embedder) {
      res.setHeader('Content-Security-Policy', policiesFor(embedder).closed);
    },
    frame(res, embedder, page) {
      const nonce = makeNonce();
      const { before, after } = policiesFor(embedder);
      res.setHeader('Content-Security-Policy', before + nonce + after);
      send(res, page, nonce, settings.hostScriptUrl, lacksOf(assumptions.site(embedder)));
    },
    popup(res, page, status = 200) {
      const nonce = makeNonce();
      setPolicy(res, { ancestors: [], scripts: [`'nonce-${nonce}'`], styles: [] });
      send(res.status(status), page, nonce, undefined);
    },
    fragment(res, { title, outcome, main }, { elsewhere }) {
      if (elsewhere) res.json({ title, outcome, html: htmlOf(main).toString('utf8') });
      else sendHtml(res, htmlOf(main));
    },
  };
}

/** What frames of a site can't do, for their scripts. */
function lacksOf(found: Findings): string {
  return [found.failed('popup-reaches-frame') ? 'popup' : '', found.failed('inline-frames-grow') ? 'room' : ''].filter(Boolean).join(' ');
}

function htmlOf(main: VNode | Drawn): Buffer {
  return 'html' in main ? main.html : Buffer.from(renderToString(main));
}

/** The origins of whom may frame us for that site. */
export function originsOf(embedder: Embedder): readonly string[] {
  const urls = [embedder.baseUrl, embedder.displayUrl].filter((url) => url !== undefined);
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

/** Stands in a policy for what differs with each answer. */
const NONCE = '{nonce}';

/** The policies of a site's frames, made once for as long as the site is remembered. */
interface FramePolicies {
  /** Of an answer without scripts. */
  readonly closed: string;
  /** Around the nonce. */
  readonly before: string;
  readonly after: string;
}

function makeNonce(): string {
  return randomText(18, 'base64');
}

/** Express's own `send` looks at each answer as if it could be anything, which takes longer than the rest of a warm answer. */
function sendHtml(res: Response, html: Buffer): void {
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end(html);
}
