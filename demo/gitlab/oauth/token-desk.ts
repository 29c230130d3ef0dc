import { authenticate, credentialsOf, type Parameters } from './applications.js';
import { refusal, success, type Answer } from './errors.js';
import type { TokenDesk } from './token-request.js';

const NOT_YOURS: Answer = {
  status: 403,
  headers: {},
  body: { error: 'unauthorized_client', error_description: 'You are not authorized to revoke this token' },
};

/**
 * `POST /oauth/revoke`: 200 for an unknown token too; the token of an application needs that application's credentials.
 * Revoking either of a pair kills both, except that an expired access token is left as it is
 * (https://github.com/doorkeeper-gem/doorkeeper/pull/1744).
 */
export function answerRevocation(desk: TokenDesk, authorization: string | undefined, parameters: Parameters): Answer {
  const done: Answer = { status: 200, headers: {}, body: {} };
  const byAccess = desk.grants.byAccessToken(parameters.token ?? '');
  const grant = byAccess ?? desk.grants.byRefreshToken(parameters.token ?? '');
  if (!grant) return done;
  const application = authenticate(desk.applications, credentialsOf(authorization, parameters));
  if (application?.clientId !== grant.clientId) return NOT_YOURS;
  if (!(byAccess && desk.grants.isExpired(byAccess))) grant.revoked = true;
  return done;
}

/** `GET /oauth/token/info`. GitLab has two more names for what its library says, and 400 for a bad token. */
export function answerTokenInfo(desk: TokenDesk, authorization: string | undefined, parameters: Parameters): Answer {
  const token = parameters.access_token ?? /^Bearer (.+)/i.exec(authorization ?? '')?.[1];
  const grant = token === undefined ? undefined : desk.grants.byAccessToken(token);
  if (!grant || grant.revoked || desk.grants.isExpired(grant)) return unreadable();
  const secondsLeft = desk.grants.secondsLeft(grant);
  return success({
    resource_owner_id: grant.userId,
    scope: grant.scopes,
    expires_in: secondsLeft,
    application: { uid: grant.clientId },
    created_at: Math.floor(grant.createdAt / 1000),
    scopes: grant.scopes,
    expires_in_seconds: secondsLeft,
  });
}

/** GitLab means one of these sentences and sends all three. */
function unreadable(): Answer {
  const answer = refusal('invalid_request');
  return {
    ...answer,
    body: {
      error: 'invalid_request',
      error_description: {
        unknown: answer.body.error_description,
        missing_param: 'Missing required parameter: %{value}.',
        request_not_authorized: 'Request need to be authorized. Required parameter for authorizing request is missing or invalid.',
      },
    },
  };
}
