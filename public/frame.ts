import { fitBlock } from './block-size.js';
import { growWhileLinking } from './chip-room.js';
import { renewContent } from './content.js';
import { handleLinkAction, type LinkContext } from './link.js';
import { renewPictures } from './pictures.js';
import { retryWhenDue } from './retry.js';
import { hearChanges, tellChange } from './siblings.js';
import { followTheme } from './theming.js';

/** The script of every frame: what its buttons do, and how it stays true while the page is open. The content is there already. */

const linking: LinkContext = {
  onChanged() {
    tellChange();
    return renewContent('person');
  },
};

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
  const action = button?.dataset.action;
  if (!button || !action) return;
  if (action === 'retry') void renewContent('person');
  else if (action === 'more') import('./more.js').then(({ showMore }) => showMore(button), () => undefined);
  else handleLinkAction(action, button, linking);
});

document.addEventListener('keydown', ({ key, target }) => {
  if (key !== 'Enter' || !(target instanceof Element) || !target.matches('[data-link-code]')) return;
  target.closest('.link-confirm')?.querySelector<HTMLElement>('[data-action="confirm"]')?.click();
});

/** Loads what draws diagrams only where there is one. */
function drawDiagrams(): void {
  if (document.querySelector('[data-diagram]')) import('./diagrams.js').then((diagrams) => diagrams.drawDiagrams(), () => undefined);
}

renewPictures();
document.addEventListener('gitlab:content', drawDiagrams);
drawDiagrams();
hearChanges(() => void renewContent('news'));
retryWhenDue();
fitBlock();
growWhileLinking();
followTheme().catch(() => undefined);
