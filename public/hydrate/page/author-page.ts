import type { PageAnswer, PageHost } from '../../../views/editor/host.js';
import { bridge, withTimeout, type Bridge } from '../../bridge.js';

/** What of Atlassian's bridge reads and writes a page: https://developer.atlassian.com/cloud/confluence/jsapi/request/ */
interface PageBridge extends Bridge {
  readonly context: Bridge['context'] & { getContext?(callback: (context: unknown) => void): Promise<unknown> | void };
  readonly navigator?: { getLocation?(callback: (location: unknown) => void): void; reload?(): void };
  request(options: { url: string; type: string; headers: Readonly<Record<string, string>>; contentType?: string; data?: string }): Promise<unknown>;
}

const ANSWER_MS = 30_000;

const pageBridge = async () => (await bridge()) as PageBridge;

/** The page whose editor the dialog is in, by the session of whoever edits it. */
export function authorPage(): PageHost {
  return {
    async id() {
      const { context, navigator } = await pageBridge();
      const told = await new Promise<unknown>((resolve) => {
        if (!context.getContext) return resolve(undefined);
        context.getContext(resolve)?.then(resolve, () => resolve(undefined));
      });
      const inContext = idIn(told, 'confluence', 'content', 'id');
      if (inContext !== undefined || !navigator?.getLocation) return inContext;
      const place = await new Promise<unknown>((resolve) => navigator.getLocation?.(resolve));
      return idIn(place, 'context', 'contentId');
    },
    async ask({ method, path, body }) {
      const { request } = await pageBridge();
      const sent = body ? { contentType: 'application/json', data: JSON.stringify(body) } : {};
      const answer = request({ url: path, type: method, headers: { Accept: 'application/json' }, ...sent }).then(answerOf, (refusal: unknown) => {
        const read = answerOf(refusal);
        if (read.status < 400) throw new Error('Confluence did not answer.');
        return read;
      });
      return withTimeout(answer, ANSWER_MS, 'Confluence did not answer.');
    },
    reload() {
      void pageBridge().then(({ navigator }) => navigator?.reload?.(), () => undefined);
    },
  };
}

function idIn(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((inside, name) => fieldsOf(inside)[name], value);
  const id = typeof found === 'number' ? String(found) : found;
  return typeof id === 'string' && /^\w{1,64}$/.test(id) ? id : undefined;
}

/** `{body, xhr}`, and of a refusal `{err, xhr}`. */
function answerOf(value: unknown): PageAnswer {
  const { body, err, xhr } = fieldsOf(value);
  const { status, responseText } = fieldsOf(xhr);
  return { status: typeof status === 'number' ? status : 0, body: parsed(body ?? err ?? responseText) };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
