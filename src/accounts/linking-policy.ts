import type { Audit } from '../audit/audit.js';
import type { ConnectCaller } from '../connect/caller.js';
import type { People } from '../connect/confluence-people.js';
import { forbidden, type Said } from '../errors.js';
import type { Policies } from '../sites/policies.js';

export interface LinkingPolicyParts {
  readonly confluence: Pick<People, 'person' | 'groupsOf'>;
  readonly audit: Pick<Audit, 'note'>;
}

/** Why somebody may not link, as the audit log has it and as they are told. */
const REFUSALS = { guest: 'guestsDontLink', groups: 'groupsLink', unknown: 'groupsUntold', codes: 'codesOff' } as const satisfies Record<string, Said['say']>;

const CALL_MS = 3_000;

/**
 * Lets on only whom the site's administrators let link an account. Where groups are chosen, somebody whose groups Confluence doesn't tell
 * is none of them. Whom it doesn't tell to be a guest counts as a member: what they would see is what GitLab shows to them anyway.
 * @throws AppError 403, which is written down
 */
export async function checkMayLink({ confluence, audit }: LinkingPolicyParts, caller: ConnectCaller, accountId: string, policies: Policies, instanceId: string): Promise<void> {
  const { tenant } = caller;
  const why = await reasonAgainst(confluence, caller, accountId, policies);
  if (!why) return;
  audit.note({ clientKey: tenant.clientKey, action: 'link-refused', actor: accountId, subject: accountId, instanceId, details: { why } });
  throw forbidden({ say: REFUSALS[why] });
}

async function reasonAgainst(confluence: LinkingPolicyParts['confluence'], { tenant, elsewhere }: ConnectCaller, accountId: string, policies: Policies): Promise<keyof typeof REFUSALS | undefined> {
  // Forge's frames open no window of ours, so that their links always end with a code.
  if (elsewhere && !policies.codeFallback) return 'codes';
  const signal = AbortSignal.timeout(CALL_MS);
  const [person, groups] = await Promise.all([
    policies.guestsMayLink ? undefined : confluence.person(tenant, accountId, signal),
    policies.linkingGroups === null ? undefined : confluence.groupsOf(tenant, accountId, signal),
  ]);
  if (person?.isGuest) return 'guest';
  if (policies.linkingGroups === null) return undefined;
  if (!groups) return 'unknown';
  return policies.linkingGroups.some(({ id }) => groups.some((group) => group.id === id)) ? undefined : 'groups';
}

/** @throws AppError 403 where a link may not be made by a code */
export function checkCodesAllowed({ codeFallback }: Policies): void {
  if (!codeFallback) throw forbidden({ say: 'codesOff' });
}
