import { callApi, Refusal } from './host.js';

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
  else if (cause === 'person') announce('This could not be loaded. Reload the page.');
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

function replace(main: HTMLElement, next: HTMLElement, cause: Cause): void {
  main.replaceWith(next);
  document.dispatchEvent(new Event('gitlab:content'));
  if (cause !== 'person') return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  announce(SENTENCES[next.dataset.outcome ?? ''] ?? '');
}

const SENTENCES: Readonly<Record<string, string>> = {
  shown: 'The content from GitLab is shown.',
  connect: 'GitLab is not connected.',
  reconnect: 'GitLab needs to be connected again.',
  'no-access': 'Your GitLab account can’t see this.',
  unavailable: 'GitLab is not available now.',
};

/** Has a screen reader say a sentence. */
export function announce(sentence: string): void {
  const line = document.querySelector<HTMLElement>('[data-announce]');
  if (line) line.textContent = sentence;
}
