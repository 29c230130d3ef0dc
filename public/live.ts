import { hearActions } from './actions.js';
import { tellAges } from './ages.js';
import { growWhileLinking } from './chip-room.js';
import { renewContent } from './content.js';
import { renewPictures } from './pictures.js';
import { copyRequests } from './request.js';
import { retryWhenDue } from './retry.js';
import { hearChanges } from './siblings.js';

/** What few frames need, so that it may be loaded only then. */
export interface Later {
  showMore(button: HTMLElement): void;
  sortList(button: HTMLElement): void;
  /** Only called where there is one. */
  drawDiagrams(): void;
}

/** Makes the buttons of a frame do what they say, and keeps it true while the page is open; to be called once the content is there. */
export function comeAlive({ showMore, sortList, drawDiagrams }: Later): void {
  hearActions({ renew: () => renewContent('person'), showMore, sortList });
  const draw = () => {
    if (document.querySelector('[data-diagram]')) drawDiagrams();
  };
  renewPictures();
  copyRequests();
  document.addEventListener('gitlab:content', draw);
  draw();
  hearChanges(() => void renewContent('news'));
  tellAges();
  retryWhenDue();
  growWhileLinking();
}
