import { callApi, Refusal } from './host.js';
import { sentence, useSentences, type SentenceName } from './sentences.js';

/** Why content is fetched: a person did something in this frame, or it happened elsewhere; or the frame is empty yet. */
export type Cause = 'person' | 'news' | 'first';

const PAUSES_MS = [1_000, 3_000];

let underWay: Promise<void> | undefined;
let waiting: Cause | undefined;

/**
 * Fetches `<main>` anew for who is looking now and puts it in place; the document itself is never reloaded, because the token in
 * its address has run out. Calls during a fetch end in one more fetch. Resolves also when there is nothing new.
 */
export function renewContent(cause: Cause): Promise<void> {
  if (underWay) {
    if (waiting !== 'person') waiting = cause;
    return underWay;
  }
  underWay = renewUntilDone(cause).finally(() => {
    underWay = undefined;
  });
  return underWay;
}

async function renewUntilDone(first: Cause): Promise<void> {
  for (let cause: Cause | undefined = first; cause; cause = waiting) {
    waiting = undefined;
    await renew(cause);
  }
}

async function renew(cause: Cause): Promise<void> {
  const main = document.querySelector<HTMLElement>('main[data-fragment]');
  if (!main) return;
  main.setAttribute('aria-busy', 'true');
  const next = await fetchMain(addressFor(main.dataset.fragment ?? '', cause)).catch(() => undefined);
  main.removeAttribute('aria-busy');
  if (next) replace(main, next, cause);
  else if (cause === 'person') announce(sentence('notLoaded'));
}

/** What nobody in particular wishes for says so: it may be told what failed a moment ago. */
export function addressFor(fragment: string, cause: Cause): string {
  return cause === 'person' ? fragment : `${fragment}${fragment.includes('?') ? '&' : '?'}cause=${cause}`;
}

/** The `<main>` at an address of ours. Rejects once it was tried three times, or is refused for good. */
export async function fetchMain(path: string): Promise<HTMLElement | undefined> {
  for (const pause of [...PAUSES_MS, undefined]) {
    try {
      const template = document.createElement('template');
      template.innerHTML = htmlOf(await callApi('GET', path));
      takeSpeech(template.content.querySelector('[data-speech]')?.textContent);
      return template.content.querySelector<HTMLElement>('main') ?? undefined;
    } catch (error) {
      const lasting = error instanceof Refusal && error.status < 500 && error.status !== 429;
      if (lasting || pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return undefined;
}

/** The HTML is our own server's: by itself, or in JSON where the host carries nothing else. */
function htmlOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'html' in answer) return String(answer.html);
  return String(answer);
}

/** Puts a `<main>` in the place of another and tells the frame; what a reader has opened stays open. */
export function placeContent(main: HTMLElement, next: HTMLElement): void {
  const opened = main.querySelector('details.folded-card[open]');
  if (opened) next.querySelector('details.folded-card')?.setAttribute('open', '');
  main.replaceWith(next);
  document.dispatchEvent(new Event('gitlab:content'));
}

function replace(main: HTMLElement, next: HTMLElement, cause: Cause): void {
  placeContent(main, next);
  if (cause !== 'person') return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  const outcome = SENTENCES[next.dataset.outcome ?? ''];
  announce(outcome ? sentence(outcome) : '');
}

const SENTENCES: Readonly<Record<string, SentenceName>> = { shown: 'shown', connect: 'connect', reconnect: 'reconnect', 'no-access': 'noAccess', unavailable: 'unavailable' };

/** What comes before content in another language than the page's. A page that has more than content of the server's keeps its own. */
interface Speech {
  readonly language: string;
  readonly direction: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly sentences: Readonly<Record<string, string>>;
}

function takeSpeech(text: string | null | undefined): void {
  if (!text || document.querySelector('[data-interactive]')) return;
  const { language, direction, locale, timeZone, sentences } = JSON.parse(text) as Speech;
  const root = document.documentElement;
  root.lang = language;
  root.dir = direction;
  Object.assign(root.dataset, { locale, zone: timeZone });
  useSentences(sentences);
}

/** Has a screen reader say something. */
export function announce(text: string): void {
  const line = document.querySelector<HTMLElement>('[data-announce]');
  if (line) line.textContent = text;
}
