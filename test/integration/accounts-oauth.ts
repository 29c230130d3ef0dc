import { OAuthError } from '../../src/gitlab/errors.js';
import type { GitLabOAuth, TokenPair } from '../../src/gitlab/oauth/oauth.js';

export interface OAuthCall {
  readonly kind: 'exchange' | 'refresh' | 'revoke' | 'currentUser';
  /** The code or token that was sent. */
  readonly sent: string;
}

type Answer = 'good' | 'hold' | OAuthError | Error;

/**
 * GitLab's side of linking, as measured: a refresh token works once and without grace, and a refresh kills the old access token.
 * `next` holds what becomes of the coming calls of a kind; then all is good again.
 */
export interface FakeOAuth extends GitLabOAuth {
  readonly calls: OAuthCall[];
  readonly next: Record<OAuthCall['kind'], Answer[]>;
  /** The call is carried out, and its answer gets lost. */
  readonly drops: Set<OAuthCall['kind']>;
  readonly user: { id: string; username: string; name: string };
  /** Lets a held call go on. */
  release(): void;
  /** Resolves once a call is held. */
  held(): Promise<void>;
  count(kind: OAuthCall['kind']): number;
  /** Resolves when so many calls of the kind were made. */
  called(kind: OAuthCall['kind'], times: number): Promise<void>;
  /** Resolves when all these tokens were revoked. */
  revoked(...tokens: string[]): Promise<void>;
  /** The refresh tokens that work now. */
  readonly alive: Set<string>;
}

export function createFakeOAuth(clock: () => number): FakeOAuth {
  let serial = 0;
  let free: (() => void) | undefined;
  const waiting: { tokens: Set<string>; done: () => void }[] = [];
  const holders: (() => void)[] = [];
  const counters: { kind: OAuthCall['kind']; times: number; done: () => void }[] = [];
  const gone = new Set<string>();
  const calls: OAuthCall[] = [];
  const next: FakeOAuth['next'] = { exchange: [], refresh: [], revoke: [], currentUser: [] };
  const drops = new Set<OAuthCall['kind']>();
  const alive = new Set<string>();

  function issue(): TokenPair {
    serial += 1;
    alive.add(`refresh-${serial}`);
    return { accessToken: `access-${serial}`, refreshToken: `refresh-${serial}`, expiresAt: clock() + 7_200_000 };
  }

  const count = (kind: OAuthCall['kind']) => calls.filter((made) => made.kind === kind).length;

  async function call<T>(kind: OAuthCall['kind'], sent: string, work: () => T): Promise<T> {
    calls.push({ kind, sent });
    for (const counter of counters) if (counter.kind === kind && counter.times === count(kind)) counter.done();
    const answer = next[kind].shift() ?? 'good';
    if (answer instanceof Error) throw answer;
    if (answer === 'hold') {
      await new Promise<void>((resolve) => {
        free = resolve;
        for (const holder of holders.splice(0)) holder();
      });
    }
    const result = work();
    if (drops.has(kind)) throw new OAuthError('lost', 'no answer');
    return result;
  }

  return {
    calls, next, drops, alive,
    user: { id: '7', username: 'alice.gl', name: 'Alice of GitLab' },
    release: () => free?.(),
    held: () => new Promise((resolve) => (free ? resolve() : holders.push(resolve))),
    count,
    called: (kind, times) => new Promise((done) => (count(kind) >= times ? done() : counters.push({ kind, times, done }))),
    revoked: (...tokens) =>
      new Promise((resolve) => {
        const missing = new Set(tokens.filter((token) => !gone.has(token)));
        if (missing.size === 0) resolve();
        else waiting.push({ tokens: missing, done: resolve });
      }),
    authorizeUrl: (instance, { state, codeChallenge, redirectUri }) =>
      `${instance.baseUrl}/oauth/authorize?${new URLSearchParams({ state, code_challenge: codeChallenge, redirect_uri: redirectUri })}`,
    exchange: (_instance, { code }) => call('exchange', code, issue),
    refresh: (_instance, { refreshToken }) =>
      call('refresh', refreshToken, () => {
        if (!alive.delete(refreshToken)) throw new OAuthError('invalid_grant', 'dead');
        return issue();
      }),
    revoke: (_instance, { token }) =>
      call('revoke', token, () => {
        alive.delete(token.replace('access', 'refresh'));
        gone.add(token);
        for (const wait of [...waiting]) if (wait.tokens.delete(token) && wait.tokens.size === 0) wait.done();
      }),
    currentUser(_instance, accessToken) {
      return call('currentUser', accessToken, () => ({ ...this.user }));
    },
  };
}
