import { fitBlock } from './block-size.js';
import { connectHost } from './bridge.js';
import { useHost } from './host.js';
import { comeAlive } from './live.js';
import { followTheme } from './theming.js';

/** The script of every frame in a page of Connect's. The content is there already. */

useHost(connectHost);
fitBlock();
comeAlive({
  showMore: (button) => void import('./more.js').then((more) => more.showMore(button), () => undefined),
  drawDiagrams: () => void import('./diagrams.js').then((diagrams) => diagrams.drawDiagrams(), () => undefined),
});
followTheme().catch(() => undefined);
