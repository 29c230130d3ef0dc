import type { VNode } from 'preact';

/** What a piece of code is; each has a colour in `public/code.css`. */
export type TokenKind =
  | 'comment'
  | 'keyword'
  | 'string'
  | 'number'
  | 'function'
  | 'name'
  | 'attribute'
  | 'punctuation'
  | 'inserted'
  | 'deleted';

export interface CodeSpan {
  readonly text: string;
  readonly kind?: TokenKind;
}

/** One line of a file, without its line break. */
export type CodeLine = readonly CodeSpan[];

export interface CodeProps {
  /** Number of the first line, from 1; undefined where nobody knows it. */
  readonly firstLine: number | undefined;
  readonly lines: readonly CodeLine[];
  /** Names the region for those who can't see it. */
  readonly label: string;
}

/** Lines of a file with their numbers; the numbers are no part of what a reader selects and copies. */
export function Code({ firstLine, lines, label }: CodeProps): VNode {
  return (
    <div class="code" role="region" aria-label={label} tabIndex={0} dir="ltr">
      {firstLine === undefined ? null : (
        <pre class="code-numbers" aria-hidden="true">
          {lines.map((_line, index) => firstLine + index).join('\n')}
        </pre>
      )}
      <pre>
        <code>{lines.map((line, index) => [index > 0 ? '\n' : null, ...line.map(renderSpan)])}</code>
      </pre>
    </div>
  );
}

function renderSpan({ text, kind }: CodeSpan): VNode | string {
  return kind === undefined ? text : <span class={`tok-${kind}`}>{text}</span>;
}
