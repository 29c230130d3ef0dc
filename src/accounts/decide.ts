import { ConfirmPanel } from '../../views/accounts/confirm-panel.js';
import { FailedPanel } from '../../views/accounts/failed-panel.js';
import type { Words } from '../../views/words/words.js';
import type { Audit } from '../audit/audit.js';
import type { ConnectHandler, Tenant } from '../connect/caller.js';
import { conflict } from '../errors.js';
import { instanceName } from '../gitlab/instance.js';
import { renderIn, viewOf } from '../http/render.js';
import type { Logger } from '../logger.js';
import type { Sites } from '../sites/site.js';
import type { Languages } from '../words/languages.js';
import type { Flows } from './flows.js';
import type { Links } from './links.js';
import { about, actorOf, ownFlow } from './own-flow.js';
import { describePerson, type UserNames } from './people.js';
import { createPersonLimit } from './person-limit.js';
import { accountIdOf, InstanceBody, instanceOf, readBody } from './request-parts.js';
import type { FlowRow } from './tables.js';

interface Parts {
  readonly flows: Flows;
  readonly links: Links;
  readonly revokeSoon: () => void;
  readonly confluence: UserNames;
  readonly sites: Pick<Sites, 'of'>;
  readonly audit: Pick<Audit, 'note'>;
  readonly logger: Logger;
  readonly languages: Pick<Languages, 'wordsOf'>;
  readonly clock: () => number;
}

/** `GET /api/link/status` → `{status, html?}`: how far the caller's flow is, with the panel to show when there is something to decide. */
export function createStatus(parts: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const flow = await ownFlow(parts, caller, req);
    const words = parts.languages.wordsOf(req, caller);
    if (flow.status === 'failed') {
      res.json({ status: flow.status, html: renderIn(words, viewOf(FailedPanel, { failure: flow.failure, instance: flow.instanceId })) });
    } else if (flow.status === 'pending') {
      res.json({ status: flow.status, html: await renderConfirm(parts, caller.tenant, flow, words) });
    } else {
      res.json({ status: flow.status });
    }
  };
}

/** `POST /api/link/decline`: ends the flow wherever it stands; tokens that came are revoked. */
export function createDecline(parts: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const flow = await ownFlow(parts, caller, req);
    if (!(await parts.flows.end(flow, 'declined', null))) throw conflict({ say: 'attemptEndedAlready' });
    parts.revokeSoon();
    parts.audit.note({ ...actorOf(flow), action: 'link-declined' });
    parts.logger.info(about(flow), 'linking declined');
    res.json({ status: 'declined' });
  };
}

/** More than a site can have instances. */
const MOST_DISCONNECTS = 30;

/** `POST /api/link/disconnect` `{instance?}`: unlinks at once; GitLab hears of it as soon as it listens. @throws AppError 429 */
export function createDisconnect({ links, revokeSoon, audit, logger, clock }: Parts): ConnectHandler {
  const countOne = createPersonLimit(MOST_DISCONNECTS, clock);
  return async (caller, req, res) => {
    const owner = { clientKey: caller.tenant.clientKey, accountId: accountIdOf(caller), instanceId: readBody(InstanceBody, req).instance };
    countOne(owner);
    if (await links.remove(owner)) {
      revokeSoon();
      audit.note({ ...actorOf(owner), action: 'unlinked' });
      logger.info(about(owner), 'account unlinked');
    }
    res.json({ status: 'unlinked' });
  };
}

async function renderConfirm({ links, confluence, sites }: Parts, tenant: Tenant, flow: FlowRow, words: Words): Promise<string> {
  const instance = await instanceOf(sites, flow);
  const person = await describePerson(confluence, tenant, flow, words);
  const gitlabUserId = flow.gitlabUserId ?? '';
  const current = await links.find(flow);
  return renderIn(
    words,
    viewOf(ConfirmPanel, {
      instance: flow.instanceId,
      gitlab: { username: flow.username ?? '', name: flow.name ?? '', host: instanceName(instance) },
      confluence: person,
      replaces: current && current.gitlabUserId !== gitlabUserId ? current.username : undefined,
      shared: (await links.countSharers({ ...flow, gitlabUserId })) > 0,
      needsCode: flow.lowTrust,
    }),
  );
}
