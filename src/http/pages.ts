import type { Response } from 'express';
import type { VNode } from 'preact';

/** A whole page: what differs from one to the next; the rest is `views/layout.tsx`. */
export interface Page {
  readonly title: string;
  /** The `<main>` element. */
  readonly main: VNode;
  /** Names of own scripts in `public/`, such as `frame.js`, loaded as modules with the nonce. */
  readonly scripts: readonly string[];
}

/** The origins that may frame a page. */
export interface Embedder {
  readonly baseUrl: string;
  readonly displayUrl: string | undefined;
}

/** Answers HTML with the security headers that its kind needs (CSP with a fresh nonce, no-store). */
export interface Pages {
  /** A module page inside Confluence: loads Atlassian's bridge, `frame-ancestors` are the embedder's own origins. */
  frame(res: Response, embedder: Embedder, page: Page): void;
  /** A top-level page of ours (popup, callback): no bridge, no frames, no opener policy. */
  popup(res: Response, page: Page, status?: number): void;
  /** A piece of HTML for a frame's script to put in place. */
  fragment(res: Response, node: VNode): void;
}
