import katex from 'katex';

/** Characters of one formula; KaTeX works in proportion to them, but for macros, whose expansions are counted. */
const MAX_TEX = 2_000;
const MAX_EXPANSIONS = 200;
/** A formula that defines macros of its own can be as long as one times the other. */
const WITH_MACROS = { tex: 300, expansions: 30 };
const DEFINES = /\\(?:[exg]?def|(?:new|renew|provide)command)/;
/** Characters of one formula as MathML. */
const MAX_MATHML = 256 * 1024;

/**
 * A TeX formula as MathML, which browsers draw without styles and fonts of ours; undefined for what KaTeX does not understand.
 * https://katex.org/docs/options.html
 */
export function renderMath(tex: string, display: boolean): string | undefined {
  const defines = DEFINES.test(tex);
  if (tex.trim() === '' || tex.length > (defines ? WITH_MACROS.tex : MAX_TEX)) return undefined;
  const maxExpand = defines ? WITH_MACROS.expansions : MAX_EXPANSIONS;
  try {
    const html = katex.renderToString(tex, { displayMode: display, output: 'mathml', trust: false, strict: 'ignore', throwOnError: true, maxExpand, maxSize: 20 });
    // Frames of boxes are styles, which the page's policy forbids; KaTeX escapes the quotes of everything else.
    const math = html.replace(/ style="[^"]*"/g, '').replace('<span class="katex">', `<span class="${display ? 'math-block' : 'math'}"${display ? ' tabindex="0"' : ''}>`);
    return math.length > MAX_MATHML ? undefined : math;
  } catch {
    return undefined;
  }
}
