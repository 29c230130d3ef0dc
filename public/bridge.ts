/** The part of Atlassian's bridge that we use: https://developer.atlassian.com/cloud/confluence/about-the-connect-javascript-api/ */
export interface Bridge {
  readonly context: { getToken(callback: (token: string) => void): Promise<string> | void };
  readonly events?: {
    on(name: string, listener: (data: unknown) => void): void;
    emit(name: string, data: unknown): void;
  };
  resize?(width?: string, height?: string): void;
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
  throw new Error('Confluence does not answer.');
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

/** A token that says who is looking, for calls to our own API. Only a real Confluence page around us can make one. */
async function getToken(): Promise<string> {
  const { context } = await bridge();
  const token = new Promise<string>((resolve, reject) => {
    // Older bridges only call back, newer ones also promise.
    context.getToken(resolve)?.then(resolve, reject);
  });
  return withTimeout(token, TOKEN_MS, 'Confluence gave no token.');
}

/** Hears events of the other frames of this app on the page. Does nothing where the bridge has no events. */
export async function onEvent(name: string, listener: (data: unknown) => void): Promise<void> {
  (await bridge()).events?.on(name, listener);
}

/** Tells the other frames of this app on the page. */
export async function emitEvent(name: string, data: unknown): Promise<void> {
  (await bridge()).events?.emit(name, data);
}

/** An address of ours, the app's base path included: `appUrl('/api/home')`. */
export function appUrl(path: string): string {
  return (document.body.dataset.base ?? '') + path;
}

/** A call to our own API in the viewer's name. Rejects with the server's sentence when it refuses. */
export async function callApi(method: 'GET' | 'POST', path: string, options: { body?: object; headers?: Record<string, string> } = {}): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers, Accept: 'application/json', Authorization: `JWT ${await getToken()}` };
  const init: RequestInit = { method, headers, credentials: 'omit', cache: 'no-store' };
  if (options.body) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  const response = await fetch(appUrl(path), init);
  if (!response.ok) throw await readRefusal(response);
  return response;
}

/** What our server answered instead of doing what was asked. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

async function readRefusal(response: Response): Promise<Refusal> {
  const answer: unknown = await response.json().catch(() => undefined);
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'Something went wrong.';
  return new Refusal(response.status, message);
}

function withTimeout<T>(work: Promise<T>, milliseconds: number, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
