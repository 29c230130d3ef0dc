import { AppError, gone, unavailable } from '../errors.js';
import { GitLabError, OAuthError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, GitLabUser, TokenPair } from '../gitlab/oauth/oauth.js';
import type { Settings } from '../settings.js';
import { isDatabaseAway } from '../storage/faults.js';
import type { Sealer } from '../storage/sealing.js';
import { discard, type DiscardParts } from './discard.js';
import { insist } from './insist.js';
import { NO_SECRETS, type Flows } from './flows.js';
import { redirectUri } from '../sites/redirect-uri.js';
import { REFUSES_APP } from './refresh-call.js';
import { flowPlace, sealFlowTokens } from './sealed-tokens.js';
import { hashCode, makeCode } from './secrets.js';
import { FLOW_MS } from './start-flow.js';
import type { FlowFailure, FlowRow } from './tables.js';

/** What the exchange of a code needs. */
export interface ExchangeParts extends DiscardParts {
  readonly settings: Pick<Settings, 'baseUrl'>;
  readonly flows: Flows;
  readonly oauth: Pick<GitLabOAuth, 'exchange' | 'currentUser' | 'revoke'>;
  readonly sealer: Sealer;
}

/** What a flow waits with until the person confirms it. */
export interface Pending {
  readonly user: GitLabUser;
  /** To be typed in Confluence; only where a link started the flow. */
  readonly code: string | undefined;
}

/** Exchanges codes, and knows which are under way. */
export interface Exchanger {
  /**
   * Fetches tokens for a flow that was claimed (`exchanging`) and keeps them sealed until Confirm. The code is sent once: GitLab
   * takes it once. Whatever goes wrong afterwards, tokens that came are queued for revocation, or revoked at once where the database
   * stays away. Goes on when nobody waits for it any more.
   * @throws AppError 502, 503, 410; what the database threw
   */
  exchange(flow: FlowRow, instance: GitLabInstance, code: string): Promise<Pending>;
  /** Waits for what is under way, 50 s at most: its tokens must be stored or revoked. */
  stop(): Promise<void>;
}

/** From its beginning the database is waited for as long as the request may take, which is answered within 25 s. */
const IN_ALL_MS = 24_000;
const EXCHANGE_MS = 18_000;
const USER_MS = 4_000;
const CODE_MS = 5 * 60_000;

export function createExchanger(parts: ExchangeParts): Exchanger {
  const running = new Set<Promise<Pending>>();
  return {
    exchange(flow, instance, code) {
      const mine = exchangeCode(parts, flow, instance, code).finally(() => running.delete(mine));
      running.add(mine);
      return mine;
    },
    async stop() {
      await Promise.allSettled(running);
    },
  };
}

async function exchangeCode(parts: ExchangeParts, flow: FlowRow, instance: GitLabInstance, code: string): Promise<Pending> {
  const until = parts.clock() + IN_ALL_MS;
  const pair = await fetchTokens(parts, flow, instance, code);
  try {
    const user = await parts.oauth.currentUser(instance, pair.accessToken, AbortSignal.timeout(USER_MS));
    return await hold(parts, flow, pair, { ...user, username: user.username.slice(0, 255), name: user.name.slice(0, 255) }, until);
  } catch (error) {
    await discard(parts, { clientKey: flow.clientKey, instance, pair }, until);
    if (error instanceof AppError) throw error;
    const refused = error instanceof GitLabError && ['unauthorized', 'forbidden', 'not-found'].includes(error.failure);
    const refusal = await failed(parts, flow, refused ? 'refused' : 'unavailable', error);
    throw isDatabaseAway(error) ? error : refusal;
  }
}

async function fetchTokens(parts: ExchangeParts, flow: FlowRow, instance: GitLabInstance, code: string): Promise<TokenPair> {
  if (flow.sealedVerifier === null) throw gone({ say: 'usedBefore' });
  const codeVerifier = parts.sealer.open(flow.sealedVerifier, flowPlace(flow, 'verifier'));
  const signal = AbortSignal.timeout(EXCHANGE_MS);
  try {
    return await parts.oauth.exchange(instance, { code, codeVerifier, redirectUri: redirectUri(parts.settings, instance.id), signal });
  } catch (error) {
    const failure = error instanceof OAuthError ? error.failure : 'lost';
    if (failure === 'invalid_client') {
      parts.logger.error({ tenant: flow.clientKey, instance: instance.id, err: error }, REFUSES_APP);
    }
    throw await failed(parts, flow, failure === 'lost' || failure === 'unavailable' ? 'unavailable' : 'refused', error);
  }
}

async function hold(parts: ExchangeParts, flow: FlowRow, pair: TokenPair, user: GitLabUser, until: number): Promise<Pending> {
  const { flows, sealer, clock } = parts;
  const now = clock();
  const code = flow.lowTrust ? makeCode() : undefined;
  const values = {
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
  } as const;
  const isHeld = await insist(parts, until, async () => (await flows.move(flow, 'exchanging', values)) || wasHeld(await flows.findOwn(flow)));
  if (!isHeld) throw gone({ say: 'endedMeanwhile' });
  return { user, code };
}

/** Nobody but its exchange brings a flow so far: an earlier try was carried out, and its answer lost. */
function wasHeld(flow: FlowRow | undefined): boolean {
  return flow?.status === 'pending' || flow?.status === 'linked';
}

/** Where the database is away the flow ends by itself: by then it holds nothing. */
async function failed(parts: ExchangeParts, flow: FlowRow, failure: FlowFailure, cause: unknown): Promise<AppError> {
  await insist(parts, 0, () => parts.flows.end(flow, 'failed', failure));
  return failure === 'unavailable'
    ? unavailable({ say: 'gitlabLate' }, 30, cause)
    : refusedByGitLab(cause);
}

/** GitLab answered, and it was a no that trying again at once won't change. */
export function refusedByGitLab(cause: unknown): AppError {
  return new AppError(502, 'refused-by-gitlab', { say: 'gitlabRefused' }, { cause });
}
