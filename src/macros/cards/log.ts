import { Parser } from 'htmlparser2';
import type { CodeLine, CodeSpan, TokenKind } from '../../../views/parts/code.js';

/** So much of GitLab's HTML is read, from its end; fifty lines that people can read are far below it. */
const MOST_CHARACTERS = 100_000;
const MOST_LINES = 100;
const LONGEST_LINE = 2_000;

/**
 * The end of a job's log as lines of code, from GitLab's HTML of it (https://docs.gitlab.com/ci/jobs/job_logs/): only its text is kept,
 * its colours as the kinds of token that look most like them, and sections' markers and times not at all.
 */
export function linesOfLog(html: string): CodeLine[] {
  const written = createLines();
  const kinds: (TokenKind | undefined)[] = [];
  const parser = new Parser({
    onopentag(name, { class: classes = '' }) {
      kinds.push(kindOf(classes) ?? kinds.at(-1));
      // A section's marker mostly stands on a line of its own already.
      if (name === 'br' || (name === 'div' && /\bsection-start\b/.test(classes) && !written.atStart())) written.breakLine();
    },
    ontext(text) {
      withoutMarks(text)
        .split(/\r\n|\r|\n/)
        .forEach((part, index) => {
          if (index > 0) written.breakLine();
          written.add(part, kinds.at(-1));
        });
    },
    onclosetag: () => void kinds.pop(),
  });
  parser.end(endOf(html));
  return trimmed(written.lines).slice(-MOST_LINES);
}

/** Cut where a tag begins. */
function endOf(html: string): string {
  if (html.length <= MOST_CHARACTERS) return html;
  const end = html.slice(-MOST_CHARACTERS);
  return end.slice(Math.max(0, end.indexOf('<')));
}

interface Lines {
  readonly lines: readonly CodeSpan[][];
  atStart(): boolean;
  breakLine(): void;
  /** What is of one kind becomes one span; what is beyond the longest line is left out. */
  add(text: string, kind: TokenKind | undefined): void;
}

function createLines(): Lines {
  let line: { text: string; kind?: TokenKind }[] = [];
  let length = 0;
  const lines = [line];
  return {
    lines,
    atStart: () => length === 0,
    breakLine() {
      line = [];
      length = 0;
      lines.push(line);
    },
    add(text, kind) {
      const words = text.slice(0, LONGEST_LINE - length);
      if (words === '') return;
      length += words.length;
      const last = line.at(-1);
      if (last && last.kind === kind) last.text += words;
      else line.push({ text: words, ...(kind === undefined ? {} : { kind }) });
    },
  };
}

/** Left over where a log was cut in the middle of a colour or of a section's marker. */
function withoutMarks(text: string): string {
  if (!/\p{Cc}|section_/u.test(text)) return text;
  return text
    .replace(/section_(?:start|end):\d{1,20}:[\w.-]{1,200}(?:\[[^\]]{0,200}\])?\r?/g, '')
    .replace(/\p{Cc}\[[\d;]{0,20}[A-Za-z]/gu, '')
    .replace(/[^\P{Cc}\t\r\n]/gu, '');
}

/** Terminal colours by the token kind whose colour is nearest; bold and the like say nothing. */
const COLOURS: ReadonlyMap<string, TokenKind> = new Map(Object.entries<TokenKind>({
  red: 'deleted',
  green: 'inserted',
  yellow: 'number',
  blue: 'function',
  magenta: 'keyword',
  cyan: 'function',
  black: 'comment',
}));

function kindOf(classes: string): TokenKind | undefined {
  const colour = /\bterm-fg-(?:l-)?([a-z]+)\b/.exec(classes)?.[1];
  return colour === undefined ? undefined : COLOURS.get(colour);
}

function trimmed(lines: readonly CodeSpan[][]): CodeSpan[][] {
  const isEmpty = (line: readonly CodeSpan[] | undefined) => line?.every(({ text }) => text.trim() === '') ?? false;
  const from = lines.findIndex((line) => !isEmpty(line));
  return from === -1 ? [] : lines.slice(from, lines.findLastIndex((line) => !isEmpty(line)) + 1);
}
