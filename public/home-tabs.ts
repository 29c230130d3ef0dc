/** Where the arrow keys lead, one tab after the other and around: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Outlives the content, which is put in place anew. */
let chosen: string | undefined;

export function hearTabs(): void {
  document.addEventListener('click', ({ target }) => {
    const tab = target instanceof Element ? target.closest<HTMLElement>('[role="tab"]') : null;
    if (tab) choose(tab);
  });
  document.addEventListener('keydown', (event) => {
    const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="tab"]') : null;
    const next = tab && followed(tab, event.key);
    if (!next) return;
    event.preventDefault();
    choose(next);
    next.focus();
  });
  document.addEventListener('gitlab:content', () => {
    const tab = allTabs().find(({ dataset }) => dataset.tab === chosen);
    if (tab) choose(tab);
  });
}

function followed(tab: HTMLElement, key: string): HTMLElement | undefined {
  const tabs = allTabs();
  if (key === 'Home') return tabs[0];
  if (key === 'End') return tabs.at(-1);
  const step = (STEPS[key] ?? 0) * (getComputedStyle(tab).direction === 'rtl' ? -1 : 1);
  return step === 0 ? undefined : tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
}

function choose(tab: HTMLElement): void {
  chosen = tab.dataset.tab;
  for (const one of allTabs()) {
    const isChosen = one === tab;
    one.setAttribute('aria-selected', String(isChosen));
    one.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(one.getAttribute('aria-controls') ?? '');
    if (panel) panel.hidden = !isChosen;
  }
  document.dispatchEvent(new Event('gitlab:tab'));
}

function allTabs(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[role="tab"]')];
}
