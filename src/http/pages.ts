import type { Response } from 'express';
import type { VNode } from 'preact';
import { safeJson } from '../../views/parts/safe-json.js';
import type { Messages, Words } from '../../views/words/words.js';
import { UNTRIED, type Assumptions, type Findings } from '../assumptions/assumptions.js';
import type { Settings } from '../settings.js';
import type { Assets } from './assets.js';
import { ArrivalScript } from '../../views/parts/first-paint.js';
import { beginAnswer, hasRoomToBegin } from './begun-answers.js';
import { createLayout, type LaidOut } from './layout.js';
import { randomText } from '../random-text.js';
import { renderIn } from './render.js';
import { noteOutcome } from './request-log.js';
import { bridgeSources, policyText, setPolicy } from './security-headers.js';

/** A whole page: what differs from one to the next; the rest is `views/layout.tsx`. */
export interface Page {
  readonly title: string;
  /** What `data-outcome` of its root says; left out where it says nothing. */
  readonly outcome?: string;
  /** The `<main>` element, and what it is said in. */
  readonly main: VNode | Drawn;
  readonly words: Words;
  /** Names of own scripts in `public/`, such as `frame.js`, loaded as modules with the nonce. */
  readonly scripts: readonly string[];
  /** Names of style sheets of its own in `public/`, such as `editor.css`, besides those of every page. */
  readonly styles?: readonly string[];
  /** False where the frame keeps the size that its module has. */
  readonly resize?: boolean;
}

/** A page that may take a while, and what shows until it is there. */
export interface Awaited extends Omit<Page, 'title' | 'main' | 'outcome'> {
  /**
   * `asking` is to be called once GitLab is asked: what goes wrong before that is still an answer with a status of its own.
   * `arrived`: what a screen reader says where the content took its time.
   */
  readonly content: (asking: () => void) => Promise<Pick<Page, 'title' | 'main' | 'outcome'> & { readonly arrived: () => string }>;
  /** Drawn only where it is needed; its root has the class `skeleton` and is no `<main>`. */
  readonly skeleton: () => Pick<Page, 'title' | 'main'>;
}

/** A piece of a page, to take the place of what a frame shows. */
export interface Fragment {
  readonly title: string;
  /** What `data-outcome` of its root says. */
  readonly outcome: string;
  /** The `<main>` element, and what it is said in. */
  readonly main: VNode | Drawn;
  readonly words: Words;
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
  /**
   * The same for content that may take a while: where it is not there at once, everything around it and the skeleton go out before,
   * and the content follows in the same answer. Rejects as `content` does; the error handler ends what has begun by then.
   */
  frameWhenReady(res: Response, embedder: Embedder, page: Awaited): Promise<void>;
  /** A top-level page of ours (popup, callback): no bridge, no frames, no opener policy. */
  popup(res: Response, page: Page, status?: number): void;
  /**
   * For a frame's script to put in place: HTML or, where the frame is `elsewhere`, `{title, outcome, html}` as JSON. Before it stands
   * what the script needs to speak in its language, where the call names another (`sentences` in the query).
   */
  fragment(res: Response, fragment: Fragment, frame: { readonly elsewhere?: boolean }): void;
}

export interface PagesParts {
  readonly settings: Settings;
  readonly assets: Assets;
  /** Those that pages can be in. */
  readonly languages: readonly string[];
  readonly assumptions?: Assumptions;
}

