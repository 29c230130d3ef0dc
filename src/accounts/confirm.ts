import { z } from 'zod';
import type { ConnectHandler, Tenant } from '../connect/caller.js';
import { isOver } from '../connect/tenant-tables.js';
import { conflict, forbidden, gone } from '../errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import { NOTHING_LEFT, type Flows } from './flows.js';
import type { Links } from './links.js';
import { about, ownFlow } from './own-flow.js';
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
  readonly gitlab: Pick<GitLab, 'instance'>;
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
    if (flow.status === 'failed' || flow.status === 'declined') throw gone('This attempt has ended. Connect GitLab again.');
    if (flow.status !== 'pending') throw conflict('There is nothing to confirm.');
    instanceOf(parts.gitlab, flow);
    if ((await parts.tenants.find(flow.clientKey))?.epoch !== flow.epoch) throw gone('The app was installed anew or removed since.');
    if (flow.lowTrust) await checkCode(parts, flow, code);
    await link(parts, flow);
    parts.revokeSoon();
    parts.logger.info(about(flow), 'account linked');
    res.json({ status: 'linked' });
  };
}

/** @throws AppError 403 wrong, and after five wrong ones the flow is dead · 410 too late · 429 */
async function checkCode({ flows, revokeSoon, sealer, logger, clock }: Parts, flow: FlowRow, code: string | undefined): Promise<void> {
  if (!flow.codeExpiresAt || flow.codeExpiresAt.getTime() <= clock()) throw gone('The code is too old. Connect GitLab again.');
  const tries = await flows.countTry(flow);
  if (tries <= TRIES && isCodeOf(flow.codeHash, sealer.signingKeys('link-code'), flow.id, code ?? '')) return;
  logger.info({ ...about(flow), tries }, 'wrong code');
  if (tries < TRIES) throw forbidden('That is not the code. Look at the window that GitLab sent you back to.');
  await flows.end(flow.id, 'failed', 'code');
  revokeSoon();
  throw forbidden('That was not the code, for the last time. Connect GitLab again.');
}

/** Pending to linked and the link itself, in one transaction: neither is there without the other. */
async function link({ database, flows, links, sealer, clock }: Parts, flow: FlowRow): Promise<void> {
  const pair = openFlowTokens(sealer, flow);
  if (!pair || flow.gitlabUserId === null || flow.username === null || flow.name === null) throw conflict('There is nothing to confirm.');
  const { clientKey, accountId, instanceId, instanceUrl, gitlabUserId, username, name } = flow;
  const row: LinkRow = {
    clientKey, accountId, instanceId, instanceUrl, gitlabUserId, username, name,
    version: makeId(), cas: 0, status: 'linked',
    ...sealLinkTokens(sealer, flow, pair), expiresAt: new Date(pair.expiresAt),
    leaseOwner: null, leaseUntil: null, retryAt: null, lostTries: 0, linkedAt: new Date(clock()),
  };
  await database.write(async (transaction) => {
    if (await isOver(database, flow, transaction)) throw gone('The app was installed anew or removed since.');
    if (!(await flows.move(flow.id, 'pending', { ...NOTHING_LEFT, status: 'linked' }, transaction))) throw conflict('There is nothing to confirm any more.');
    await links.put(row, transaction);
  });
  links.ended(row);
}
