import type { Token } from 'prismjs';
import type { CodeLine, CodeSpan, TokenKind } from '../../views/parts/code.js';
import { grammarFor, tokenise } from './languages.js';
import { within } from './within.js';

/** The highlighted first lines of a text. */
export interface Excerpt {
  readonly lines: readonly CodeLine[];
  /** Lines of the text that are not among `lines`. */
  readonly leftOut: number;
}

/** Most lines of one excerpt. */
export const MAX_LINES = 200;
/** A longer line is cut; such a file is no text that people wrote. */
const MAX_LINE_LENGTH = 1_000;
/** Characters; a longer stretch stays plain. */
const MAX_HIGHLIGHTED = 64 * 1024;
/** Grammars are regular expressions, some slow on hostile text: what takes longer stays plain. */
const MAX_MILLISECONDS = 50;

/**
 * The first lines of a text, highlighted by its file's name or GitLab's word for the language.
 * Pure, total, and short whatever the text holds: what is long is cut or left plain.
 */
export function highlight(text: string, file: { path: string; language: string | undefined }): Excerpt {
  const all = splitLines(text);
  const shown = all.slice(0, MAX_LINES);
  return { lines: colour(shown, file) ?? shown.map(plain), leftOut: all.length - shown.length };
}

/** A last line break ends a line and starts none. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function colour(shown: readonly string[], file: { path: string; language: string | undefined }): CodeLine[] | undefined {
  const grammar = grammarFor(file.path, file.language);
  const text = shown.join('\n');
  if (!grammar || text === '' || text.length > MAX_HIGHLIGHTED || shown.some((line) => line.length > MAX_LINE_LENGTH)) return undefined;
  return within(MAX_MILLISECONDS, () => toLines(tokenise(text, grammar)));
}

function plain(line: string): CodeLine {
  if (line === '') return [];
  return [{ text: line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line }];
}

function toLines(tokens: readonly (string | Token)[]): CodeLine[] {
  const lines: CodeSpan[][] = [[]];
  for (const span of flatten(tokens, undefined)) {
    span.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...span, text });
    });
  }
  return lines;
}

function* flatten(tokens: readonly (string | Token)[], outer: TokenKind | undefined): Generator<CodeSpan> {
  for (const token of tokens) {
    if (typeof token === 'string') {
      yield outer === undefined ? { text: token } : { text: token, kind: outer };
      continue;
    }
    const kind = kindOf(token) ?? outer;
    const content = token.content;
    yield* flatten(Array.isArray(content) ? content : [content], kind);
  }
}

const KINDS: Readonly<Record<string, TokenKind>> = {
  ...named('comment', 'comment', 'prolog', 'doctype', 'cdata', 'blockquote', 'shebang'),
  ...named('keyword', 'keyword', 'atrule', 'rule', 'important', 'bold', 'null', 'nil', 'directive', 'selector'),
  ...named('string', 'string', 'char', 'attr-value', 'regex', 'url', 'template-string', 'triple-quoted-string', 'heredoc', 'code'),
  ...named('number', 'number', 'boolean', 'constant', 'date', 'unit', 'version'),
  ...named('function', 'function', 'builtin', 'decorator', 'annotation', 'macro', 'title'),
  ...named('name', 'class-name', 'tag', 'namespace', 'symbol', 'type', 'table', 'section'),
  ...named('attribute', 'attr-name', 'property', 'variable', 'key', 'parameter', 'atom', 'label'),
  ...named('punctuation', 'punctuation', 'operator', 'entity'),
  ...named('inserted', 'inserted', 'inserted-sign'),
  ...named('deleted', 'deleted', 'deleted-sign'),
};

function named(kind: TokenKind, ...types: string[]): Record<string, TokenKind> {
  return Object.fromEntries(types.map((type) => [type, kind]));
}

function kindOf({ type, alias }: Token): TokenKind | undefined {
  const names = [type, ...(Array.isArray(alias) ? alias : [alias])];
  const known = names.find((name) => Object.hasOwn(KINDS, name));
  return known === undefined ? undefined : KINDS[known];
}
