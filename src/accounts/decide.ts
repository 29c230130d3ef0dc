import { renderToString } from 'preact-render-to-string';
import { ConfirmPanel } from '../../views/accounts/confirm-panel.js';
import { FailedPanel } from '../../views/accounts/failed-panel.js';
import type { ConnectHandler, Tenant } from '../connect/caller.js';
import { conflict } from '../errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { instanceName } from '../gitlab/instance.js';
import type { Logger } from '../logger.js';
import type { Flows } from './flows.js';
import type { Links } from './links.js';
import { about, ownFlow } from './own-flow.js';
import { describePerson, type UserNames } from './people.js';
import { accountIdOf, InstanceBody, instanceOf, readBody } from './request-parts.js';
import type { FlowRow } from './tables.js';

interface Parts {
  readonly flows: Flows;
  readonly links: Links;
  readonly revokeSoon: () => void;
  readonly confluence: UserNames;
  readonly gitlab: Pick<GitLab, 'instance'>;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** `GET /api/link/status` → `{status, html?}`: how far the caller's flow is, with the panel to show when there is something to decide. */
export function createStatus(parts: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const flow = await ownFlow(parts, caller, req);
    if (flow.status === 'failed') {
      res.json({ status: flow.status, html: renderToString(FailedPanel({ failure: flow.failure, instance: flow.instanceId })) });
    } else if (flow.status === 'pending') {
      res.json({ status: flow.status, html: await renderConfirm(parts, caller.tenant, flow) });
    } else {
      res.json({ status: flow.status });
    }
  };
}

/** `POST /api/link/decline`: ends the flow wherever it stands; tokens that came are revoked. */
export function createDecline(parts: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const flow = await ownFlow(parts, caller, req);
    if (!(await parts.flows.end(flow.id, 'declined', null))) throw conflict('This attempt has ended already.');
    parts.revokeSoon();
    parts.logger.info(about(flow), 'linking declined');
    res.json({ status: 'declined' });
  };
}

/** `POST /api/link/disconnect` `{instance?}`: unlinks at once; GitLab hears of it as soon as it listens. */
export function createDisconnect({ links, revokeSoon, logger }: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const owner = { clientKey: caller.tenant.clientKey, accountId: accountIdOf(caller), instanceId: readBody(InstanceBody, req).instance };
    const removed = await links.remove(owner);
    revokeSoon();
    if (removed) logger.info(about(owner), 'account unlinked');
    res.json({ status: 'unlinked' });
  };
}

async function renderConfirm({ links, confluence, gitlab }: Parts, tenant: Tenant, flow: FlowRow): Promise<string> {
  const instance = instanceOf(gitlab, flow);
  const person = await describePerson(confluence, tenant, flow);
  const gitlabUserId = flow.gitlabUserId ?? '';
  const current = await links.find(flow);
  return renderToString(
    ConfirmPanel({
      instance: flow.instanceId,
      gitlab: { username: flow.username ?? '', name: flow.name ?? '', host: instanceName(instance) },
      confluence: person,
      replaces: current && current.gitlabUserId !== gitlabUserId ? current.username : undefined,
      shared: (await links.countSharers({ ...flow, gitlabUserId })) > 0,
      needsCode: flow.lowTrust,
    }),
  );
}
