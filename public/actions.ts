import { handleLinkAction, type LinkContext } from './link.js';
import { tellChange } from './siblings.js';

/** What the page around a drawn macro does for its buttons. */
export interface Actions {
  /** Fetches anew what the viewer may see. */
  renew(): void | Promise<void>;
  showMore(button: HTMLElement): void;
  sortList(button: HTMLElement): void;
}

/** Makes the buttons of a drawn macro do what they say, and those of the panels that invite to connect. */
export function hearActions({ renew, showMore, sortList }: Actions): void {
  const linking: LinkContext = {
    onChanged() {
      tellChange();
      return renew();
    },
  };
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
    const action = button?.dataset.action;
    if (!button || !action) return;
    if (action === 'retry') void renew();
    else if (action === 'more') showMore(button);
    else if (action === 'sort') sortList(button);
    else handleLinkAction(action, button, linking);
  });
  document.addEventListener('keydown', ({ key, target }) => {
    if (key !== 'Enter' || !(target instanceof Element) || !target.matches('[data-link-code]')) return;
    target.closest('.link-confirm')?.querySelector<HTMLElement>('[data-action="confirm"]')?.click();
  });
}