export function createPages({ settings, assets, languages, assumptions = UNTRIED }: PagesParts): Pages {
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

  /** What stands around a page, by the policy of an embedder's frames or of none. */
  function laidOut({ title, words, scripts, styles, resize }: Omit<Page, 'main'>, sentences: keyof Messages, nonce: string, bridgeUrl: string | undefined, without = ''): Omit<LaidOut, 'main'> {
    const { language, direction, locale, timeZone } = words;
    const speech = { language, direction, locale, timeZone, languages, sentences: words.area(sentences) };
    return { title, scripts, styles, ...(resize === undefined ? {} : { resize }), nonce, bridge: bridgeUrl, without, ...speech };
  }

  function framed(res: Response, embedder: Embedder, page: Omit<Page, 'main'>): Omit<LaidOut, 'main'> {
    const nonce = makeNonce();
    const { before, after } = policiesFor(embedder);
    res.setHeader('Content-Security-Policy', before + nonce + after);
    return laidOut(page, 'frame', nonce, settings.hostScriptUrl, lacksOf(assumptions.site(embedder)));
  }

  function frame(res: Response, embedder: Embedder, page: Page): void {
    if (page.outcome !== undefined) noteOutcome(res.req, page.outcome);
    sendHtml(res, layout.whole({ ...framed(res, embedder, page), main: htmlOf(page.main, page.words) }));
  }

  return {
    admit(res, embedder) {
      res.setHeader('Content-Security-Policy', policiesFor(embedder).closed);
    },
    frame,
    async frameWhenReady(res, embedder, { content, skeleton, ...shape }) {
      let asking = () => undefined as void;
      const asked = new Promise<undefined>((resolve) => {
        asking = () => resolve(undefined);
      });
      const coming = content(() => asking());
      const ready = (await Promise.race([coming, asked])) ?? (await within(coming, PATIENCE_MS));
      // There is nobody to show a skeleton to, or there are too many.
      if (ready || !hasRoomToBegin() || res.req.method === 'HEAD' || res.destroyed) return frame(res, embedder, { ...shape, ...(ready ?? (await coming)) });
      const { title, main } = skeleton();
      const page = framed(res, embedder, { ...shape, title });
      const { before, after } = layout.around(page);
      const finish = beginAnswer(res, [before, htmlOf(main, shape.words)], after);
      const { title: itsTitle, main: itsMain, outcome, arrived } = await coming;
      if (outcome !== undefined) noteOutcome(res.req, outcome);
      finish([htmlOf(itsMain, shape.words), htmlOf(ArrivalScript({ nonce: page.nonce, title: itsTitle, said: arrived() }), shape.words)]);
    },
    popup(res, page, status = 200) {
      const nonce = makeNonce();
      setPolicy(res, { ancestors: [], scripts: [`'nonce-${nonce}'`], styles: [] });
      sendHtml(res.status(status), layout.whole({ ...laidOut(page, 'popup', nonce, undefined), main: htmlOf(page.main, page.words) }));
    },
    fragment(res, { title, outcome, main, words }, { elsewhere }) {
      noteOutcome(res.req, outcome);
      const html = Buffer.concat([speechFor(res, words), htmlOf(main, words)]);
      if (elsewhere) res.json({ title, outcome, html: html.toString('utf8') });
      else sendHtml(res, html);
    },
  };
}

/** What frames of a site can't do, for their scripts. */
function lacksOf(found: Findings): string {
  return [found.failed('popup-reaches-frame') ? 'popup' : '', found.failed('inline-frames-grow') ? 'room' : ''].filter(Boolean).join(' ');
}

/** A frame that stays empty for longer than this looks broken; one that flashes a skeleton before that looks restless. In milliseconds. */
const PATIENCE_MS = 250;

/** What `work` comes to; undefined where that takes longer. */
async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function htmlOf(main: VNode | Drawn, words: Words): Buffer {
  return 'html' in main ? main.html : Buffer.from(renderIn(words, main));
}

/** For a frame whose script has sentences of another language than the content that it gets; see `public/content.ts`. */
function speechFor({ req }: Response, { language, direction, locale, timeZone, area }: Words): Buffer {
  const { sentences } = req.query;
  if (sentences === undefined || sentences === language) return NOTHING;
  const speech = { language, direction, locale, timeZone, sentences: area('frame') };
  return Buffer.from(`<script type="application/json" data-speech>${safeJson(speech)}</script>`);
}

const NOTHING = Buffer.alloc(0);

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
