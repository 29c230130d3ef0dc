import { EMPTY_RECORD, type Finding, type LiveRecord } from './record.js';
import type { ChoiceId } from './registry.js';

/** What features know of the assumptions that they choose by. What was not tried counts as holding. */
export interface Assumptions {
  /** Of the GitLab with that base URL. */
  gitlab(baseUrl: string): Findings;
  /** Of one Confluence site. */
  site(site: Site): Findings;
  /** Of all sites, for what is the same for each of them: one that failed on any of them has failed. */
  readonly sites: Findings;
}

export interface Findings {
  /** True where a live check found that it doesn't hold: take the fallback. */
  failed(id: ChoiceId): boolean;
  /** How many times as much as assumed it was where it failed; never less than 1, and 1 where nothing was measured or it holds. */
  excess(id: ChoiceId): number;
}

interface Site {
  readonly baseUrl: string;
  readonly displayUrl: string | undefined;
}

export function createAssumptions(record: LiveRecord): Assumptions {
  const at = (about: 'gitlab' | 'site', addresses: readonly string[]) =>
    findingsOf(addresses.flatMap((address) => (Object.hasOwn(record[about], address) ? [record[about][address] ?? {}] : [])));
  const sites = new WeakMap<Site, Findings>();
  return {
    gitlab: (baseUrl) => at('gitlab', [baseUrl]),
    site(site) {
      const known = sites.get(site) ?? at('site', [site.baseUrl, site.displayUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).origin])));
      sites.set(site, known);
      return known;
    },
    sites: findingsOf(Object.values(record.site)),
  };
}

function findingsOf(found: readonly Readonly<Record<string, Finding>>[]): Findings {
  const failures = (id: ChoiceId) => found.flatMap((findings) => (Object.hasOwn(findings, id) && findings[id]?.result === 'failed' ? [findings[id]] : []));
  return {
    failed: (id) => failures(id).length > 0,
    excess: (id) => Math.max(1, ...failures(id).map(({ times = 1 }) => times)),
  };
}

/** For an app of which nothing was tried. */
export const UNTRIED = createAssumptions(EMPTY_RECORD);
