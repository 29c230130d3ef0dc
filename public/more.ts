import { announce, fetchMain, renewContent } from './content.js';
import { sentence } from './sentences.js';

/**
 * Loads the next page of a list below the rows that are there, which stay as they are; reading goes on at the first new row.
 * Where the viewer may see the list no longer, the whole content is fetched anew.
 */
export async function showMore(button: HTMLElement): Promise<void> {
  const main = button.closest('main');
  const rows = main?.querySelector<HTMLElement>('[data-rows]');
  if (!main || !rows || button.ariaDisabled === 'true') return;
  // A disabled button would lose the focus.
  button.ariaDisabled = 'true';
  say(main, sentence('loading'));
  const next = await fetchMain(button.dataset.more ?? '').catch(() => undefined);
  button.ariaDisabled = null;
  // The content may have been renewed meanwhile, and this page be part of nothing.
  if (!main.isConnected) return;
  const outcome = next?.dataset.outcome;
  if (!next || outcome === 'unavailable' || outcome === 'unsupported') return say(main, sentence('noMore'));
  if (outcome !== 'shown') return renewContent('person');
  append(main, rows, next);
}

function append(main: HTMLElement, rows: HTMLElement, next: HTMLElement): void {
  const added = [...next.querySelectorAll<HTMLElement>('[data-rows] > tr')];
  rows.append(...added);
  // A renewal that is due would take the new rows away again.
  delete main.dataset.retryAfter;
  document.dispatchEvent(new Event('gitlab:content'));
  const foot = next.querySelector('[data-list-more]');
  if (foot) main.querySelector('[data-list-more]')?.replaceWith(foot);
  const all = rows.childElementCount;
  const text = added.length === 0 ? sentence('allRows') : sentence('moreRows', { added: added.length, all });
  (added[0]?.querySelector<HTMLElement>('a') ?? main.querySelector<HTMLElement>('[data-action="more"]'))?.focus();
  announce(text);
  say(main, added.length === 0 ? text : '');
}

function say(main: HTMLElement, text: string): void {
  const line = main.querySelector<HTMLElement>('[data-more-message]');
  if (line) line.textContent = text;
  if (text !== '') announce(text);
}
