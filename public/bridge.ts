import type { ApiAnswer, ApiCall, Host } from './host.js';
import { lacks } from './lacks.js';
import { localeAddress } from './listener.js';
import { sentence } from './sentences.js';

/** The part of Atlassian's bridge that we use: https://developer.atlassian.com/cloud/confluence/about-the-connect-javascript-api/ */
export interface Bridge {
  readonly context: { getToken(callback: (token: string) => void): Promise<string> | void };
  readonly events?: {
    on(name: string, listener: (data: unknown) => void): void;
    emit(name: string, data: unknown): void;
  };
  resize?(width?: string, height?: string): void;
  readonly user?: {
    getLocale(callback: (locale: string) => void): void;
    getTimeZone(callback: (timeZone: string) => void): void;
  };
  readonly theming?: { initializeTheming(): void };
}

declare global {
  interface Window {
    AP?: Bridge;
  }
}

const READY_MS = 15_000;
const TOKEN_MS = 10_000;
const LOOK_MS = 500;
const WINDOW = 'popup,width=720,height=760';

let found: Promise<Bridge> | undefined;

/** The bridge, once its script has loaded and met its host. Rejects after 15 s: then this page is not inside Confluence. */
export function bridge(): Promise<Bridge> {
  found ??= lookFor().catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
}

async function lookFor(): Promise<Bridge> {
  for (const end = performance.now() + READY_MS; performance.now() < end; ) {
    if (window.AP?.context) return window.AP;
    await loadedOr(LOOK_MS);
  }
  throw new Error(sentence('silent'));
}

/** Resolves when the document says that the bridge has loaded, or after a while: it may have been there before. */
function loadedOr(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      document.removeEventListener('gitlab:bridge', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    document.addEventListener('gitlab:bridge', end);
  });
}

/** A Confluence page around a frame whose address it signed. */
export const connectHost: Host = {
  send,
  async resize(width, height) {
    (await bridge()).resize?.(`${width}px`, `${height}px`);
  },
  async followTheme() {
    (await bridge()).theming?.initializeTheming();
  },
  events: {
    async on(name, listener) {
      (await bridge()).events?.on(name, listener);
    },
    async emit(name, data) {
      (await bridge()).events?.emit(name, data);
    },
  },
  ...(lacks('popup') ? {} : { openPopup: () => window.open(localeAddress(appUrl('/oauth/popup')), `gl-${crypto.randomUUID()}`, WINDOW) }),
};

/** An address of ours, the app's base path included. */
function appUrl(path: string): string {
  return (document.body.dataset.base ?? '') + path;
}

async function send({ method, path, headers, body }: ApiCall): Promise<ApiAnswer> {
  const init: RequestInit = { method, headers: { ...headers, Authorization: `JWT ${await getToken()}` }, credentials: 'omit', cache: 'no-store' };
  if (body) init.body = JSON.stringify(body);
  const response = await fetch(appUrl(path), init);
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, body: isJson ? await response.json() : await response.text() };
}

/** A token that says who is looking, for calls to our own API. Only a real Confluence page around us can make one. */
async function getToken(): Promise<string> {
  const { context } = await bridge();
  const token = new Promise<string>((resolve, reject) => {
    // Older bridges only call back, newer ones also promise.
    context.getToken(resolve)?.then(resolve, reject);
  });
  return withTimeout(token, TOKEN_MS, sentence('silent'));
}

/** Rejects with the message when the work has not ended by then. */
export function withTimeout<T>(work: Promise<T>, milliseconds: number, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
