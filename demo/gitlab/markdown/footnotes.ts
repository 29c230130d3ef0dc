import type { Env, MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { pushOwn } from './flavour.js';

interface Notes extends Env {
  texts?: Map<string, string>;
  used?: string[];
}

/** `[^a]` and `[^a]: note` of one line; the number that GitLab puts behind each id is a text's own. */
export function addFootnotes(parser: MarkdownIt): void {
  parser.block.ruler.before('reference', 'footnotes', readNote);
  parser.inline.ruler.before('link', 'footnotes', readMark);
}

export function renderNotes(parser: MarkdownIt, env: Notes): string {
  const items = (env.used ?? []).map((label) => {
    const back = `<a href="#fnref-${label}-4711" data-footnote-backref aria-label="Back to reference" class="footnote-backref"><gl-emoji title="leftwards arrow with hook" data-name="leftwards_arrow_with_hook" data-unicode-version="1.1">↩</gl-emoji></a>`;
    return `<li id="fn-${label}-4711">\n<p>${parser.renderInline(env.texts?.get(label) ?? '', env)} ${back}</p>\n</li>`;
  });
  return items.length === 0 ? '' : `<section data-footnotes class="footnotes">\n<ol>\n${items.join('\n')}\n</ol>\n</section>`;
}

function readNote(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  const line = state.src.slice(state.bMarks[startLine], state.eMarks[startLine]);
  const [, label, text = ''] = /^\[\^(\w{1,20})\]: ?(.*)$/.exec(line) ?? [];
  if (label === undefined) return false;
  if (silent) return true;
  ((state.env as Notes).texts ??= new Map()).set(label, text);
  state.line = startLine + 1;
  return true;
}

function readMark(state: StateInline, silent: boolean): boolean {
  const label = /^\[\^(\w{1,20})\]/.exec(state.src.slice(state.pos, state.pos + 24))?.[1];
  const env = state.env as Notes;
  if (label === undefined || !env.texts?.has(label)) return false;
  if (!silent) {
    const used = (env.used ??= []);
    if (!used.includes(label)) used.push(label);
    pushOwn(state, `<sup class="footnote-ref"><a href="#fn-${label}-4711" id="fnref-${label}-4711" data-footnote-ref>${used.indexOf(label) + 1}</a></sup>`);
  }
  state.pos += label.length + 3;
  return true;
}
