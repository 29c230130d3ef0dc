import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Speaking } from '../../views/words/context.js';
import type { Words } from '../../views/words/words.js';

/** A view's HTML, said in those words. */
export function renderIn(words: Words, view: VNode): string {
  return renderToString(h(Speaking.Provider, { value: words, children: view }));
}

/** What is drawn when it is rendered, so that the view may ask in which words. */
export function viewOf<Props extends object>(View: (props: Props) => VNode, props: Props): VNode {
  return h(View, props) as VNode;
}
