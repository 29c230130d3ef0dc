import { fitBlock } from './block-size.js';
import { connectHost } from './bridge.js';
import { useHost } from './host.js';
import { learnListener } from './learn.js';
import { comeAlive } from './live.js';
import { speakTo } from './speech.js';
import { followTheme } from './theming.js';

/** The script of every frame in a page of Connect's. The content is there already. */

useHost(connectHost);
fitBlock();
comeAlive({
  showMore: (button) => void import('./more.js').then((more) => more.showMore(button), () => undefined),
  sortList: (button) => void import('./sort.js').then((sort) => sort.sortList(button), () => undefined),
  drawDiagrams: () => void import('./diagrams.js').then((diagrams) => diagrams.drawDiagrams(), () => undefined),
});
followTheme().catch(() => undefined);
learnListener(speakTo).catch(() => undefined);
