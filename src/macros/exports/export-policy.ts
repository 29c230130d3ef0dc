/**
 * What an export holds of what not everybody may see, as the macro's author chose it: the bare link, title and link, the whole, or
 * nothing. What GitLab shows to anybody is exported whole in any case.
 */
export type ExportPolicy = 'link' | 'title' | 'content' | 'nothing';

const POLICIES = ['nothing', 'link', 'title', 'content'] as const satisfies readonly ExportPolicy[];

/** The macro's parameter `export`; whatever is none of them is the bare link. */
export function exportPolicyOf(parameter: unknown): ExportPolicy {
  const word = typeof parameter === 'string' ? parameter.trim().toLowerCase() : '';
  return isPolicy(word) ? word : 'link';
}

function isPolicy(word: string): word is ExportPolicy {
  return POLICIES.some((policy) => policy === word);
}

/** What the author chose, but for what the site's administrators allow at most. */
export function atMost(limit: ExportPolicy, chosen: ExportPolicy): ExportPolicy {
  return POLICIES.indexOf(chosen) > POLICIES.indexOf(limit) ? limit : chosen;
}
