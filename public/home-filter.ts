/** What was chosen, by the names of the form's fields. It outlives the content, which is put in place anew. */
let wanted: Readonly<Record<string, string>> = {};

let speaking: ReturnType<typeof setTimeout> | undefined;
/** Nobody wants to hear a number for each letter. */
const PAUSE_MS = 400;

/** Filters the rows that are on the page, and their counts. */
export function hearFilter(): void {
  document.addEventListener('input', ({ target }) => {
    const form = target instanceof Element ? target.closest<HTMLFormElement>('[data-filter]') : null;
    if (!form) return;
    wanted = valuesOf(form);
    apply();
    speakSoon();
  });
  document.addEventListener('submit', (event) => {
    if (event.target instanceof Element && event.target.matches('[data-filter]')) event.preventDefault();
  });
  document.addEventListener('reset', ({ target }) => {
    if (!(target instanceof HTMLFormElement) || !target.matches('[data-filter]')) return;
    wanted = {};
    target.querySelector('input')?.focus();
    apply();
    speakSoon();
  });
  document.addEventListener('gitlab:tab', () => {
    if (isFiltered()) speakSoon();
  });
  document.addEventListener('gitlab:content', () => {
    if (!isFiltered()) return;
    fillIn();
    apply();
  });
}

function valuesOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
}

const isFiltered = () => Object.values(wanted).some((value) => value !== '');

function apply(): void {
  for (const panel of document.querySelectorAll<HTMLElement>('[data-panel]')) {
    const rows = rowsOf(panel);
    for (const row of rows) row.hidden = !fits(row);
    const shown = rows.filter((row) => !row.hidden).length;
    panel.querySelector('[data-nothing]')?.toggleAttribute('hidden', shown > 0 || rows.length === 0);
    const count = document.querySelector<HTMLElement>(`[data-tab="${panel.dataset.panel ?? ''}"] [data-count]`);
    if (count) count.textContent = isFiltered() ? new Intl.NumberFormat(document.documentElement.lang).format(shown) : (count.dataset.count ?? '');
  }
  document.querySelector('[data-clear]')?.toggleAttribute('hidden', !isFiltered());
}

function fits(row: HTMLElement): boolean {
  const { project = '', kind = '', state = '', text = '' } = wanted;
  const words = (row.textContent ?? '').toLocaleLowerCase();
  return (project === '' || row.dataset.project === project)
    && (kind === '' || row.dataset.kind === kind)
    && (state === '' || row.dataset.state === state)
    && text.toLocaleLowerCase().split(/\s+/).every((word) => words.includes(word));
}

/** A project that is there no more can't be filtered by. */
function fillIn(): void {
  const form = document.querySelector<HTMLFormElement>('[data-filter]');
  for (const field of form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select') ?? []) field.value = wanted[field.name] ?? '';
  if (form) wanted = valuesOf(form);
}

function speakSoon(): void {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const line = document.querySelector<HTMLElement>('[data-work-message]');
    const panel = document.querySelector<HTMLElement>('[data-panel]:not([hidden])');
    const sentence = document.querySelector<HTMLElement>('[data-work]')?.dataset.sayShown ?? '';
    if (!line || !panel) return;
    const rows = rowsOf(panel);
    const shown = rows.filter((row) => !row.hidden).length;
    line.textContent = isFiltered() ? sentence.replace('{shown}', String(shown)).replace('{all}', String(rows.length)) : '';
  }, PAUSE_MS);
}

function rowsOf(panel: HTMLElement): HTMLElement[] {
  return [...panel.querySelectorAll<HTMLElement>('[data-row]')];
}
