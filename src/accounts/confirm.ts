import { z } from 'zod';
import type { Audit } from '../audit/audit.js';
import type { ConnectCaller, ConnectHandler, Tenant } from '../connect/caller.js';
import { isOver } from '../connect/tenant-tables.js';
import { AppError, conflict, forbidden, gone } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { StoredSites } from '../sites/sites.js';
import type { Sealer } from '../storage/sealing.js';
import { NOTHING_LEFT, type Flows } from './flows.js';
import type { Links } from './links.js';
import { checkCodesAllowed, checkMayLink, type LinkingPolicyParts } from './linking-policy.js';
import { about, actorOf, ownFlow } from './own-flow.js';
import { instanceOf, readBody } from './request-parts.js';
import { openFlowTokens, sealLinkTokens } from './sealed-tokens.js';
import { isCodeOf, makeId } from './secrets.js';
import type { FlowRow, LinkRow } from './tables.js';

interface Parts {
  readonly database: Database;
  readonly flows: Flows;
  readonly links: Links;
  readonly revokeSoon: () => void;
  readonly tenants: { find(clientKey: string): Promise<Tenant | undefined> };
  readonly sites: Pick<StoredSites, 'of' | 'isInUse'>;
  readonly audit: Pick<Audit, 'note' | 'write'>;
  readonly confluence: LinkingPolicyParts['confluence'];
  readonly sealer: Sealer;
  readonly logger: Logger;
  readonly clock: () => number;
}

const ConfirmBody = z.object({ code: z.string().max(40).optional() });
const TRIES = 5;

/** `POST /api/link/confirm` `{code?}`: the one step that stores a link. @throws AppError 403 wrong code · 404 · 409 · 410 */
export function createConfirm(parts: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const flow = await ownFlow(parts, caller, req);
    const { code } = readBody(ConfirmBody, req);
    await confirm(parts, caller, flow, code).catch((error: unknown) => {
      // A wrong code is written down where it is counted, and a refusal where it is made.
      if (error instanceof AppError && error.status === 410) parts.audit.note({ ...actorOf(flow), action: 'confirm-failed', details: { why: 'late' } });
      throw error;
    });
    parts.revokeSoon();
    parts.logger.info(about(flow), 'account linked');
    res.json({ status: 'linked' });
  };
}

async function confirm(parts: Parts, caller: ConnectCaller, flow: FlowRow, code: string | undefined): Promise<void> {
  if (flow.status === 'failed' || flow.status === 'declined') throw gone({ say: 'attemptEnded' });
  if (flow.status !== 'pending') throw conflict({ say: 'nothingToConfirm' });
  await instanceOf(parts.sites, flow);
  if ((await parts.tenants.find(flow.clientKey))?.epoch !== flow.epoch) throw gone({ say: 'installedAnew' });
  const { policies } = await parts.sites.of(flow);
  if (flow.lowTrust) {
    checkCodesAllowed(policies);
    await checkCode(parts, flow, code);
  }
  // The person, or what is allowed, may have changed since the flow began.
  await checkMayLink(parts, caller, flow.accountId, policies, flow.instanceId);
  await link(parts, flow);
}

/** @throws AppError 403 wrong, and after five wrong ones the flow is dead · 410 too late · 429 */
async function checkCode({ flows, revokeSoon, audit, sealer, logger, clock }: Parts, flow: FlowRow, code: string | undefined): Promise<void> {
  if (!flow.codeExpiresAt || flow.codeExpiresAt.getTime() <= clock()) throw gone({ say: 'codeTooOld' });
  const tries = await flows.countTry(flow);
  if (tries <= TRIES && isCodeOf(flow.codeHash, sealer.signingKeys('link-code'), flow.id, code ?? '')) return;
  audit.note({ ...actorOf(flow), action: 'confirm-failed', details: { tries: String(tries) } });
  logger.info({ ...about(flow), tries }, 'wrong code');
  if (tries < TRIES) throw forbidden({ say: 'codeWrong' });
  await flows.end(flow, 'failed', 'code');
  revokeSoon();
  throw forbidden({ say: 'codeWrongLast' });
}

/** Pending to linked and the link itself, in one transaction: neither is there without the other. */
async function link({ database, flows, links, sites, audit, sealer, clock }: Parts, flow: FlowRow): Promise<void> {
  const pair = openFlowTokens(sealer, flow);
  if (!pair || flow.gitlabUserId === null || flow.username === null || flow.name === null) throw conflict({ say: 'nothingToConfirm' });
  const { clientKey, accountId, instanceId, instanceUrl, gitlabUserId, username, name, scopes } = flow;
  const row: LinkRow = {
    clientKey, accountId, instanceId, instanceUrl, gitlabUserId, username, name,
    version: makeId(), cas: 0, status: 'linked',
    ...sealLinkTokens(sealer, flow, pair), expiresAt: new Date(pair.expiresAt),
    leaseOwner: null, leaseUntil: null, retryAt: null, lostTries: 0, linkedAt: new Date(clock()),
    scopes, lastUsedAt: null,
  };
  await database.ofTenant(clientKey).write(async (transaction) => {
    if (await isOver(database, flow, transaction)) throw gone({ say: 'installedAnew' });
    if (!(await sites.isInUse(flow, transaction))) throw gone({ say: 'gitlabChanged' });
    if (!(await flows.move(flow, 'pending', { ...NOTHING_LEFT, status: 'linked' }, transaction))) throw conflict({ say: 'nothingToConfirmNow' });
    await links.put(row, transaction);
    await audit.write({ ...actorOf(flow), action: 'linked', details: { username } }, transaction);
  });
  links.ended(row);
}
