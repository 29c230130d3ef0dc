import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Speaking } from '../../views/words/context.js';
import { createLanguages } from '../../src/words/languages.js';

export const languages = createLanguages();

/** British English, in UTC. */
export const english = languages.wordsFor({});

/** A view's HTML as an English reader gets it. */
export function inEnglish(view: VNode): string {
  return renderToString(h(Speaking.Provider, { value: english, children: view }));
}
