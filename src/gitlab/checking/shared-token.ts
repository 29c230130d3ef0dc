import type { Logger } from '../../logger.js';
import type { HttpClient } from '../calls/http-client.js';
import type { GitLabInstance } from '../instance.js';
import { createAsk, fieldOf, isReply, type Ask, type Replied, type Reply } from './asking.js';
import { readPlaces } from './seen-places.js';
import type { CheckKey, CheckSentence } from './step.js';

/** What GitLab says of a token that is to be shared. */
export interface TokenFacts {
  readonly kind: 'group' | 'project' | 'service-account' | 'person';
  readonly username: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** A day, `2027-05-01`; null where it never ends. */
  readonly expiresOn: string | null;
  /** As GitLab spells them. */
  readonly places: readonly string[];
}

export type TokenCheck = { readonly ok: true; readonly facts: TokenFacts } | { readonly ok: false; readonly problem: CheckSentence };

/** Asks GitLab what a token is and whether it does for being shared. */
export interface SharedTokenCheck {
  /**
   * Refuses what GitLab doesn't accept, what may do more than read, an administrator's, and one that doesn't see all these groups and
   * projects; 15 s at most. @throws nothing that GitLab could cause
   */
  check(instance: Pick<GitLabInstance, 'baseUrl'>, token: string, places: readonly string[], signal: AbortSignal): Promise<TokenCheck>;
}

export interface SharedTokenCheckParts {
  readonly http: HttpClient;
  readonly logger: Pick<Logger, 'info'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const EACH_MS = 5_000;
const ALL_MS = 15_000;

/** All that only reads; the last three tell who somebody is. https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes */
const READING: ReadonlySet<string> = new Set(['read_api', 'read_user', 'read_repository', 'openid', 'profile', 'email']);
const NEEDED = 'read_api';

export function createSharedTokenCheck({ http, logger, clock }: SharedTokenCheckParts): SharedTokenCheck {
  return {
    async check({ baseUrl }, token, places, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(ALL_MS)]);
      const answer = await look(createAsk({ http, clock, signal: within, timeoutMs: EACH_MS }), { baseUrl, token, places, now: clock() });
      logger.info(answer.ok ? { kind: answer.facts.kind } : { said: answer.problem.say }, 'checked a token that is to be shared');
      return answer;
    },
  };
}

interface Looked {
  readonly baseUrl: string;
  readonly token: string;
  readonly places: readonly string[];
  readonly now: number;
}

/** https://docs.gitlab.com/api/personal_access_tokens/#retrieve-details-on-a-personal-access-token : groups', projects' and service accounts' tokens too. */
async function look(ask: Ask, { baseUrl, token, places, now }: Looked): Promise<TokenCheck> {
  const self = await ask({ url: `${baseUrl}/api/v4/personal_access_tokens/self`, accessToken: token });
  if (!isGood(self)) return refusedBy(self);
  const told = readSelf(self.json);
  if (!told) return refuse('checks.tokenUntold');
  if (told.revoked || !told.active || (told.expiresOn !== null && Date.parse(`${told.expiresOn}T00:00:00Z`) <= now)) return refuse('checks.tokenOver');
  const wide = told.scopes.filter((scope) => !READING.has(scope));
  if (wide.length > 0) return refuse('checks.tokenTooWide', { scopes: wide.slice(0, 10).join(', ') });
  if (!told.scopes.includes(NEEDED)) return refuse('checks.tokenTooNarrow');
  const user = await ask({ url: `${baseUrl}/api/v4/user`, accessToken: token });
  if (!isGood(user)) return refusedBy(user);
  const username = fieldOf(user.json, 'username');
  if (typeof username !== 'string' || username === '') return refuse('checks.tokenUntold');
  // Told of administrators alone: https://docs.gitlab.com/api/users/#retrieve-the-current-user
  if (fieldOf(user.json, 'is_admin') === true) return refuse('checks.tokenOfAdministrator', { username: username.slice(0, 255) });
  const seen = await readPlaces(ask, baseUrl, token, places);
  if (!seen) return refuse('checks.tokenPlacesUntold');
  const hidden = places.filter((_place, index) => seen[index] === undefined);
  if (hidden.length > 0) return refuse('checks.tokenPlacesHidden', { places: hidden.slice(0, 10).join(', ') });
  const { name, scopes, expiresOn } = told;
  const spelled = [...new Set(seen.flatMap((place) => place ?? []))];
  return { ok: true, facts: { kind: kindOf(username, fieldOf(user.json, 'bot') === true), username: username.slice(0, 255), name, scopes, expiresOn, places: spelled } };
}

/** GitLab makes the names of these accounts: https://docs.gitlab.com/user/group/settings/group_access_tokens/#bot-users-for-groups */
function kindOf(username: string, bot: boolean): TokenFacts['kind'] {
  if (bot && /^group_\d+_bot/.test(username)) return 'group';
  if (bot && /^project_\d+_bot/.test(username)) return 'project';
  return bot || username.startsWith('service_account_') ? 'service-account' : 'person';
}

function isGood(reply: Reply): reply is Replied {
  return isReply(reply) && reply.status === 200;
}

function refusedBy(reply: Reply): TokenCheck {
  if (!isReply(reply)) return refuse('checks.tokenNoAnswer');
  if (reply.status === 401) return refuse('checks.tokenUnknown');
  if (reply.status === 403) return refuse(fieldOf(reply.json, 'error') === 'insufficient_scope' ? 'checks.tokenTooNarrow' : 'checks.tokenForbidden');
  return refuse(reply.status === 429 ? 'checks.limited' : 'checks.tokenUntold');
}

function refuse(say: CheckKey, values?: CheckSentence['values']): TokenCheck {
  return { ok: false, problem: { say, ...(values ? { values } : {}) } };
}

interface Self extends Pick<TokenFacts, 'name' | 'scopes' | 'expiresOn'> {
  readonly active: boolean;
  readonly revoked: boolean;
}

/** Undefined for what says less than has to be known. */
function readSelf(json: unknown): Self | undefined {
  const [name, scopes, expiresOn, active, revoked] = ['name', 'scopes', 'expires_at', 'active', 'revoked'].map((field) => fieldOf(json, field));
  const isList = Array.isArray(scopes) && scopes.length <= 50 && scopes.every((scope) => typeof scope === 'string' && scope.length <= 100);
  const isDay = expiresOn === null || (typeof expiresOn === 'string' && /^\d{4}-\d\d-\d\d$/.test(expiresOn));
  if (!isList || !isDay || typeof active !== 'boolean' || typeof revoked !== 'boolean') return undefined;
  return { name: String(name ?? '').slice(0, 255), scopes: scopes as string[], expiresOn: expiresOn as string | null, active, revoked };
}
