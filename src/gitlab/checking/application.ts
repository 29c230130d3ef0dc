import { randomBytes } from 'node:crypto';
import { fieldOf, isReply, type Ask, type Replied } from './asking.js';
import { noReply } from './reachable.js';
import { found, type Finding } from './step.js';

export interface OAuthCandidate {
  readonly clientId: string;
  /** None for a public application. */
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
}

/**
 * Whether GitLab knows the application by this id and secret. A code that was never given out is exchanged: GitLab looks at the
 * application before it looks at the code, so that nothing but the refusal's name tells, and no token can come of it.
 */
export async function checkApplication(ask: Ask, baseUrl: string, candidate: OAuthCandidate): Promise<Finding> {
  const { clientId, clientSecret, redirectUri } = candidate;
  const never = randomBytes(32).toString('hex');
  const body = new URLSearchParams({ grant_type: 'authorization_code', code: never, code_verifier: never, redirect_uri: redirectUri, client_id: clientId });
  if (clientSecret !== undefined) body.set('client_secret', clientSecret);
  const reply = await ask({ url: `${baseUrl}/oauth/token`, body });
  if (!isReply(reply)) return noReply(reply);
  const error = fieldOf(reply.json, 'error');
  if (reply.status === 401 && error === 'invalid_client') return refusedApplication(clientSecret);
  if (reply.status === 429) return found('unknown', 'checks.limited');
  if (reply.status !== 400 || error !== 'invalid_grant') return found('unknown', 'checks.applicationUntold', { status: reply.status });
  return judgeAuthorizePage(await ask({ url: authorizeUrl(baseUrl, candidate), accept: 'text/html' }));
}

function refusedApplication(clientSecret: string | undefined): Finding {
  if (clientSecret === undefined) return found('problem', 'checks.applicationUnknownPublic', undefined, { say: 'checks.adviseConfidential' });
  return found('problem', 'checks.applicationUnknown', undefined, { say: 'checks.adviseApplication' });
}

function authorizeUrl(baseUrl: string, { clientId, redirectUri }: OAuthCandidate): string {
  const challenge = randomBytes(32).toString('base64url');
  const query = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'read_api', state: challenge, code_challenge: challenge, code_challenge_method: 'S256' };
  return `${baseUrl}/oauth/authorize?${new URLSearchParams(query)}`;
}

/** What GitLab's pages say in English, by either version of its OAuth library, to those whom it lets see them. */
const WRONG_REDIRECT = /requested redirect uri is malformed|redirect uri included is not valid/i;
const WRONG_SCOPE = /requested scope is invalid/i;

/** Nearly always whoever isn't signed in is sent to do so before GitLab looks at the rest: then only linking itself shows it. */
function judgeAuthorizePage(reply: Replied | { readonly why: string }): Finding {
  const page = 'status' in reply ? reply.text : '';
  if (WRONG_REDIRECT.test(page)) return found('problem', 'checks.redirectRefused', undefined, { say: 'checks.adviseRedirect' });
  if (WRONG_SCOPE.test(page)) return found('problem', 'checks.scopeRefused');
  return found('ok', 'checks.applicationKnown', undefined, { say: 'checks.adviseLinkOnce' });
}
