import type { ConnectHandler } from '../connect/caller.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Sites } from '../sites/site.js';
import type { FlowTokens } from './flow-tokens.js';
import type { Flows } from './flows.js';
import { checkMayLink, type LinkingPolicyParts } from './linking-policy.js';
import { nameToKeep, type UserNames } from './people.js';
import { accountIdOf, InstanceBody, linkableInstance, readBody } from './request-parts.js';
import { hashSecret, makeId, makeSecret, nameForLog } from './secrets.js';

interface Parts {
  readonly settings: Pick<Settings, 'baseUrl'>;
  readonly flows: Flows;
  readonly tokens: FlowTokens;
  readonly revokeSoon: () => void;
  readonly confluence: UserNames & LinkingPolicyParts['confluence'];
  readonly audit: LinkingPolicyParts['audit'];
  readonly sites: Pick<Sites, 'of'>;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** How long a person has for each of the two parts of linking: up to GitLab's answer, and from there to Confirm. */
export const FLOW_MS = 10 * 60_000;
const TICKET_MS = 60_000;
/** Forge's frames open no window that could ask them for it, so their flows always end with a code. */
const NO_TICKET_MS = 0;

/**
 * `POST /api/link/start` `{instance?}` → `{flow, ticket, ticket2, popup, flowSecret}`. The frame keeps all of it in memory:
 * `ticket` goes to the popup that it opened, `ticket2` (null where the site allows no codes) into a link to `popup` where none answers or (under Forge) could, `flowSecret` stays.
 * @throws AppError 403 where the site's administrators don't let the person link
 */
export function createStart({ settings, flows, tokens, revokeSoon, confluence, audit, sites, logger, clock }: Parts): ConnectHandler {
  return async (caller, req, res) => {
    const accountId = accountIdOf(caller);
    const instance = await linkableInstance(sites, caller.tenant, readBody(InstanceBody, req).instance);
    const { clientKey, epoch } = caller.tenant;
    const now = clock();
    const id = makeId();
    const flowSecret = makeSecret();
    const ticketUntil = now + (caller.elsewhere ? NO_TICKET_MS : TICKET_MS);
    const ticket = tokens.issue('ticket', id, ticketUntil);
    const ticket2 = tokens.issue('ticket2', id, now + FLOW_MS);
    await flows.begin({
      id, clientKey, epoch, accountId, confluenceName: null, instanceId: instance.id, instanceUrl: instance.baseUrl,
      status: 'new', failure: null, lowTrust: false,
      secretHash: hashSecret(flowSecret), ticketHash: hashSecret(ticket), ticketExpiresAt: new Date(ticketUntil),
      ticket2Hash: hashSecret(ticket2), stateHash: null, cookieHash: null,
      sealedVerifier: null, sealedAccessToken: null, sealedRefreshToken: null, tokenExpiresAt: null,
      gitlabUserId: null, username: null, name: null, scopes: null, codeHash: null, codeExpiresAt: null,
      tries: 0, createdAt: new Date(now), expiresAt: new Date(now + FLOW_MS),
    });
    const { policies } = await sites.of(caller.tenant);
    // Only now: whoever starts too often makes us ask nobody.
    await checkMayLink({ confluence, audit }, caller, accountId, policies, instance.id).catch(async (refusal: unknown) => {
      await flows.end({ clientKey, id }, 'failed', 'refused');
      throw refusal;
    });
    const confluenceName = await nameToKeep(confluence, caller, accountId);
    if (confluenceName !== null) await flows.move({ clientKey, id }, 'new', { confluenceName });
    // A flow that this one has ended may have left tokens.
    revokeSoon();
    logger.info({ tenant: clientKey, account: nameForLog(clientKey, accountId), instance: instance.id, flow: id }, 'linking started');
    res.json({ flow: id, ticket, ticket2: policies.codeFallback ? ticket2 : null, popup: `${settings.baseUrl}/oauth/popup`, flowSecret });
  };
}
