import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

/** HTML that the sanitiser made (`src/macros/content/sanitise.ts`): the only kind that goes on a page as it is. */
export type SafeHtml = string & { readonly safe: unique symbol };

export interface ProseProps {
  readonly html: SafeHtml;
  /** Long texts start folded; Show more opens them without a script. */
  readonly long: boolean;
}

/** A description or README. The one place where HTML is not escaped. */
export function Prose({ html, long }: ProseProps): VNode {
  const words = useWords();
  return (
    <div class={long ? 'prose-box foldable' : 'prose-box'}>
      <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      {long ? (
        <details class="fold">
          <summary>
            <span class="when-closed">{words.say('cards.showMore')}</span>
            <span class="when-open">{words.say('cards.showLess')}</span>
          </summary>
        </details>
      ) : null}
    </div>
  );
}
