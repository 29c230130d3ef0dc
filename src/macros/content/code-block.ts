import { colourLines } from './highlight.js';
import { escapeHtml, startTag, type Attributes } from './html.js';
import { renderMath } from './math.js';
import type { Reading } from './reading.js';

/** What is learnt of a code block until it ends; GitLab says it on `pre`, Markdown's renderers on the `code` within. */
export interface CodeBlock {
  language: string | undefined;
  math: boolean;
  mermaid: boolean;
  /** True where the pieces have colours already. */
  coloured: boolean;
}

/** What an element says of the block that it is or belongs to. */
export function readBlock(attributes: Attributes, names: readonly string[]): CodeBlock {
  const named = names.find((name) => name.startsWith('language-'))?.slice('language-'.length);
  const language = (attributes['data-canonical-lang'] || attributes['lang'] || named)?.toLowerCase();
  return {
    language,
    math: attributes['data-math-style'] !== undefined || names.includes('js-render-math') || language === 'math',
    mermaid: attributes['data-mermaid-style'] !== undefined || names.includes('js-render-mermaid') || language === 'mermaid',
    coloured: false,
  };
}

/** Adds what an element within the block says. */
export function learn(block: CodeBlock, more: CodeBlock): void {
  block.language ??= more.language;
  block.math ||= more.math;
  block.mermaid ||= more.mermaid;
}

/** Characters that are drawn as one diagram; https://mermaid.js.org/config/schema-docs/config.html#maxtextsize */
const MAX_DIAGRAM = 20_000;

/** The block as it is shown: a formula, a diagram (its source, until the browser has drawn it), or code in colours. */
export function finishBlock(block: CodeBlock, content: string, text: string, { hasTime, place }: Pick<Reading, 'hasTime' | 'place'>): string {
  const formula = block.math && hasTime() ? renderMath(text, true) : undefined;
  if (formula !== undefined) return formula;
  if (block.mermaid && place.diagrams !== undefined && text.trim() !== '' && text.length <= MAX_DIAGRAM) return diagram(text, place.diagrams, place.words.say('prose.diagramSource'));
  const coloured = block.coloured || block.math || block.language === undefined || !hasTime() ? undefined : coloredCode(text, block.language);
  return coloured === undefined ? `<pre>${content}</pre>` : `<pre><code>${coloured}</code></pre>`;
}

/** `public/diagrams.ts` puts the drawing in front of the source and folds it. */
function diagram(source: string, address: string, title: string): string {
  return `${startTag('div', { class: 'diagram', 'data-diagram': address })}<details open><summary>${escapeHtml(title)}</summary><pre><code>${escapeHtml(source)}</code></pre></details></div>`;
}

function coloredCode(text: string, language: string): string | undefined {
  const lines = colourLines(text, { path: '', language });
  const html = lines?.map((line) => line.map(({ text: piece, kind }) => (kind === undefined ? escapeHtml(piece) : `${startTag('span', { class: `tok-${kind}` })}${escapeHtml(piece)}</span>`)).join(''));
  return html?.join('\n');
}
