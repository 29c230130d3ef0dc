import type { Request } from 'express';
import type { ConnectCaller } from '../connect/caller.js';
import { forbidden, gone, notFound } from '../errors.js';
import type { Flows } from './flows.js';
import { accountIdOf } from './request-parts.js';
import { hashSecret, nameForLog } from './secrets.js';
import type { FlowRow, LinkRow } from './tables.js';

/**
 * The flow whose secret the frame sent (`X-Flow-Secret`), if it is this person's on this site and this installation of the app.
 * @throws AppError 401 anonymous · 403 no secret · 404 nobody's or another's · 410 too late
 */
export async function ownFlow({ flows, clock }: { flows: Flows; clock: () => number }, caller: ConnectCaller, req: Request): Promise<FlowRow> {
  const accountId = accountIdOf(caller);
  const secret = req.get('x-flow-secret');
  if (!secret) throw forbidden({ say: 'attemptSecret' });
  const flow = await flows.findOwn({ clientKey: caller.tenant.clientKey, accountId, secretHash: hashSecret(secret) });
  if (!flow) throw notFound({ say: 'attemptUnknown' });
  const over = flow.status !== 'linked' && flow.expiresAt.getTime() <= clock();
  if (over || flow.failure === 'expired' || flow.epoch !== caller.tenant.epoch) throw gone({ say: 'attemptTooLong' });
  return flow;
}

/** What the audit log says of who did something with their own account. */
export function actorOf({ clientKey, accountId, instanceId }: Pick<LinkRow, 'clientKey' | 'accountId' | 'instanceId'>) {
  return { clientKey, actor: accountId, instanceId };
}

/** What the log says of whom: ids only, and of the account a hash. */
export function about({ clientKey, accountId, instanceId }: Pick<LinkRow, 'clientKey' | 'accountId' | 'instanceId'>) {
  return { tenant: clientKey, account: nameForLog(clientKey, accountId), instance: instanceId };
}
