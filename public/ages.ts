import { tellClocks } from './clocks.js';

const MINUTE_MS = 60_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps what a frame says of its own age true while the page is open. */
export function tellAges(): void {
  document.addEventListener('gitlab:content', begin);
  begin();
}

/** Whoever has been away looks at an old page: it counts from when it was drawn, by this browser's own clock. */
function begin(): void {
  clearInterval(timer);
  tellClocks();
  const drawnAt = Date.now();
  timer = setInterval(() => {
    for (const line of document.querySelectorAll<HTMLElement>('[data-age]')) {
      const words = sentence(line.dataset.words ?? '', Number(line.dataset.age) + Date.now() - drawnAt);
      // A chip has room for it only where somebody points at it.
      if (line.dataset.title === undefined) line.textContent = words;
      else line.title = `${line.dataset.title} (${words})`;
    }
  }, MINUTE_MS / 2);
}

/** `{ago}` becomes `3 minutes ago` in the viewer's way. */
function sentence(words: string, age: number): string {
  const minutes = Math.floor(age / MINUTE_MS);
  const { lang, dataset } = document.documentElement;
  const format = new Intl.RelativeTimeFormat(dataset.locale ?? lang, { numeric: 'always' });
  return words.replace('{ago}', minutes < 60 ? format.format(-minutes, 'minute') : format.format(-Math.floor(minutes / 60), 'hour'));
}
