import { expressionOf } from '../../demo/confluence/autoconvert.js';
import { parseDescriptor, type DynamicContentMacro } from '../../demo/confluence/descriptor.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { testSettings } from './settings.js';

const NAMES: Readonly<Record<string, 'block' | 'inline'>> = { 'gitlab-for-confluence-link': 'block', 'gitlab-for-confluence-inline': 'inline' };

/** The macros of the served descriptor that pasted links turn into. */
export function pastedMacros(url: string, autoconvertUrls: readonly string[] = []): { name: 'block' | 'inline'; macro: DynamicContentMacro }[] {
  const made: unknown = JSON.parse(JSON.stringify(makeDescriptor(testSettings({ baseUrl: 'https://app.example.com', autoconvertUrls, gitlab: { url } }))));
  const parsed = parseDescriptor(made);
  if ('problems' in parsed) throw new Error(parsed.problems.join('; '));
  const macros = parsed.descriptor.modules.dynamicContentMacros ?? [];
  return macros.flatMap((macro) => (macro.autoconvert ? [{ name: NAMES[macro.key] ?? fail(macro.key), macro }] : []));
}

function fail(key: string): never {
  throw new Error(`${key} takes pasted links`);
}

/** Which macros take an address, as Confluence decides it. */
export function converterOf(url: string, autoconvertUrls?: readonly string[]): (pasted: string) => readonly ('block' | 'inline')[] {
  const macros = pastedMacros(url, autoconvertUrls).map(({ name, macro }) => ({ name, expressions: (macro.autoconvert?.matchers ?? []).map(({ pattern }) => expressionOf(pattern)) }));
  return (pasted) => macros.filter(({ expressions }) => expressions.some((expression) => expression.test(pasted))).map(({ name }) => name);
}
