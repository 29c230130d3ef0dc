import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';
import { createLanguages } from '../../src/words/languages.js';
import { nodesOf, sourcesIn } from '../support/sources.js';

type Syntax = ReturnType<IntlMessageFormat['getAst']>;

const languages = createLanguages();
const english = flat(languages.messages('en'));
const others = languages.names.filter((name) => name !== 'en');

function flat(messages: Readonly<Record<string, Readonly<Record<string, string>>>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(messages).flatMap(([area, all]) => Object.entries(all).map(([name, message]) => [`${area}.${name}`, message])));
}

const read = (message: string) => new IntlMessageFormat(message).getAst();

/** Arguments and tags by name, and what a message does with each: `count plural`, `link tag`. What stands in a plural's or select's cases counts too. */
function valuesOf(syntax: Syntax): Set<string> {
  return new Set(
    syntax.flatMap((element): string[] => {
      if ('options' in element) return [`${element.value} chosen by`, ...Object.values(element.options).flatMap(({ value }) => [...valuesOf(value)])];
      if ('children' in element) return [`<${element.value}>`, ...valuesOf(element.children)];
      // Literal text and a plural's own number name nothing.
      return 'value' in element && element.type !== 0 ? [element.value] : [];
    }),
  );
}

/** The names alone: one language may choose by a number that another only says. */
const namesOf = (message: string) => [...new Set([...valuesOf(read(message))].map((value) => value.replace(/ chosen by$/, '')))].sort();

function choicesOf(syntax: Syntax): string[][] {
  return syntax.flatMap((element) => {
    if ('options' in element) return [Object.keys(element.options), ...Object.values(element.options).flatMap(({ value }) => choicesOf(value))];
    return 'children' in element ? choicesOf(element.children) : [];
  });
}

describe.each(others)('the messages in %s', (name) => {
  const messages = flat(languages.messages(name));

  it('are exactly those that there are in English', () => {
    expect([...messages.keys()].filter((key) => !english.has(key))).toEqual([]);
    expect([...english.keys()].filter((key) => !messages.has(key))).toEqual([]);
  });

  it('say the same values and tags as in English', () => {
    const different = [...english].filter(([key, message]) => String(namesOf(message)) !== String(namesOf(messages.get(key) ?? '')));
    expect(different.map(([key]) => key)).toEqual([]);
  });
});

describe.each(languages.names)('each message in %s', (name) => {
  const messages = [...flat(languages.messages(name))];

  it('is one that can be read, and not empty', () => {
    expect(messages.filter(([, message]) => message.trim() === '')).toEqual([]);
    for (const [, message] of messages) expect(() => read(message)).not.toThrow();
  });

  it('has words for whatever comes', () => {
    const closed = messages.filter(([, message]) => choicesOf(read(message)).some((choices) => !choices.includes('other')));
    expect(closed.map(([key]) => key)).toEqual([]);
  });
});

/** Areas whose sentences are named without them: by errors, by frames' scripts, and by the descriptor as its app's own. */
const NAMED_SHORTLY = ['errors', 'frame', 'popup', 'forge'];

describe('the keys of messages', () => {
  const areas = new Set([...english.keys()].map((key) => key.split('.')[0]));
  const texts = ['src', 'views', 'public', 'forge'].flatMap(sourcesIn).flatMap(({ tree }) =>
    [...nodesOf(tree)].flatMap((node) => (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) ? [node.text] : [])),
  );
  const used = new Set(texts.filter((text) => /^[a-z]+\.[A-Za-z]+$/.test(text)));
  const descriptor = readFileSync(join(import.meta.dirname, '../../atlassian-connect.json'), 'utf8');
  const short = new Set(texts.flatMap((text) => NAMED_SHORTLY.map((area) => `${area}.${text}`)));
  const declared = new Set([...descriptor.matchAll(/"i18n": "gitlab-for-confluence\.([\w-]+)"/g)].map(([, name]) => `descriptor.${name}`));

  it('are all used', () => {
    expect([...english.keys()].filter((key) => !used.has(key) && !short.has(key) && !declared.has(key))).toEqual([]);
    expect([...declared].filter((key) => !english.has(key))).toEqual([]);
  });

  it('are there for all that is said', () => {
    const files = /\.(?:js|css|ts|html|json|com|md)$/;
    expect([...used].filter((text) => areas.has(text.split('.')[0]) && !files.test(text) && !english.has(text))).toEqual([]);
  });
});
