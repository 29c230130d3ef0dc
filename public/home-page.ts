import { hearCopying } from './home-copy.js';
import { hearOwnData } from './home-data.js';
import { hearEmbeds } from './home-embeds.js';
import { hearFilter } from './home-filter.js';
import { hearTabs } from './home-tabs.js';

/** Makes the tabs, filters and buttons of the GitLab page do what they say, whenever its content comes anew. */
export function bringHomeToLife(): void {
  hearTabs();
  hearFilter();
  hearCopying();
  hearOwnData();
  hearEmbeds();
}
