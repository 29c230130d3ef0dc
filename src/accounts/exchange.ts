import { AppError, gone, unavailable } from '../errors.js';
import { GitLabError, OAuthError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, GitLabUser, TokenPair } from '../gitlab/oauth/oauth.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import { NO_SECRETS, type Flows } from './flows.js';
import { redirectUri } from '../sites/redirect-uri.js';
import { REFUSES_APP } from './refresh-call.js';
import type { Revocations } from './revocations.js';
import { flowPlace, sealFlowTokens } from './sealed-tokens.js';
import { hashCode, makeCode } from './secrets.js';
import { FLOW_MS } from './start-flow.js';
import type { FlowFailure, FlowRow } from './tables.js';

/** What the exchange of a code needs. */
export interface ExchangeParts {
  readonly settings: Pick<Settings, 'baseUrl'>;
  readonly database: Database;
  readonly flows: Flows;
  readonly revocations: Revocations;
  readonly revokeSoon: () => void;
  readonly gitlab: { readonly oauth: Pick<GitLabOAuth, 'exchange' | 'currentUser'> };
  readonly sealer: Sealer;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** What a flow waits with until the person confirms it. */
export interface Pending {
  readonly user: GitLabUser;
  /** To be typed in Confluence; only where a link started the flow. */
  readonly code: string | undefined;
}

const EXCHANGE_MS = 18_000;
const USER_MS = 4_000;
const CODE_MS = 5 * 60_000;

/**
 * Fetches tokens for a flow that was claimed (`exchanging`) and keeps them sealed until Confirm. The code is sent once: GitLab
 * takes it once. Whatever goes wrong afterwards, tokens that came are queued for revocation.
 * @throws AppError 502, 503, 410
 */
export async function exchangeCode(parts: ExchangeParts, flow: FlowRow, instance: GitLabInstance, code: string): Promise<Pending> {
  const pair = await fetchTokens(parts, flow, instance, code);
  try {
    const user = await parts.gitlab.oauth.currentUser(instance, pair.accessToken, AbortSignal.timeout(USER_MS));
    return await hold(parts, flow, pair, { ...user, username: user.username.slice(0, 255), name: user.name.slice(0, 255) });
  } catch (error) {
    await discard(parts, flow, pair, instance);
    if (error instanceof AppError) throw error;
    const refused = error instanceof GitLabError && ['unauthorized', 'forbidden', 'not-found'].includes(error.failure);
    throw await failed(parts, flow, refused ? 'refused' : 'unavailable', error);
  }
}

async function fetchTokens(parts: ExchangeParts, flow: FlowRow, instance: GitLabInstance, code: string): Promise<TokenPair> {
  if (flow.sealedVerifier === null) throw gone({ say: 'usedBefore' });
  const codeVerifier = parts.sealer.open(flow.sealedVerifier, flowPlace(flow, 'verifier'));
  const signal = AbortSignal.timeout(EXCHANGE_MS);
  try {
    return await parts.gitlab.oauth.exchange(instance, { code, codeVerifier, redirectUri: redirectUri(parts.settings, instance.id), signal });
  } catch (error) {
    const failure = error instanceof OAuthError ? error.failure : 'lost';
    if (failure === 'invalid_client') {
      parts.logger.error({ tenant: flow.clientKey, instance: instance.id, err: error }, REFUSES_APP);
    }
    throw await failed(parts, flow, failure === 'lost' || failure === 'unavailable' ? 'unavailable' : 'refused', error);
  }
}

async function hold({ flows, sealer, clock }: ExchangeParts, flow: FlowRow, pair: TokenPair, user: GitLabUser): Promise<Pending> {
  const now = clock();
  const code = flow.lowTrust ? makeCode() : undefined;
  const held = await flows.move(flow, 'exchanging', {
    ...NO_SECRETS,
    ...sealFlowTokens(sealer, flow, pair),
    status: 'pending',
    tokenExpiresAt: new Date(pair.expiresAt),
    gitlabUserId: user.id,
    username: user.username,
    name: user.name,
    scopes: pair.scope ?? null,
    codeHash: code === undefined ? null : hashCode(sealer.signingKeys('link-code')[0], flow.id, code),
    codeExpiresAt: code === undefined ? null : new Date(now + CODE_MS),
    expiresAt: new Date(now + FLOW_MS),
  });
  if (!held) throw gone({ say: 'endedMeanwhile' });
  return { user, code };
}

async function discard({ database, revocations, revokeSoon }: ExchangeParts, { clientKey, instanceId, instanceUrl }: FlowRow, pair: TokenPair, { oauth: application }: GitLabInstance): Promise<void> {
  await database.ofTenant(clientKey).write((transaction) => revocations.keep([{ instanceId, instanceUrl, pair, application }], transaction));
  revokeSoon();
}

async function failed({ flows }: ExchangeParts, flow: FlowRow, failure: FlowFailure, cause: unknown): Promise<AppError> {
  await flows.end(flow, 'failed', failure);
  return failure === 'unavailable'
    ? unavailable({ say: 'gitlabLate' }, 30, cause)
    : refusedByGitLab(cause);
}

/** GitLab answered, and it was a no that trying again at once won't change. */
export function refusedByGitLab(cause: unknown): AppError {
  return new AppError(502, 'refused-by-gitlab', { say: 'gitlabRefused' }, { cause });
}
