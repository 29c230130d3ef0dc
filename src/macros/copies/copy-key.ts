import { linkName, type LinkKey } from '../../accounts/viewer.js';
import type { Tenant } from '../../connect/caller.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import type { Reference } from '../../gitlab/references/reference.js';

/** Whose eyes a copy was fetched for: one life of one person's link, a token that an administrator has set for the site, or everybody's (without any token). */
export type Eyes = { readonly of: 'link'; readonly link: LinkKey } | { readonly of: 'shared'; readonly version: string } | { readonly of: 'anybody' };

/** What a copy is of, and for whom. */
export interface CopyOf {
  readonly tenant: Tenant;
  readonly eyes: Eyes;
  readonly instance: GitLabInstance;
  readonly reference: Reference;
}

/** A copy's name. `tenant` and `owner` are parts of it, by which all copies of a site or of a person's link are found. */
export interface CopyKey {
  readonly text: string;
  readonly tenant: string;
  /** The name of the link; empty where anybody may see it. */
  readonly owner: string;
}

/**
 * Everything that makes one viewer's view another: the site and its installation, the instance and where it is, the account and
 * its link. None of the parts before the reference can hold a blank.
 */
export function copyKey({ tenant, eyes, instance, reference }: CopyOf): CopyKey {
  const { clientKey, epoch } = tenant;
  const [owner, version] = namesOf(eyes);
  const text = `${clientKey} ${epoch} ${instance.baseUrl} ${owner} ${version} ${JSON.stringify(reference)}`;
  return { text, tenant: clientKey, owner };
}

function namesOf(eyes: Eyes): readonly [owner: string, version: string] {
  switch (eyes.of) {
    case 'link':
      return [linkName(eyes.link), eyes.link.version];
    case 'shared':
      return ['', `shared:${eyes.version}`];
    case 'anybody':
      return ['', ''];
  }
}
