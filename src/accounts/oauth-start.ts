import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Tenant } from '../connect/caller.js';
import { badRequest, conflict, forbidden, gone } from '../errors.js';
import { instanceName, type GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth } from '../gitlab/oauth/oauth.js';
import type { Settings } from '../settings.js';
import type { Sites } from '../sites/site.js';
import type { Sealer } from '../storage/sealing.js';
import type { Languages } from '../words/languages.js';
import { setFlowCookie } from './flow-cookie.js';
import type { FlowTokens, Purpose } from './flow-tokens.js';
import type { Flows } from './flows.js';
import { checkCodesAllowed } from './linking-policy.js';
import { describePerson, type UserNames } from './people.js';
import { redirectUri } from '../sites/redirect-uri.js';
import { instanceOf, readBody } from './request-parts.js';
import { flowPlace } from './sealed-tokens.js';
import { hashSecret, isSecretOf, makeSecret } from './secrets.js';
import type { FlowRow } from './tables.js';
import { windowWords } from './window-words.js';

interface Parts {
  readonly settings: Pick<Settings, 'baseUrl'>;
  readonly flows: Flows;
  readonly tokens: FlowTokens;
  readonly tenants: { find(clientKey: string): Promise<Tenant | undefined> };
  readonly confluence: UserNames;
  readonly gitlab: { readonly oauth: Pick<GitLabOAuth, 'authorizeUrl'> };
  readonly sites: Pick<Sites, 'of'>;
  readonly sealer: Sealer;
  readonly languages: Pick<Languages, 'wordsOf'>;
  readonly clock: () => number;
}

const Body = z.object({ ticket: z.string().min(1).max(1_000), agreed: z.boolean().optional() });
/** How much longer a state is told from a forged one than its flow lives: who comes late learns that it is too late. */
const LATE_MS = 10 * 60_000;

/**
 * `POST /oauth/start` `{ticket, agreed?}`, sent by our own popup page → `{authorizeUrl}` and the flow's cookie.
 * `agreed` tells that a link brought the ticket. A `ticket2` is not used up before it is true: `{ask: {user, site, gitlab}}` says
 * what to ask the person first. A `ticket` is refused with it: that kind comes from the frame that opened the popup, and a link
 * that holds one was sent to get a flow without a code, and its cookie, into somebody else's browser.
 * @throws AppError 403 not from our page · 400 no ticket of ours · 409 used before · 410 too late
 */
export function createOAuthStart(parts: Parts): (req: Request, res: Response) => Promise<void> {
  const origin = new URL(parts.settings.baseUrl).origin;
  return async (req, res) => {
    refuseForeign(req, origin);
    const { ticket, agreed } = readBody(Body, req);
    const { flow, tenant, purpose } = await admit(parts, ticket);
    if (purpose === 'ticket' && agreed !== undefined) throw badRequest({ say: 'ticketNotForLink' });
    const instance = await instanceOf(parts.sites, flow);
    if (purpose === 'ticket2') checkCodesAllowed((await parts.sites.of(flow)).policies);
    if (purpose === 'ticket2' && !agreed) {
      const { name, site } = await describePerson(parts.confluence, tenant, flow, windowWords(parts.languages, req, res));
      res.json({ ask: { user: name, site, gitlab: instanceName(instance) } });
      return;
    }
    const started = await start(parts, flow, instance, purpose === 'ticket2');
    setFlowCookie(res, flow.id, started.cookie);
    res.json({ authorizeUrl: started.authorizeUrl });
  };
}

/** No other site can make a browser send these three together, and no form can. */
function refuseForeign(req: Request, origin: string): void {
  const json = /^application\/json(;|$)/i.test(req.get('content-type') ?? '');
  if (req.get('sec-fetch-site') !== 'same-origin' || req.get('origin') !== origin || !json) {
    throw forbidden({ say: 'openFromPanel' });
  }
}

async function admit({ flows, tokens, tenants, clock }: Parts, ticket: string): Promise<{ flow: FlowRow; tenant: Tenant; purpose: Purpose }> {
  const tooLate = () => gone({ say: 'ticketTooLate' });
  const read = tokens.read(ticket, ['ticket', 'ticket2']);
  if (read === 'expired') throw tooLate();
  if (read === 'invalid') throw badRequest({ say: 'ticketUnknown' });
  const flow = await flows.find(read.flowId);
  if (!flow) throw tooLate();
  if (!isSecretOf(read.purpose === 'ticket' ? flow.ticketHash : flow.ticket2Hash, ticket)) throw badRequest({ say: 'ticketUnknown' });
  const until = read.purpose === 'ticket' ? flow.ticketExpiresAt : flow.expiresAt;
  if (until.getTime() <= clock() || flow.status === 'failed' || flow.status === 'declined') throw tooLate();
  if (flow.status !== 'new') throw usedBefore();
  const tenant = await tenants.find(flow.clientKey);
  if (tenant?.epoch !== flow.epoch) throw gone({ say: 'installedAnewReload' });
  return { flow, tenant, purpose: read.purpose };
}

async function start({ settings, flows, tokens, gitlab, sealer }: Parts, flow: FlowRow, instance: GitLabInstance, lowTrust: boolean) {
  const verifier = makeSecret();
  const cookie = makeSecret();
  const state = tokens.issue('state', flow.id, flow.expiresAt.getTime() + LATE_MS);
  const started = await flows.move(flow, 'new', {
    status: 'started',
    lowTrust,
    stateHash: hashSecret(state),
    cookieHash: hashSecret(cookie),
    sealedVerifier: sealer.seal(verifier, flowPlace(flow, 'verifier')),
  });
  if (!started) throw usedBefore();
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
  const authorizeUrl = gitlab.oauth.authorizeUrl(instance, { state, codeChallenge, redirectUri: redirectUri(settings, instance.id) });
  return { authorizeUrl, cookie };
}

const usedBefore = () => conflict({ say: 'usedBeforeAgain' });
