import { blockPaths, deepBlockPaths, deepInlinePaths, inlinePaths, type PastePath } from './paste-paths.js';

/** Atlassian's limits: https://developer.atlassian.com/cloud/confluence/modules/autoconvert/ */
const MOST_MATCHERS = 200;
const LONGEST_PATTERN = 1024;

export interface Matcher {
  readonly pattern: string;
}

/** What a `{}` stands for: anything but a slash, or anything. */
export type Wildcard = 'segment' | 'anything';

/** Patterns for links that one mentions, the most usual first; several instances share the room that one has. */
export function inlineMatchers(baseUrls: readonly string[], wildcard: Wildcard = 'segment'): readonly Matcher[] {
  return matchers(baseUrls, wildcard === 'anything' ? deepInlinePaths() : inlinePaths({ roomy: baseUrls.length === 1 }));
}

/** Patterns for links that one embeds, the most usual first; none matches what one of the others does. */
export function blockMatchers(baseUrls: readonly string[], wildcard: Wildcard = 'segment'): readonly Matcher[] {
  return matchers(baseUrls, wildcard === 'anything' ? deepBlockPaths() : blockPaths({ roomy: baseUrls.length === 1 }));
}

function matchers(baseUrls: readonly string[], paths: readonly PastePath[]): readonly Matcher[] {
  const share = Math.max(1, Math.floor(MOST_MATCHERS / Math.max(1, baseUrls.length)));
  const usual = [...paths].sort((a, b) => a.rarity - b.rarity).slice(0, share);
  return baseUrls
    .slice(0, MOST_MATCHERS)
    .flatMap((base) => usual.map(({ path }) => ({ pattern: `${base}/${path}` })))
    .filter(({ pattern }) => pattern.length <= LONGEST_PATTERN);
}
