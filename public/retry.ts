import { renewContent } from './content.js';

const MOST_TRIES = 6;

let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks again by itself when the content says when: a few times, ever later, and only while the page is looked at. */
export function retryWhenDue(): void {
  document.addEventListener('gitlab:content', schedule);
  document.addEventListener('visibilitychange', schedule);
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  const seconds = Number(document.querySelector<HTMLElement>('main')?.dataset.retryAfter);
  if (!seconds) tries = 0;
  if (!seconds || tries >= MOST_TRIES || document.hidden) return;
  // Many frames of a page wait for the same moment: spread them.
  const pause = seconds * 1_000 * 2 ** tries * (1 + Math.random() / 5);
  timer = setTimeout(() => {
    tries += 1;
    void renewContent('news');
  }, pause);
}
