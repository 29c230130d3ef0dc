import type { Policies } from '../../sites/policies.js';
import { shortly } from './typed-lists.js';

/** As the audit log names them. */
export type PolicyName = 'spaces' | 'linking' | 'unlinked' | 'places' | 'exports' | 'code';

/** What a policy says, in short words for the audit log. */
export function saysOf(name: PolicyName, policies: Policies, instances: readonly { readonly id: string; readonly baseUrl: string }[]): string {
  const { spaces, linkingGroups, guestsMayLink, unlinked, places, exports, codeFallback } = policies;
  switch (name) {
    case 'spaces':
      return spaces === null ? 'everywhere' : shortly(spaces);
    case 'linking':
      return [linkingGroups === null ? 'everyone' : shortly(linkingGroups.map((group) => group.name)), ...(guestsMayLink ? ['guests'] : [])].join(', ');
    case 'unlinked':
      return unlinked;
    case 'places':
      return places === null ? 'everything' : shortly(places.map(({ instance, path }) => `${instances.find(({ id }) => id === instance)?.baseUrl ?? instance}/${path}`));
    case 'exports':
      return exports;
    case 'code':
      return codeFallback ? 'on' : 'off';
  }
}
