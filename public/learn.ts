import { bridge, withTimeout, type Bridge } from './bridge.js';
import type { Listener } from './listener.js';
import { sentence } from './sentences.js';

const NAME = 'gitlab-for-confluence.listener';
const FRESH_MS = 60_000;
const ANSWER_MS = 10_000;

interface Learned extends Listener {
  /** Whom it is about: people take turns at a browser. */
  readonly viewer: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Calls back with how the viewer reads: at once where a frame of theirs has learned it in this browser, and after Confluence was
 * asked. Of the frames of a page one asks and the others hear what it has learned. Does nothing where Confluence does not tell.
 */
export async function learnListener(onLearned: (listener: Listener) => void): Promise<void> {
  const before = recall();
  if (before) onLearned(before);
  if (isFresh(before)) return;
  const host = await bridge();
  await inTurn(async () => {
    const meanwhile = recall();
    const listener = meanwhile && isFresh(meanwhile) ? meanwhile : await ask(host);
    if (!listener) return;
    if (listener !== meanwhile) keep(listener);
    if (listener.locale !== before?.locale || listener.zone !== before.zone) onLearned(listener);
  });
}

const isFresh = (learned: Learned | undefined) => learned !== undefined && Date.now() - learned.at < FRESH_MS;

async function ask({ user }: Bridge): Promise<Listener | undefined> {
  if (!user) return undefined;
  const answers = Promise.all([new Promise<string>((resolve) => user.getLocale(resolve)), new Promise<string>((resolve) => user.getTimeZone(resolve))]);
  const [locale, zone] = await withTimeout(answers, ANSWER_MS, sentence('silent'));
  return { locale, zone };
}

/** Frames of ours share locks as they share storage. */
async function inTurn(work: () => Promise<void>): Promise<void> {
  await ('locks' in navigator ? navigator.locks.request(NAME, work) : work());
}

function recall(): Learned | undefined {
  try {
    const learned = JSON.parse(localStorage.getItem(NAME) ?? '') as Learned;
    return learned.viewer === viewer() ? learned : undefined;
  } catch {
    return undefined;
  }
}

function keep({ locale, zone }: Listener): void {
  try {
    localStorage.setItem(NAME, JSON.stringify({ viewer: viewer(), locale, zone, at: Date.now() } satisfies Learned));
  } catch {
    // No storage here: every frame asks.
  }
}

/** As the token in this frame's address names them: it tells one from another here, and proves nothing. */
function viewer(): string {
  const claims = new URLSearchParams(location.search).get('jwt')?.split('.')[1] ?? '';
  const { iss, sub } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { iss?: string; sub?: string };
  return `${iss} ${sub}`;
}
