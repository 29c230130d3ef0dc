import { GitLabError } from '../../gitlab/errors.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { parseReference } from '../../gitlab/references/parse-reference.js';
import { placeOf } from '../../gitlab/references/place-of.js';
import type { Reference } from '../../gitlab/references/reference.js';
import type { ListThing } from '../../gitlab/things/list.js';
import type { Thing } from '../../gitlab/things/things.js';
import { isWithin } from '../../sites/policies.js';
import type { SharedToken } from '../../sites/shared-token.js';
import { pathsOf } from './bars.js';
import { withoutOthers } from './within-places.js';

/** Who looks without a link of their own, and where. */
export interface Onlooker {
  readonly kind: 'member' | 'guest' | 'anonymous';
  /** Key of the Confluence space around, where that is known. */
  readonly space: string | undefined;
  /** It will stand in a document. */
  readonly exporting: boolean;
}

/** Whether an administrator has let that onlooker see that by the token. Pure. `now` in epoch milliseconds. */
export function mayLookBy(token: SharedToken, reference: Reference, { kind, space, exporting }: Onlooker, now: number): boolean {
  if (token.expiresAt !== undefined && token.expiresAt <= now) return false;
  if (space === undefined || !token.spaces.includes(space)) return false;
  const allowed = { member: true, guest: token.guests, anonymous: token.anonymous };
  return allowed[kind] && (token.exports || !exporting) && isCovered(token, placeOf(reference));
}

/** How GitLab is asked for that by a shared token: filters, counts and pages of a list would tell of rows that are left out only afterwards. Pure. */
export function forShared(reference: Reference): Reference {
  return reference.kind === 'list' ? { ...reference, openOnly: true } : reference;
}

/**
 * What a shared token may show of a thing: nothing that is confidential, and nothing outside of what the administrator has named.
 * What is told of other things along with it is left out, since nobody knows whether they are confidential.
 * @throws GitLabError `not-found` where nothing is left of it
 */
export function asShared(thing: Thing, token: SharedToken, instance: GitLabInstance): Thing {
  if (isConfidential(thing) || !pathsOf(thing, instance).every((path) => isCovered(token, path))) throw new GitLabError('not-found', 'A shared token does not show that.');
  return withoutUnsure(withoutOthers(thing, { path: (fullPath) => isCovered(token, fullPath), address: (url) => coversAddress(token, url, instance) }), thing);
}

function withoutUnsure(thing: Thing, told: Thing): Thing {
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
    case 'epic':
      return { ...thing, parent: undefined, children: undefined, movedTo: undefined };
    case 'list':
      return openOnly(thing, told.kind === 'list' ? told.rows.length : 0);
    // Both count what is confidential too.
    case 'milestone':
      return { ...thing, issues: undefined };
    case 'project':
      return { ...thing, openIssues: undefined };
    case 'board':
      return { ...thing, lists: thing.lists.map((list) => ({ ...list, issues: undefined })) };
    default:
      return thing;
  }
}

/** A list that GitLab was asked for as `forShared` says. Where there was something to leave out nevertheless, it says nothing of how long it is. */
function openOnly(list: ListThing, told: number): ListThing {
  const rows = list.rows.filter(({ confidential }) => !confidential);
  return rows.length === told ? list : { ...list, rows, total: undefined, next: undefined };
}

/** Whether that group or project is, or is within, one that the token may show. */
export function isCovered({ places }: SharedToken, fullPath: string | undefined): boolean {
  return fullPath !== undefined && isWithin(fullPath, places);
}

function coversAddress(token: SharedToken, url: string | undefined, instance: GitLabInstance): boolean {
  const reference = url === undefined ? undefined : parseReference(url, [instance]);
  return reference !== undefined && isCovered(token, placeOf(reference));
}

function isConfidential(thing: Thing): boolean {
  if (thing.kind === 'note') return thing.on.confidential || (thing.comment?.internal ?? false);
  return 'confidential' in thing && thing.confidential;
}
