import { LRUCache } from 'lru-cache';
import { KEEPING } from '../../keeping.js';
import type { Token } from 'prismjs';
import type { CodeLine, CodeSpan, TokenKind } from '../../../views/parts/code.js';
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
const MAX_MILLISECONDS = 33;

/** What was highlighted lately, for the next who sees the same; also that it took too long. Characters of the texts; none stays longer than a copy. */
const remembered = new LRUCache<string, { readonly lines: readonly CodeLine[] | undefined }>({ ttl: KEEPING.copyHours * 3_600_000, ttlAutopurge: true, maxSize: 2 * 1024 * 1024, sizeCalculation: (_lines, key) => key.length });

/**
 * The first lines of a text, highlighted by its file's name or GitLab's word for the language.
 * Pure, total, and short whatever the text holds: what is long is cut or left plain.
 */
export function highlight(text: string, file: NamedFile): Excerpt {
  const all = splitLines(text);
  const shown = all.slice(0, MAX_LINES);
  return { lines: colour(shown, file) ?? shown.map(plain), leftOut: all.length - shown.length };
}

/** All lines of a short text, highlighted; undefined where the language is not known or the text too long. Takes as long as the grammar does: call it `within` a time. */
export function colourLines(text: string, file: NamedFile): readonly CodeLine[] | undefined {
  return paint(splitLines(text), file)?.();
}

interface NamedFile {
  readonly path: string;
  readonly language: string | undefined;
}

/** A last line break ends a line and starts none. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function colour(shown: readonly string[], file: NamedFile): readonly CodeLine[] | undefined {
  const work = paint(shown, file);
  if (!work) return undefined;
  const key = JSON.stringify([file.path, file.language, shown]);
  const known = remembered.get(key) ?? { lines: within(MAX_MILLISECONDS, work) };
  remembered.set(key, known);
  return known.lines;
}

/** What colours the lines; undefined where there is no grammar for them, or too much of them. */
function paint(shown: readonly string[], { path, language }: NamedFile): (() => CodeLine[]) | undefined {
  const grammar = grammarFor(path, language);
  const text = shown.join('\n');
  if (!grammar || text === '' || text.length > MAX_HIGHLIGHTED || shown.some((line) => line.length > MAX_LINE_LENGTH)) return undefined;
  return () => toLines(tokenise(text, grammar));
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
