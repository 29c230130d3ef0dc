import type { VNode } from 'preact';

/** HTML that the sanitiser made (`src/macros/content/sanitise.ts`): the only kind that goes on a page as it is. */
export type SafeHtml = string & { readonly safe: unique symbol };

export interface ProseProps {
  readonly html: SafeHtml;
  /** Long texts start folded; Show more opens them without a script. */
  readonly long: boolean;
}

/** A description or README. The one place where HTML is not escaped. */
export function Prose({ html, long }: ProseProps): VNode {
  return (
    <div class={long ? 'prose-box foldable' : 'prose-box'}>
      <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      {long ? (
        <details class="fold">
          <summary>
            <span class="when-closed">Show more</span>
            <span class="when-open">Show less</span>
          </summary>
        </details>
      ) : null}
    </div>
  );
}
