import { growWhileLinking } from './chip-room.js';
import { renewContent } from './content.js';
import { handleLinkAction, type LinkContext } from './link.js';
import { renewPictures } from './pictures.js';
import { retryWhenDue } from './retry.js';
import { hearChanges, tellChange } from './siblings.js';

/** What few frames need, so that it may be loaded only then. */
export interface Later {
  showMore(button: HTMLElement): void;
  /** Only called where there is one. */
  drawDiagrams(): void;
}

/** Makes the buttons of a frame do what they say, and keeps it true while the page is open; to be called once the content is there. */
export function comeAlive({ showMore, drawDiagrams }: Later): void {
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
    else if (action === 'more') showMore(button);
    else handleLinkAction(action, button, linking);
  });
  document.addEventListener('keydown', ({ key, target }) => {
    if (key !== 'Enter' || !(target instanceof Element) || !target.matches('[data-link-code]')) return;
    target.closest('.link-confirm')?.querySelector<HTMLElement>('[data-action="confirm"]')?.click();
  });
  const draw = () => {
    if (document.querySelector('[data-diagram]')) drawDiagrams();
  };
  renewPictures();
  document.addEventListener('gitlab:content', draw);
  draw();
  hearChanges(() => void renewContent('news'));
  retryWhenDue();
  growWhileLinking();
}
