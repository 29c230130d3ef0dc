import type { PageAnswer, PageCall, PageHost } from '../host.js';

/** A published page as Confluence stores it. */
export interface StoredPage {
  readonly id: string;
  readonly title: string;
  readonly spaceId: string | undefined;
  readonly version: number;
  /** What whoever made this version said of it. */
  readonly message: string;
  readonly storage: string;
}

/** Why nothing came of it: there is no such published page, it may not be read or written, or Confluence can't be asked. */
export type Refused = 'absent' | 'refused' | 'failed';

export type ReadPage = { readonly state: 'read'; readonly page: StoredPage } | { readonly state: Refused };

/** `unsure`: nothing came back, and the page is neither what it was nor what it was to be. */
export type WrittenPage = { readonly state: 'written'; readonly version: number } | { readonly state: Refused | 'conflict' | 'unsure' };

export async function readPage(host: PageHost, id: string): Promise<ReadPage> {
  const answer = await ask(host, { method: 'GET', path: `${pathOf(id)}?body-format=storage` });
  if (answer.status !== 200) return { state: refusalOf(answer) };
  const { status, page } = pageIn(answer.body);
  if (status !== undefined && status !== 'current') return { state: 'absent' };
  return page && page.id === id ? { state: 'read', page } : { state: 'failed' };
}

/** The draft that everybody's edits of the page are in: undefined where there is none, `unknown` where Confluence does not tell. */
export async function readDraft(host: PageHost, id: string): Promise<Pick<StoredPage, 'title' | 'storage'> | 'unknown' | undefined> {
  const answer = await ask(host, { method: 'GET', path: `${pathOf(id)}?body-format=storage&get-draft=true` });
  if (answer.status === 404) return undefined;
  const { status, page } = answer.status === 200 ? pageIn(answer.body) : { status: undefined, page: undefined };
  if (status === 'current') return undefined;
  return status === 'draft' && page ? page : 'unknown';
}

/** Stores the page with another text as the version after the one that was read, or not at all. */
export async function writePage(host: PageHost, { id, title, spaceId, version }: StoredPage, storage: string, message: string): Promise<WrittenPage> {
  const next = version + 1;
  const answer = await ask(host, {
    method: 'PUT',
    path: pathOf(id),
    body: { id, status: 'current', title, ...(spaceId === undefined ? {} : { spaceId }), body: { representation: 'storage', value: storage }, version: { number: next, message } },
  });
  if (answer.status === 200) return { state: 'written', version: pageIn(answer.body).version ?? next };
  if (answer.status === 409) return { state: 'conflict' };
  // It was read a moment ago: Confluence calls absent what one may not edit.
  if (answer.status === 404) return { state: 'refused' };
  if (answer.status >= 400 && answer.status < 500) return { state: refusalOf(answer) };
  const now = await readPage(host, id);
  if (now.state !== 'read') return { state: 'unsure' };
  if (now.page.version === version) return { state: 'failed' };
  return now.page.version === next && now.page.message === message && message !== '' ? { state: 'written', version: next } : { state: 'unsure' };
}

const pathOf = (id: string) => `/api/v2/pages/${encodeURIComponent(id)}`;

async function ask(host: PageHost, call: PageCall): Promise<PageAnswer> {
  try {
    return await host.ask(call);
  } catch {
    return { status: 0, body: undefined };
  }
}

function refusalOf({ status }: PageAnswer): Refused {
  return status === 404 ? 'absent' : status === 401 || status === 403 ? 'refused' : 'failed';
}

/** https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-id-get */
function pageIn(answer: unknown): { readonly status: unknown; readonly version: number | undefined; readonly page: StoredPage | undefined } {
  const { id, status, title, spaceId, version: made, body } = fieldsOf(answer);
  const { number, message } = fieldsOf(made);
  const { value: storage } = fieldsOf(fieldsOf(body).storage);
  const version = typeof number === 'number' ? number : undefined;
  if (version === undefined || typeof title !== 'string' || typeof storage !== 'string') return { status, version, page: undefined };
  const page = { id: String(id), title, spaceId: spaceId === undefined || spaceId === null ? undefined : String(spaceId), version, message: typeof message === 'string' ? message : '', storage };
  return { status, version, page };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
