import { announce, fetchMain, placeContent, renewContent } from './content.js';

/**
 * Has the server sort a list anew and shows it in place of the old one; whoever pressed stays where they were. Where the viewer may
 * see the list no longer, the whole content is fetched anew; where GitLab can't be asked, the list stays as it was.
 */
export async function sortList(button: HTMLElement): Promise<void> {
  const main = button.closest('main');
  if (!main || main.ariaBusy === 'true') return;
  main.ariaBusy = 'true';
  const next = await fetchMain(button.dataset.address ?? '').catch(() => undefined);
  main.ariaBusy = null;
  // The content may have been renewed meanwhile.
  if (!main.isConnected) return;
  const outcome = next?.dataset.outcome;
  if (!next || outcome === 'unavailable' || outcome === 'unsupported') return tellFailure(main);
  if (outcome !== 'shown') return renewContent('person');
  placeContent(main, next);
  const pressed = next.querySelector<HTMLElement>(`[data-column="${button.dataset.column ?? ''}"]`);
  pressed?.focus({ preventScroll: true });
  announce(pressed?.dataset.said ?? '');
}

function tellFailure(main: HTMLElement): void {
  const line = main.querySelector<HTMLElement>('[data-more-message]');
  const sentence = line?.dataset.failed ?? '';
  if (line) line.textContent = sentence;
  announce(sentence);
}
