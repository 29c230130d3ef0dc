import * as openid from 'openid-client';
import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { GitLabClient } from '../calls/client.js';
import { OAuthError } from '../errors.js';
import type { HttpClient } from '../calls/http-client.js';
import type { GitLabInstance } from '../instance.js';
import { attemptOAuth } from './attempt.js';

/** GitLab's side of linking an account (https://docs.gitlab.com/api/oauth2/). All times are epoch milliseconds. */
export interface GitLabOAuth {
  /** Where a browser is sent to authorise: PKCE with S256, scope `read_api`. */
  authorizeUrl(instance: GitLabInstance, request: AuthorizeRequest): string;
  /** One call of 20 s at most, never retried: a code is good once. @throws OAuthError */
  exchange(instance: GitLabInstance, request: ExchangeRequest): Promise<TokenPair>;
  /** One call of 20 s at most. It kills the old pair, so an answer that gets lost is a pair that is lost. @throws OAuthError */
  refresh(instance: GitLabInstance, request: { refreshToken: string; signal: AbortSignal }): Promise<TokenPair>;
  /** Revoking either token of a pair kills both; an unknown token is success too. 8 s at most. @throws OAuthError */
  revoke(instance: GitLabInstance, request: { token: string; signal: AbortSignal }): Promise<void>;
  /** Whose token it is; `id` is the number that outlives renames. @throws GitLabError */
  currentUser(instance: GitLabInstance, accessToken: string, signal: AbortSignal): Promise<GitLabUser>;
}

/** What a person is sent to GitLab with. */
export interface AuthorizeRequest {
  readonly state: string;
  readonly codeChallenge: string;
  readonly redirectUri: string;
}

/** What proves that a code is ours. */
export interface ExchangeRequest {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly signal: AbortSignal;
}

/** What GitLab gave for one authorisation. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresAt: number;
  /** What it may be used for, with blanks between; left out of one that was stored. */
  readonly scope?: string;
}

/** The owner of a token. */
export interface GitLabUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
}

const SCOPE = 'read_api';
const TOKEN_TIMEOUT_MS = 20_000;
const REVOKE_TIMEOUT_MS = 8_000;
const DEFAULT_LIFE_S = 7200;
const LONGEST_LIFE_S = 86_400;
/** One that is said to live for less is taken to live so long, and asked for anew when GitLab refuses it: it would be refreshed for each look, which is a minute before its end. */
const SHORTEST_LIFE_S = 120;
/** Of the scopes that an answer names, in characters. */
const LONGEST_SCOPE = 500;

const user = z.object({ id: z.number().int().positive(), username: z.string().min(1), name: z.string() });

interface OAuthParts {
  readonly http: HttpClient;
  readonly client: GitLabClient;
  readonly logger: Logger;
  readonly clock: () => number;
}

export function createGitLabOAuth({ http, client, logger, clock }: OAuthParts): GitLabOAuth {
  async function grant(instance: GitLabInstance, type: string, parameters: Record<string, string>, signal: AbortSignal): Promise<TokenPair> {
    const asked = clock();
    const attempt = { http, logger, instance, call: type, signal, clock, timeoutMs: TOKEN_TIMEOUT_MS };
    const tokens = await attemptOAuth(attempt, configure(instance), (config) => openid.genericGrantRequest(config, type, parameters));
    if (tokens.token_type !== 'bearer') throw new OAuthError('lost', 'GitLab answered with a token of an unknown type.');
    return {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expiresAt: asked + Math.min(Math.max(tokens.expires_in ?? DEFAULT_LIFE_S, SHORTEST_LIFE_S), LONGEST_LIFE_S) * 1000,
      // An answer may leave out what was asked for: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
      scope: (tokens.scope ?? SCOPE).slice(0, LONGEST_SCOPE),
    };
  }

  return {
    authorizeUrl(instance, { state, codeChallenge, redirectUri }) {
      const parameters = { scope: SCOPE, state, code_challenge: codeChallenge, code_challenge_method: 'S256', redirect_uri: redirectUri };
      return openid.buildAuthorizationUrl(configure(instance), parameters).href;
    },
    exchange(instance, { code, codeVerifier, redirectUri, signal }) {
      return grant(instance, 'authorization_code', { code, code_verifier: codeVerifier, redirect_uri: redirectUri }, signal);
    },
    refresh: (instance, { refreshToken, signal }) => grant(instance, 'refresh_token', { refresh_token: refreshToken }, signal),
    async revoke(instance, { token, signal }) {
      const attempt = { http, logger, instance, call: 'revoke', signal, clock, timeoutMs: REVOKE_TIMEOUT_MS };
      await attemptOAuth(attempt, configure(instance), (config) => openid.tokenRevocation(config, token));
    },
    async currentUser(instance, accessToken, signal) {
      const { id, username, name } = await client.rest({ instance, accessToken, signal }, '/user', user);
      return { id: String(id), username, name };
    },
  };
}

/** Static metadata: GitLab's paths are fixed, so nothing is discovered over the network. */
function configure({ id, baseUrl, oauth }: GitLabInstance): openid.Configuration {
  if (!oauth) throw new OAuthError('invalid_client', `Linking is not set up for the GitLab instance ${id}.`);
  const server = {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/oauth/authorize`,
    token_endpoint: `${baseUrl}/oauth/token`,
    revocation_endpoint: `${baseUrl}/oauth/revoke`,
  };
  const authentication = oauth.clientSecret === undefined ? openid.None() : openid.ClientSecretPost(oauth.clientSecret);
  const config = new openid.Configuration(server, oauth.clientId, undefined, authentication);
  // Whether http is allowed is the address guard's to say, for this as for every other call.
  if (baseUrl.startsWith('http:')) openid.allowInsecureRequests(config);
  return config;
}
