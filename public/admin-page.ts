import { hearAdminFiles } from './admin-files.js';
import { announce } from './content.js';
import { hearEmbeds } from './home-embeds.js';
import { callApi } from './host.js';
import { hearTabs } from './home-tabs.js';

/** Makes the tabs and forms of the configure page do what they say. */
export function bringConfigureToLife(): void {
  if (!document.querySelector('[data-section]')) return;
  hearTabs();
  hearEmbeds();
  hearConfiguring();
}

/** What the page has besides what it shares with the GitLab page. */
export function hearConfiguring(): void {
  hearForms();
  hearAdminFiles();
  document.addEventListener('gitlab:tab', loadShown);
}

/** A tab's content is fetched when it is opened first. */
function loadShown(): void {
  const panel = document.querySelector<HTMLElement>('[data-section]:not([hidden])');
  if (!panel || panel.childElementCount > 0 || panel.ariaBusy === 'true') return;
  void load(panel, '');
}

async function load(panel: HTMLElement, query: string): Promise<void> {
  panel.ariaBusy = 'true';
  if (panel.childElementCount === 0) panel.textContent = panel.dataset.sayLoading ?? '';
  try {
    place(panel, await callApi('GET', `/api/configure/${panel.dataset.section ?? ''}${query}`));
  } catch (error) {
    // The next opening tries again; what was there before a filter stays.
    if (panel.childElementCount === 0) panel.replaceChildren();
    say(error);
  } finally {
    panel.ariaBusy = null;
  }
}

/** Whoever pressed a button that is gone with the old rows goes on at the new ones. */
async function loadAnew(panel: HTMLElement, query: string): Promise<void> {
  await load(panel, query);
  if (!panel.contains(document.activeElement)) panel.focus();
}

function hearForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const panel = form.closest<HTMLElement>('[data-section]');
    if (!panel) return;
    event.preventDefault();
    if (form.dataset.adminForm !== undefined) void send(form, form.dataset.adminForm, panel);
    else if (form.dataset.adminFilter !== undefined) void loadAnew(panel, `?${new URLSearchParams(fieldsOf(form) as Record<string, string>).toString()}`);
  });
  // A page further in a list, by the filters that it was asked for with.
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-admin-more]') : null;
    const panel = button?.closest<HTMLElement>('[data-section]');
    if (button && panel) void loadAnew(panel, button.dataset.adminMore ?? '');
  });
}

/** One at a time; what goes wrong is told in the form. */
async function send(form: HTMLFormElement, action: string, panel: HTMLElement): Promise<void> {
  if (form.ariaBusy === 'true') return;
  form.ariaBusy = 'true';
  const problem = form.querySelector<HTMLElement>('[data-form-problem]');
  if (problem) problem.textContent = '';
  try {
    const answer = await callApi('POST', `/api/configure/${action}`, { body: fieldsOf(form) });
    place(panel, answer);
    (panel.querySelector<HTMLElement>('[data-focus]') ?? panel.querySelector<HTMLElement>('.admin-said'))?.focus();
  } catch (error) {
    if (problem) problem.textContent = error instanceof Error ? error.message : String(error);
  } finally {
    form.ariaBusy = null;
  }
}

/** Each field as text; several of one name, which say so by `data-many`, as a list. */
function fieldsOf(form: HTMLFormElement): Record<string, string | string[]> {
  const data = new FormData(form);
  const many = new Set([...form.querySelectorAll<HTMLInputElement>('[data-many]')].map(({ name }) => name));
  const text = (value: FormDataEntryValue) => (typeof value === 'string' ? value : '');
  const names = new Set([...data.keys(), ...many]);
  return Object.fromEntries([...names].map((name) => [name, many.has(name) ? data.getAll(name).map(text) : text(data.get(name) ?? '')]));
}

function place(panel: HTMLElement, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('html' in answer)) return;
  panel.innerHTML = String(answer.html);
  tell('');
  // The part itself shows it.
  if ('say' in answer) announce(String(answer.say));
  document.dispatchEvent(new Event('gitlab:section'));
}

function say(what: unknown): void {
  const text = what instanceof Error ? what.message : String(what);
  tell(text);
  announce(text);
}

function tell(text: string): void {
  const line = document.querySelector<HTMLElement>('[data-admin-message]');
  if (line) line.textContent = text;
}
