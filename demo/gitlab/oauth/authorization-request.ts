import { DEFAULT_SCOPE, KNOWN_SCOPES, redirectMatches, type Application, type Applications, type Parameters } from './applications.js';
import { describe, type OAuthErrorCode } from './errors.js';
import { splitScopes } from './grants.js';

/** An authorization that somebody may be asked to consent to. */
export interface AuthorizationRequest {
  readonly application: Application;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly challenge: string | undefined;
  readonly challengeMethod: string | undefined;
}

export type Refused = { readonly error: OAuthErrorCode; readonly description: string };

/** Checks what came to `/oauth/authorize`, in the order of the library that GitLab uses. */
export function readAuthorizationRequest(applications: Applications, parameters: Parameters): AuthorizationRequest | Refused {
  if (!parameters.client_id) return refused('invalid_request', 'client_id');
  const application = applications.get(parameters.client_id);
  if (!application) return refused('invalid_client');
  const redirectUri = parameters.redirect_uri;
  if (!redirectUri || !redirectMatches(redirectUri, application.redirectUris)) return refused('invalid_redirect_uri');
  if (!parameters.response_type) return refused('invalid_request', 'response_type');
  if (parameters.response_type !== 'code') return refused('unsupported_response_type');
  const scopes = scopesOf(application, parameters.scope);
  if (!scopes) return refused('invalid_scope');
  const { code_challenge: challenge, code_challenge_method: challengeMethod, state } = parameters;
  if (challenge && challengeMethod !== 'S256' && challengeMethod !== 'plain') return refused('invalid_code_challenge_method');
  return { application, redirectUri, scopes, state, challenge, challengeMethod };
}

/** Without any `scope` the default one is meant, which the application must have. */
function scopesOf(application: Application, asked: string | undefined): string[] | undefined {
  if (asked && /[\n\r\t]/.test(asked)) return undefined;
  const scopes = splitScopes(asked ?? DEFAULT_SCOPE);
  const allowed = application.scopes.length > 0 ? application.scopes : KNOWN_SCOPES;
  return scopes.length > 0 && scopes.every((scope) => allowed.includes(scope)) ? scopes : undefined;
}

function refused(error: OAuthErrorCode, missing?: string): Refused {
  return { error, description: describe(error, missing) };
}

/** The redirect URI with the outcome in its query; `state` goes back as it came. */
export function redirectWith(request: Pick<AuthorizationRequest, 'redirectUri' | 'state'>, outcome: Record<string, string>): string {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(outcome)) url.searchParams.set(name, value);
  if (request.state) url.searchParams.set('state', request.state);
  return url.href;
}
