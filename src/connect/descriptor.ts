import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UNTRIED, type Assumptions } from '../assumptions/assumptions.js';
import type { Settings } from '../settings.js';
import { blockMatchers, inlineMatchers, type Matcher, type Wildcard } from './autoconvert.js';
import { neededScopes } from './confluence-calls.js';
import { ROOT } from '../root.js';
import { descriptorTexts, translationPath } from '../words/translations.js';

/** The file's shape as far as the code builds on it. */
const DescriptorFile = z.looseObject({
  key: z.string(),
  name: z.string(),
  modules: z.looseObject({ dynamicContentMacros: z.array(z.looseObject({ key: z.string() })) }),
});

export type Descriptor = z.infer<typeof DescriptorFile> & {
  readonly baseUrl: string;
  /** By locale, where the texts are that the names and descriptions have by their `i18n`. */
  readonly translations: { readonly paths: Readonly<Record<string, string>> };
};

export const DESCRIPTOR_FILE = join(ROOT, 'atlassian-connect.json');

/** The macros that pasted links turn into. */
const MATCHERS: Readonly<Record<string, (baseUrls: readonly string[], wildcard: Wildcard) => readonly Matcher[]>> = {
  'gitlab-for-confluence-link': blockMatchers,
  'gitlab-for-confluence-inline': inlineMatchers,
};

/** The descriptor of this installation: `atlassian-connect.json` with base URL, scopes, icons, paste patterns and translations put in. */
export function makeDescriptor(settings: Pick<Settings, 'baseUrl' | 'gitlab' | 'autoconvertUrls'>, assumptions: Assumptions = UNTRIED): Descriptor {
  const file = DescriptorFile.parse(JSON.parse(readFileSync(DESCRIPTOR_FILE, 'utf8')));
  const instances = [...new Set([settings.gitlab.url, ...settings.autoconvertUrls])];
  const icon = { url: `${settings.baseUrl}/icon.svg`, width: 80, height: 80 };
  const wildcard = assumptions.sites.failed('autoconvert-one-segment') ? 'anything' : 'segment';
  const macros = file.modules.dynamicContentMacros.map((macro) => {
    const matchers = MATCHERS[macro.key]?.(instances, wildcard);
    return { ...macro, icon, ...(matchers ? { autoconvert: { urlParameter: 'url', matchers } } : {}) };
  });
  return {
    ...file,
    baseUrl: settings.baseUrl,
    links: { self: `${settings.baseUrl}/atlassian-connect.json` },
    scopes: neededScopes(),
    translations: { paths: Object.fromEntries([...descriptorTexts().keys()].map((locale) => [locale, translationPath(locale)])) },
    modules: { ...file.modules, dynamicContentMacros: macros },
  };
}
