import { spokenAddress } from './listener.js';
import { sentence } from './sentences.js';

/** A call to our own API in the viewer's name. */
export interface ApiCall {
  readonly method: 'GET' | 'POST';
  /** Below the app's base URL: `/api/home`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
}

/** What came back, whatever the status; `body` is parsed where it is JSON, else text. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What surrounds this frame, as far as our scripts need it: Confluence, through Connect's bridge or through Forge's. */
export interface Host {
  /** Rejects when nothing came back. */
  send(call: ApiCall): Promise<ApiAnswer>;
  /** In CSS pixels. Absent where the host follows the content by itself. */
  resize?(width: number, height: number): Promise<void>;
  /** Has the host tell of its colours, now and when they change. */
  followTheme(): Promise<void>;
  /** Hears and tells events of this app's other frames on the page. Absent where the browser's own channel reaches them all. */
  readonly events?: {
    on(name: string, listener: (data: unknown) => void): Promise<void>;
    emit(name: string, data: unknown): Promise<void>;
  };
  /** Opens the window that a person links in, which can talk to this frame: within a click. Absent where frames may open none. */
  openPopup?(): Window | null;
  /** Leads to a page in a new tab, which can't talk to this frame. Absent where frames open their own. */
  openTab?(url: string): Promise<void>;
}

let found: Host | undefined;

/** To be called once, before anything else of ours runs. */
export function useHost(host: Host): void {
  found = host;
}

export function theHost(): Host {
  if (!found) throw new Error('No host was named.');
  return found;
}

/** What our API answers. Rejects with the server's sentence when it refuses. */
export async function callApi(method: 'GET' | 'POST', path: string, options: { body?: object; headers?: Record<string, string> } = {}): Promise<unknown> {
  const headers: Record<string, string> = { ...options.headers, Accept: 'application/json' };
  if (options.body) headers['Content-Type'] = 'application/json';
  const { status, body } = await theHost().send({ method, path: spokenAddress(path), headers, body: options.body });
  if (status < 200 || status > 299) throw readRefusal(status, body);
  return body;
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

function readRefusal(status: number, body: unknown): Refusal {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : sentence('failed');
  return new Refusal(status, message);
}
