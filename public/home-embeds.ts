import { callApi, Refusal } from './host.js';
import { saveFile } from './save-file.js';

/** Nobody wants an answer for each letter. */
const PAUSE_MS = 300;

/** Outlives the content of the page, which is put in place anew. */
let opened: HTMLDetailsElement | undefined;
let typing: ReturnType<typeof setTimeout> | undefined;
/** An answer that comes after a later one was asked for is dropped. */
let asked = 0;

/** Lists what the macros of a space show, for those who look after it. */
export function hearEmbeds(): void {
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open && target.dataset.embedsOpen !== undefined && target !== opened) void open(target, target.dataset.embedsOpen);
    },
    // This event does not rise.
    { capture: true },
  );
  document.addEventListener('gitlab:content', () => {
    const anew = document.querySelector<HTMLElement>('[data-embeds-open]');
    if (opened && anew && anew !== opened) anew.replaceWith(opened);
  });
  document.addEventListener('input', ({ target }) => {
    const list = target instanceof Element && target.closest('[data-embeds-filter]') ? listOf(target) : undefined;
    if (!list) return;
    clearTimeout(typing);
    typing = setTimeout(() => void filter(list), PAUSE_MS);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('[data-embeds-filter], [data-embeds-other]')) return;
    event.preventDefault();
    const list = listOf(form);
    if (list) void (form.matches('[data-embeds-other]') ? showSpace(list, form) : filter(list));
  });
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('[data-embeds-more], [data-embeds-file]') : null;
    const list = button && listOf(button);
    if (list) void (button.dataset.embedsMore === undefined ? act(list, button, download) : act(list, button, addRows));
  });
}

const listOf = (within: Element) => within.closest<HTMLElement>('[data-embeds]') ?? undefined;
const placeOf = (list: HTMLElement) => list.querySelector<HTMLElement>('[data-embeds-rows]');

async function open(section: HTMLDetailsElement, address: string): Promise<void> {
  opened = section;
  const place = section.querySelector('[data-embeds-place]');
  const line = section.querySelector<HTMLElement>('[data-embeds-waiting]');
  try {
    place?.replaceChildren(await fetchHtml(address));
  } catch (error) {
    opened = undefined;
    if (line) line.textContent = sentenceFor(error, line.dataset.sayFailed);
  }
}

/** The whole list anew, for a space that was named by its key. */
async function showSpace(list: HTMLElement, form: HTMLFormElement): Promise<void> {
  try {
    list.replaceWith(await fetchHtml(`${list.dataset.embeds ?? ''}?${queryOf(form)}`));
  } catch (error) {
    say(list, sentenceFor(error, list.dataset.sayFailed));
  }
}

async function filter(list: HTMLElement): Promise<void> {
  const mine = ++asked;
  try {
    const rows = await fetchHtml(rowsAddress(list));
    if (mine !== asked) return;
    placeOf(list)?.replaceChildren(rows);
    say(list, '');
  } catch (error) {
    if (mine === asked) say(list, sentenceFor(error, list.dataset.sayFailed));
  }
}

/** Puts the next rows behind those that are there; the focus goes to the first of them. */
async function addRows(list: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const mine = asked;
  const next = await fetchHtml(`${rowsAddress(list)}&after=${encodeURIComponent(button.dataset.embedsMore ?? '')}`);
  if (mine !== asked) return;
  const rows = [...next.querySelectorAll<HTMLElement>('[data-embeds-list] > *')];
  const known = placeOf(list)?.querySelector('[data-embeds-list]');
  if (!known) return placeOf(list)?.replaceChildren(next);
  known.append(...rows);
  const further = next.querySelector('[data-embeds-more]');
  if (further) button.replaceWith(further);
  else button.remove();
  rows[0]?.querySelector('a')?.focus();
}

async function download(list: HTMLElement): Promise<void> {
  const { name, csv, cut } = (await callApi('GET', `${list.dataset.embeds ?? ''}/file?${queryOf(formOf(list))}`)) as { name: string; csv: string; cut: boolean };
  saveFile(name, 'text/csv', csv);
  say(list, cut ? list.dataset.sayCut : list.dataset.saySaved);
}

/** One at a time. */
async function act(list: HTMLElement, button: HTMLButtonElement, work: (list: HTMLElement, button: HTMLButtonElement) => Promise<void>): Promise<void> {
  if (button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  try {
    await work(list, button);
  } catch (error) {
    say(list, sentenceFor(error, list.dataset.sayFailed));
  } finally {
    button.ariaDisabled = null;
  }
}

const formOf = (list: HTMLElement) => list.querySelector<HTMLFormElement>('[data-embeds-filter]');
const rowsAddress = (list: HTMLElement) => `${list.dataset.embeds ?? ''}?rows=1&${queryOf(formOf(list))}`;

function queryOf(form: HTMLFormElement | null): string {
  const values = form ? [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]) : [];
  return new URLSearchParams(values.filter(([, value]) => value !== '')).toString();
}

/** The HTML is our own server's. */
async function fetchHtml(address: string): Promise<DocumentFragment> {
  const { html } = (await callApi('GET', address)) as { html: string };
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

/** What the server says to a person it says in their language. */
function sentenceFor(error: unknown, failed: string | undefined): string {
  return error instanceof Refusal && error.status === 403 ? error.message : (failed ?? '');
}

function say(list: HTMLElement, sentence: string | undefined): void {
  const line = list.querySelector<HTMLElement>('[data-embeds-message]');
  if (line) line.textContent = sentence ?? '';
}
