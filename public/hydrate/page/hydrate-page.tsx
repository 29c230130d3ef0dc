import { hydrate, type ComponentType } from 'preact';
import type { PageData } from '../../../views/parts/interactive.js';
import { Speaking } from '../../../views/words/context.js';
import { createWords, type Messages } from '../../../views/words/words.js';
import { connectHost } from '../../bridge.js';
import { useHost } from '../../host.js';
import { learnListener } from '../../learn.js';
import { useListener } from '../../listener.js';
import { followTheme } from '../../theming.js';

useHost(connectHost);

/** Brings a page to life that the server rendered by `Interactive` from the same view and the same properties. */
export function hydratePage<Props extends object>(View: ComponentType<Props>): void {
  const root = document.querySelector('[data-interactive]');
  const text = document.querySelector('#page-data')?.textContent;
  if (!root || !text) throw new Error('This page holds nothing to bring to life.');
  // Ours: the server wrote it from the types that are named here.
  const { props, speech } = JSON.parse(text) as PageData<Props>;
  const words = createWords({ ...speech, messages: speech.messages as Messages });
  hydrate(
    <Speaking.Provider value={words}>
      <View {...props} />
    </Speaking.Provider>,
    root,
  );
  followTheme().catch(() => undefined);
  learnListener(useListener).catch(() => undefined);
}
