import { createHash } from 'node:crypto';
import { authenticate, credentialsOf, redirectMatches, type Application, type Applications, type Parameters } from './applications.js';
import { refusal, success, type Answer } from './errors.js';
import { splitScopes, type Code, type Grant, type Grants } from './grants.js';

export interface TokenDesk {
  readonly applications: Applications;
  readonly grants: Grants;
}

/**
 * `POST /oauth/token`: answers as the library does that GitLab uses, in its order of checks.
 * What it gives out is committed when it returns.
 */
export function answerTokenRequest(desk: TokenDesk, authorization: string | undefined, parameters: Parameters): Answer {
  const state = parameters.state;
  if (!parameters.grant_type) return refusal('invalid_request', { missing: 'grant_type', state });
  if (parameters.grant_type === 'authorization_code') {
    return parameters.code ? exchangeCode(desk, authorization, parameters) : refusal('invalid_request', { missing: 'code', state });
  }
  if (parameters.grant_type === 'refresh_token') return refresh(desk, authorization, parameters);
  return refusal('unsupported_grant_type', { state });
}

function exchangeCode(desk: TokenDesk, authorization: string | undefined, parameters: Parameters): Answer {
  const code = desk.grants.code(parameters.code ?? '');
  const verifier = parameters.code_verifier;
  if (code?.challenge && !verifier) return refusal('invalid_request', { missing: 'code_verifier' });
  const redirectUri = parameters.redirect_uri;
  if (!redirectUri) return refusal('invalid_request', { missing: 'redirect_uri' });
  const application = authenticate(desk.applications, credentialsOf(authorization, parameters));
  if (!application) return refusal('invalid_client');
  if (!code || code.clientId !== application.clientId || !desk.grants.codeIsGood(code)) return refusal('invalid_grant');
  if (!redirectMatches(redirectUri, [code.redirectUri])) return refusal('invalid_grant');
  if (verifier && !verifies(code, verifier)) return refusal('invalid_grant');
  code.used = true;
  return tokenAnswer(desk, desk.grants.addToken({ clientId: code.clientId, userId: code.userId, scopes: code.scopes }));
}

/** A wrong verifier leaves the code usable. One for a code that was asked for without a challenge is wrong too. */
function verifies(code: Code, verifier: string): boolean {
  if (code.challengeMethod === 'S256') return code.challenge === createHash('sha256').update(verifier).digest('base64url');
  return code.challengeMethod === 'plain' && code.challenge === verifier;
}

/**
 * The old pair dies as the new one is made, without grace. The refresh token is looked at before the client is, so that a wrong
 * client secret shows only to somebody who has a good refresh token.
 */
function refresh(desk: TokenDesk, authorization: string | undefined, parameters: Parameters): Answer {
  if (!parameters.refresh_token) return refusal('invalid_request', { missing: 'refresh_token' });
  const old = desk.grants.byRefreshToken(parameters.refresh_token);
  if (!old || old.revoked) return refusal('invalid_grant');
  const credentials = credentialsOf(authorization, parameters);
  const application: Application | undefined = authenticate(desk.applications, credentials);
  if (credentials && !application) return refusal('invalid_client');
  if (application?.clientId !== old.clientId) return refusal('invalid_grant');
  const asked = parameters.scope ? splitScopes(parameters.scope) : old.scopes;
  if (!asked.every((scope) => old.scopes.includes(scope))) return refusal('invalid_scope');
  old.revoked = true;
  return tokenAnswer(desk, desk.grants.addToken({ clientId: old.clientId, userId: old.userId, scopes: asked }));
}

function tokenAnswer(desk: TokenDesk, grant: Grant): Answer {
  return success({
    access_token: grant.accessToken,
    token_type: 'Bearer',
    expires_in: desk.grants.secondsLeft(grant),
    refresh_token: grant.refreshToken,
    scope: grant.scopes.join(' '),
    created_at: Math.floor(grant.createdAt / 1000),
  });
}
