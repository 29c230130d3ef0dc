import type { GitLabInstance } from '../gitlab/instance.js';
import type { Policies } from './policies.js';
import type { SharedToken } from './shared-token.js';

/** What holds at one Confluence site: the GitLab instances that its people may use, and what its administrators allow. Frozen. */
export interface Site {
  /** Those in use; the same array for as long as nothing of them changes. */
  readonly instances: readonly GitLabInstance[];
  instance(id: string): GitLabInstance | undefined;
  readonly policies: Policies;
  /** By the ids of their instances; none where the policies use none. */
  readonly sharedTokens: ReadonlyMap<string, SharedToken>;
  /** Another one with each change that an administrator makes. */
  readonly version: string;
}

/** The sites as features know them. What is remembered of one is 2 s old at most. */
export interface Sites {
  of(tenant: SiteKey): Promise<Site>;
  /** The same, where it is remembered. */
  known(tenant: SiteKey): Site | undefined;
}

export interface SiteKey {
  readonly clientKey: string;
}

/** The topic on which a change of a site's settings is announced, by its client key. */
export const SITE_CHANGED = 'site';

export function makeSite(instances: readonly GitLabInstance[], policies: Policies, version: string, sharedTokens: ReadonlyMap<string, SharedToken> = new Map()): Site {
  return Object.freeze({ instances: Object.freeze(instances), instance: (id: string) => instances.find((one) => one.id === id), policies, sharedTokens, version });
}
