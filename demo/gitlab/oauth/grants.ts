import { randomBytes } from 'node:crypto';

/** Seconds; GitLab lets nobody change them. https://docs.gitlab.com/integration/oauth_provider/#access-token-expiration */
const ACCESS_TOKEN_SECONDS = 7200;
const CODE_SECONDS = 600;

/** An authorization code. */
export interface Code {
  readonly value: string;
  readonly clientId: string;
  readonly userId: number;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string | undefined;
  readonly challengeMethod: string | undefined;
  readonly createdAt: number;
  used: boolean;
}

/** An access token and its refresh token: one row at GitLab, so that revoking kills both. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly userId: number;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  revoked: boolean;
  /** Of a personal access token, or a group's or project's: no application has it. https://docs.gitlab.com/user/profile/personal_access_tokens/ */
  readonly personal?: { readonly id: number; readonly name: string; /** A day; null for none. */ readonly expiresOn: string | null };
}

/** All codes and tokens that this GitLab ever gave out, in memory. */
export interface Grants {
  addCode(given: Omit<Code, 'value' | 'createdAt' | 'used'>): Code;
  code(value: string): Code | undefined;
  codeIsGood(code: Code): boolean;
  addToken(given: Pick<Grant, 'clientId' | 'userId' | 'scopes' | 'personal'>): Grant;
  byAccessToken(value: string): Grant | undefined;
  byRefreshToken(value: string): Grant | undefined;
  isExpired(grant: Grant): boolean;
  /** Whole seconds until it expires, 0 after that. */
  secondsLeft(grant: Grant): number;
  /** Is there a living authorization with exactly these scopes? Expired ones count, revoked ones don't. */
  hasMatching(clientId: string, userId: number, scopes: readonly string[]): boolean;
  revokeAll(userId?: number): void;
}

export function createGrants(clock: () => number): Grants {
  const codes = new Map<string, Code>();
  const byAccess = new Map<string, Grant>();
  const byRefresh = new Map<string, Grant>();
  const age = (createdAt: number) => (clock() - createdAt) / 1000;
  const secret = () => randomBytes(32).toString('hex');
  return {
    addCode: (given) => {
      const code = { ...given, value: secret(), createdAt: clock(), used: false };
      codes.set(code.value, code);
      return code;
    },
    code: (value) => codes.get(value),
    codeIsGood: (code) => !code.used && age(code.createdAt) <= CODE_SECONDS,
    addToken: (given) => {
      const grant = { ...given, accessToken: secret(), refreshToken: secret(), createdAt: clock(), revoked: false };
      byAccess.set(grant.accessToken, grant);
      byRefresh.set(grant.refreshToken, grant);
      return grant;
    },
    byAccessToken: (value) => byAccess.get(value),
    byRefreshToken: (value) => byRefresh.get(value),
    isExpired: ({ createdAt, personal }) => (personal ? personal.expiresOn !== null && Date.parse(`${personal.expiresOn}T00:00:00Z`) <= clock() : age(createdAt) > ACCESS_TOKEN_SECONDS),
    secondsLeft: (grant) => Math.max(0, Math.round(ACCESS_TOKEN_SECONDS - age(grant.createdAt))),
    hasMatching: (clientId, userId, scopes) =>
      [...byAccess.values()].some((grant) => !grant.revoked && grant.clientId === clientId && grant.userId === userId && sameSet(grant.scopes, scopes)),
    revokeAll: (userId) => {
      for (const grant of byAccess.values()) if (userId === undefined || grant.userId === userId) grant.revoked = true;
    },
  };
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((scope) => right.includes(scope));
}

/** A scope parameter as its words, each once. */
export function splitScopes(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter(Boolean))];
}
