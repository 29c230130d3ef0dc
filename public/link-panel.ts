import { sentence } from './sentences.js';

/** What a panel held before linking began, to be put back when it ends without a link. */
const before = new WeakMap<HTMLElement, string>();

/** The element that a button's linking shows its steps in: the region around it, or the page's content. */
export function openPanel(button: HTMLElement): HTMLElement {
  const panel = button.closest<HTMLElement>('[data-link-region]') ?? button.closest<HTMLElement>('main') ?? document.body;
  if (panel.matches('[data-link-region]') && !before.has(panel)) before.set(panel, panel.innerHTML);
  return panel;
}

/** The panel, or the one that has taken its place when the content was fetched anew; undefined when nothing invites any more. */
export function placeOf(panel: HTMLElement): HTMLElement | undefined {
  return panel.isConnected ? panel : (document.querySelector<HTMLElement>('[data-link-region]') ?? undefined);
}

/** Puts a text where screen readers announce it. */
export function say(panel: HTMLElement, text: string): void {
  lineOf(panel).textContent = text;
}

/** Shows what the server wrote for this step and moves the focus there. The HTML is our own server's. */
export function showPanel(panel: HTMLElement, html: string): void {
  panel.innerHTML = html;
  focusIn(panel);
}

/** Back to the invitation, with a sentence about why. */
export function restore(panel: HTMLElement, text: string): void {
  const html = before.get(panel);
  if (html !== undefined) {
    panel.innerHTML = html;
    panel.querySelector<HTMLElement>('[data-action]')?.focus();
  }
  say(panel, text);
}

/**
 * A plain link to the same, in a tab of its own: because no popup answers, or because frames can't have one and the tab is just
 * being opened.
 */
export function showFallback(panel: HTMLElement, url: string, why: 'no-window' | 'tab'): void {
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.textContent = sentence(why === 'tab' ? 'tabAgain' : 'newTab');
  const [before = '', after = ''] = sentence(why === 'tab' ? 'inTab' : 'noWindow').split('{link}');
  lineOf(panel).replaceChildren(before, link, after);
}

function lineOf(panel: HTMLElement): HTMLElement {
  const known = panel.querySelector<HTMLElement>('[data-link-message]');
  if (known) return known;
  const line = document.createElement('p');
  line.className = 'link-message';
  line.dataset.linkMessage = '';
  line.setAttribute('role', 'status');
  panel.append(line);
  return line;
}

function focusIn(panel: HTMLElement): void {
  const target = panel.querySelector<HTMLElement>('[data-link-focus]');
  if (!target) return;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'nearest' });
}
