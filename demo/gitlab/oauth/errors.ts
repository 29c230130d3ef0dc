/** Sentences of GitLab's OAuth library for each error that a client can meet. */
const DESCRIPTIONS = {
  invalid_request: 'The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.',
  invalid_redirect_uri: "The requested redirect uri is malformed or doesn't match client redirect URI.",
  access_denied: 'The resource owner or authorization server denied the request.',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed.',
  invalid_code_challenge_method: 'The code challenge method must be plain or S256.',
  unsupported_response_type: 'The authorization server does not support this response type.',
  invalid_client: 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  invalid_grant:
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
} as const;

export type OAuthErrorCode = keyof typeof DESCRIPTIONS;

/** What an OAuth endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const UNCACHED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export function success(body: Answer['body']): Answer {
  return { status: 200, headers: UNCACHED, body };
}

/** `invalid_client` is 401, all else 400; the error stands in `WWW-Authenticate` too. */
export function refusal(error: OAuthErrorCode, options: { missing?: string | undefined; state?: string | undefined } = {}): Answer {
  const description = describe(error, options.missing);
  return {
    status: error === 'invalid_client' ? 401 : 400,
    headers: { ...UNCACHED, 'WWW-Authenticate': `Bearer realm="Doorkeeper", error="${error}", error_description="${description}"` },
    body: { error, error_description: description, ...(options.state ? { state: options.state } : {}) },
  };
}

export function describe(error: OAuthErrorCode, missing?: string): string {
  return missing === undefined ? DESCRIPTIONS[error] : `Missing required parameter: ${missing}.`;
}
