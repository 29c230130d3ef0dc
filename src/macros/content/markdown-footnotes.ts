import type { Env, MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** What a rendering collects of a text's footnotes. */
export interface FootnoteEnv extends Env {
  /** Texts by label, as they stand in the file. */
  notes?: Map<string, string>;
  /** Labels in the order in which the text refers to them, and how often. */
  used?: Map<string, number>;
}

const DEFINITION = /^\[\^([^\]\s]{1,80})\]:[ \t]?/;

/** `text[^a]` and `[^a]: note`: https://docs.gitlab.com/user/markdown/#footnotes */
export function addFootnotes(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', 'footnote', readDefinition, { alt: ['paragraph'] });
  markdown.inline.ruler.before('link', 'footnote', readReference);
}

/** The notes that the text refers to, in GitLab's own form; empty where there are none. */
export function footnoteSection(markdown: MarkdownIt, env: FootnoteEnv): string {
  const { notes, used } = env;
  if (!notes || !used) return '';
  const items: string[] = [];
  // A note may refer to another one, which is then added behind.
  for (const [label] of used) {
    const name = markdown.utils.escapeHtml(label);
    const note = markdown.renderInline(notes.get(label) ?? '', env);
    items.push(`<li id="fn-${name}"><p>${note} <a href="#fnref-${name}" class="footnote-backref">↩</a></p></li>`);
  }
  return `<section class="footnotes"><ol>${items.join('')}</ol></section>`;
}

function readDefinition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const first = lineOf(state, startLine);
  const mark = state.parentType === 'root' || state.parentType === 'paragraph' ? DEFINITION.exec(first) : null;
  if (!mark) return false;
  if (silent) return true;
  const lines = [first.slice(mark[0].length)];
  let line = startLine + 1;
  while (line < endLine && !state.isEmpty(line) && !DEFINITION.test(lineOf(state, line))) lines.push(lineOf(state, line++).trim());
  const env = state.env as FootnoteEnv;
  const notes = (env.notes ??= new Map());
  if (!notes.has(mark[1] ?? '')) notes.set(mark[1] ?? '', lines.join('\n'));
  state.line = line;
  return true;
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

function readReference(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src.charCodeAt(pos) !== 0x5b || src.charCodeAt(pos + 1) !== 0x5e) return false;
  const label = /^\[\^([^\]\s]{1,80})\]/.exec(src.slice(pos, pos + 90))?.[1];
  const env = state.env as FootnoteEnv;
  if (label === undefined || !env.notes?.has(label)) return false;
  if (!silent) {
    const used = (env.used ??= new Map<string, number>());
    const times = used.get(label) ?? 0;
    used.set(label, times + 1);
    const number = [...used.keys()].indexOf(label) + 1;
    const name = state.md.utils.escapeHtml(label);
    const token = state.push('html_inline', '', 0);
    token.content = `<sup><a href="#fn-${name}"${times === 0 ? ` id="fnref-${name}"` : ''}>${number}</a></sup>`;
  }
  state.pos += label.length + 3;
  return true;
}
