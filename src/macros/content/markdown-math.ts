import type { MarkdownIt, StateInline } from 'markdown-it';

/** Characters that a formula within a line may have. */
const MAX_FORMULA = 1_000;

/** `$a$`, `$$a$$` and GitLab's older form of a formula between dollars and backticks: https://docs.gitlab.com/user/markdown/#math. Blocks are fenced, and need no rule. */
export function addMath(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('backticks', 'math', readFormula);
}

function readFormula(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== 0x24) return false;
  const found = find(src.slice(pos, Math.min(posMax, pos + MAX_FORMULA)));
  if (!found) {
    // A run of dollars is text; to look at each of them again would take time in the square of their number.
    const run = /^\$+/.exec(src.slice(pos, posMax))?.[0].length ?? 1;
    if (!silent) state.pending += src.slice(pos, pos + run);
    state.pos += run;
    return true;
  }
  if (!silent) {
    const token = state.push('html_inline', '', 0);
    token.content = `<code data-math-style="${found.display ? 'display' : 'inline'}">${state.md.utils.escapeHtml(found.tex)}</code>`;
  }
  state.pos += found.length;
  return true;
}

interface Formula {
  readonly tex: string;
  readonly length: number;
  readonly display: boolean;
}

function find(text: string): Formula | undefined {
  if (text.startsWith('$`')) return between(text, '$`', '`$', false);
  if (text.startsWith('$$')) return text.startsWith('$$$') ? undefined : between(text, '$$', '$$', true);
  const formula = between(text, '$', '$', false);
  // Prices are no formulas: a space within the dollars, or a digit behind them, says so.
  if (!formula || /^\s|\s$/.test(formula.tex) || /^\d/.test(text.slice(formula.length))) return undefined;
  return formula;
}

function between(text: string, open: string, close: string, display: boolean): Formula | undefined {
  const end = text.indexOf(close, open.length);
  if (end <= open.length) return undefined;
  const tex = text.slice(open.length, end);
  return tex.includes('\n\n') ? undefined : { tex, length: end + close.length, display };
}
