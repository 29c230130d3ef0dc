import { escapeHtml } from './html.js';

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The last lines of a runner's log as GitLab's HTML: a span for each run of one colour, breaks within it, sections as marks. */
export function logHtml(log: string, lastLines: number): string {
  const lines = log.replace(/\n$/, '').split('\n').slice(-Math.min(lastLines, 100));
  let state = { colour: '', bold: false };
  return lines
    .map((line) => {
      const pieces = line.split(/((?:section_(?:start|end):\d+:[\w.-]+\r)|\u001b\[[\d;]*[A-Za-z])/);
      const html = pieces.map((piece) => {
        const start = /^section_start:(\d+):([\w.-]+)/.exec(piece);
        if (start) return `<div class="section-start" data-timestamp="${start[1]}" data-section="${start[2]}" role="button"></div>`;
        const end = /^section_end:\d+:([\w.-]+)/.exec(piece);
        if (end) return `<div class="section-end" data-section="${end[1]}"></div>`;
        const codes = /^\u001b\[([\d;]*)m$/.exec(piece);
        if (codes) state = apply(state, (codes[1] ?? '').split(';').map(Number));
        return piece === '' || piece.startsWith('\u001b') ? '' : `<span${classOf(state)}>${escapeHtml(piece)}</span>`;
      });
      return html.join('');
    })
    .join('<span><br/></span>');
}

interface Style {
  readonly colour: string;
  readonly bold: boolean;
}

function apply(state: Style, codes: readonly number[]): Style {
  return codes.reduce<Style>((style, code) => {
    if (code === 0) return { colour: '', bold: false };
    if (code === 1) return { ...style, bold: true };
    return code >= 30 && code <= 37 ? { ...style, colour: COLOURS[code - 30] ?? '' } : style;
  }, state);
}

function classOf({ colour, bold }: Style): string {
  if (colour === '') return bold ? ' class="term-bold"' : '';
  return ` class="term-fg-${bold ? 'l-' : ''}${colour}${bold ? ' term-bold' : ''}"`;
}
