import { createGiver, readDone } from './handover.js';
import { callApi, Refusal, theHost } from './host.js';
import { openPanel, placeOf, restore, say, showFallback, showPanel } from './link-panel.js';
import { localeAddress } from './listener.js';
import { sentence } from './sentences.js';

/** What the page around the linking panels does for them. */
export interface LinkContext {
  /** Called after the viewer's link was made or removed: what the frames show is old now. */
  onChanged(): void | Promise<void>;
}

interface Flow {
  /** Its id. */
  readonly flow: string;
  readonly ticket: string;
  /** Null where the site allows no codes. */
  readonly ticket2: string | null;
  /** The absolute address of the window that a person links in. */
  readonly popup: string;
  /** Proves that Confirm comes from the frame that started the flow: lives in this memory and nowhere else. */
  readonly flowSecret: string;
}

const READY_MS = 3_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/** The attempt that this frame is in. A newer one, or its end, aborts what the older one still does. */
let current: { readonly flow: Promise<Flow>; readonly ended: AbortController } | undefined;

/**
 * Does what a button of the linking panels asks for; `action` is its `data-action`.
 * Must be called within the click itself: a popup opened later is blocked.
 */
export function handleLinkAction(action: string, element: HTMLElement, context: LinkContext): void {
  if (action === 'connect' || action === 'reconnect') startLinking(element, context);
  else if (action === 'confirm') void decide(element, 'confirm', context);
  else if (action === 'decline') void decide(element, 'decline', context);
  else if (action === 'disconnect') void disconnect(element, context);
}

/** Opens the popup at once and starts a flow for it. */
function startLinking(button: HTMLElement, context: LinkContext): void {
  current?.ended.abort();
  const { openPopup, openTab } = theHost();
  const popup = openPopup?.();
  const panel = openPanel(button);
  const ended = new AbortController();
  const flow = beginFlow(button.dataset.instance ?? 'default');
  current = { flow, ended };
  say(panel, sentence(popup ? 'windowOpened' : 'loading'));
  const fallback = setTimeout(() => void offerLink(), openPopup && !openTab ? READY_MS : 0);
  ended.signal.addEventListener('abort', () => clearTimeout(fallback));
  const wake = popup ? listen(popup, flow, ended.signal, () => clearTimeout(fallback)) : undefined;

  async function offerLink(): Promise<void> {
    const started = await flow.catch(() => undefined);
    if (!started || ended.signal.aborted) return;
    if (started.ticket2 === null) return say(panel, sentence('codesOff'));
    const url = `${localeAddress(started.popup)}#t=${encodeURIComponent(started.ticket2)}`;
    showFallback(panel, url, openTab ? 'tab' : 'no-window');
    await openTab?.(url).catch(() => undefined);
  }

  flow.then(
    (started) => follow(panel, started, ended.signal, wake, context),
    (error: unknown) => {
      ended.abort();
      popup?.close();
      restore(panel, sentenceOf(error));
    },
  ).catch((error: unknown) => restore(panel, sentenceOf(error)));
}

async function beginFlow(instance: string): Promise<Flow> {
  return (await callApi('POST', '/api/link/start', { body: { instance } })) as Flow;
}

/** Hands the ticket to our own popup, and wakes the polling when it comes back from GitLab. */
function listen(popup: Window, flow: Promise<Flow>, signal: AbortSignal, onReady: () => void): EventTarget {
  const wake = new EventTarget();
  const giver = createGiver(location.origin, popup, flow.then(({ ticket }) => ticket));
  addEventListener('message', (event) => {
    giver.hear(event).then((ready) => ready && onReady(), () => undefined);
    const done = readDone(event, location.origin, popup);
    if (done === undefined) return;
    flow.then(({ flow: id }) => id === done && wake.dispatchEvent(new Event('done')), () => undefined);
  }, { signal });
  return wake;
}

/** Asks how far the flow is until there is something to decide. Never looks whether the popup is closed: browsers lie about it. */
async function follow(panel: HTMLElement, flow: Flow, signal: AbortSignal, wake: EventTarget | undefined, context: LinkContext): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 1.3, LONGEST_PAUSE_MS)) {
    await waitFor(pause, signal, wake);
    if (signal.aborted) return;
    const news = await askStatus(flow);
    const place = placeOf(panel);
    if (signal.aborted || !place) return;
    if (news instanceof Refusal) return restore(place, news.message);
    if (news?.status === 'linked') return context.onChanged();
    if (news?.html !== undefined) return showPanel(place, news.html);
  }
}

/** Undefined when the server could not be asked; it will be asked again. */
async function askStatus({ flowSecret }: Flow): Promise<{ status: string; html?: string } | Refusal | undefined> {
  try {
    return (await callApi('GET', '/api/link/status', { headers: { 'X-Flow-Secret': flowSecret } })) as { status: string; html?: string };
  } catch (error) {
    return error instanceof Refusal && error.status < 500 && error.status !== 429 ? error : undefined;
  }
}

async function decide(button: HTMLElement, decision: 'confirm' | 'decline', context: LinkContext): Promise<void> {
  const panel = openPanel(button);
  const flow = await current?.flow;
  if (!flow) return restore(panel, sentence('tooLong'));
  const input = panel.querySelector<HTMLInputElement>('[data-link-code]');
  const code = input?.value.trim();
  if (decision === 'confirm' && code === '') {
    input?.focus();
    return say(panel, sentence('codeFirst'));
  }
  const body = decision === 'confirm' && code ? { code } : {};
  await busy(panel, async () => {
    try {
      await callApi('POST', `/api/link/${decision}`, { body, headers: { 'X-Flow-Secret': flow.flowSecret } });
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 403 || error.status >= 500) return say(panel, sentenceOf(error));
      return restore(panel, error.message);
    }
    current?.ended.abort();
    current = undefined;
    if (decision === 'confirm') await context.onChanged();
    else restore(panel, sentence('nothingConnected'));
  });
}

async function disconnect(button: HTMLElement, context: LinkContext): Promise<void> {
  const panel = openPanel(button);
  await busy(panel, async () => {
    try {
      await callApi('POST', '/api/link/disconnect', { body: { instance: button.dataset.instance ?? 'default' } });
      await context.onChanged();
    } catch (error) {
      say(panel, sentenceOf(error));
    }
  });
}

/** No second click while the first is under way. */
async function busy(panel: HTMLElement, work: () => Promise<void>): Promise<void> {
  const buttons = [...panel.querySelectorAll('button')].filter((button) => !button.disabled);
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function waitFor(milliseconds: number, signal: AbortSignal, wake: EventTarget | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      wake?.removeEventListener('done', end);
      signal.removeEventListener('abort', end);
      resolve();
    }
    wake?.addEventListener('done', end);
    signal.addEventListener('abort', end);
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof Refusal && error.status === 401) return sentence('reload');
  return error instanceof Error && error.message !== '' ? error.message : sentence('failed');
}
