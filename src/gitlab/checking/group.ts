import { parseUrl } from '../../urls.js';
import { fieldOf, isReply, type Ask } from './asking.js';
import { noReply } from './reachable.js';
import { found, type CheckSentence, type Finding } from './step.js';

export interface GroupCandidate {
  readonly baseUrl: string;
  readonly groupUrl: string;
  readonly accessToken: string | undefined;
  readonly ownAddress: CheckSentence;
}

/**
 * What stands in the way at one group, for this server and the owner of the token, as far as answers show it. GitLab answers an
 * address that the group doesn't allow, a sign-in by SAML that is missing and a group that is absent or hidden with the same 404.
 */
export async function checkGroup(ask: Ask, { baseUrl, groupUrl, accessToken, ownAddress }: GroupCandidate): Promise<Finding> {
  const path = readGroupPath(groupUrl, baseUrl);
  if (path === undefined) return found('problem', 'checks.groupElsewhere', { url: baseUrl });
  const [reply, signsIn] = await Promise.all([askGroup(ask, baseUrl, path, accessToken), hasSaml(ask, baseUrl, path)]);
  const saml: readonly CheckSentence[] = signsIn ? [{ say: 'checks.adviseSaml' }] : [];
  if (!isReply(reply)) return noReply(reply);
  const { status } = reply;
  if (status === 200) return found('ok', accessToken === undefined ? 'checks.groupPublic' : 'checks.groupShown', { group: path }, ...saml);
  if (status === 401) return accessToken === undefined ? hidden(path, accessToken, ownAddress, saml) : found('unknown', 'checks.tokenRefused');
  if (status === 429) return found('unknown', 'checks.limited');
  if (status === 403 && fieldOf(reply.json, 'error') === 'insufficient_scope') return found('problem', 'checks.groupScope', { group: path });
  if (status === 403 && reply.json === undefined) return found('problem', 'checks.turnedAway', undefined, ownAddress);
  if (status === 403) return found('problem', 'checks.groupForbidden', { group: path }, ...saml, { say: 'checks.adviseGroupAddress' }, ownAddress, { say: 'checks.adviseBlocked' });
  if (status === 404) return hidden(path, accessToken, ownAddress, saml);
  return found('unknown', 'checks.noAnswer');
}

function hidden(group: string, accessToken: string | undefined, ownAddress: CheckSentence, saml: readonly CheckSentence[]): Finding {
  if (accessToken === undefined) return found('unknown', 'checks.groupUntold', { group }, { say: 'checks.adviseOwnAccount' }, ...saml);
  return found('unknown', 'checks.groupHidden', { group }, { say: 'checks.adviseGroupAddress' }, ownAddress, ...(saml.length > 0 ? saml : [{ say: 'checks.adviseSamlPerhaps' } as const]), { say: 'checks.adviseBlocked' });
}

/** By its path; where that leads nowhere, as behind a proxy that makes slashes of `%2F`, by the number that GraphQL knows. */
async function askGroup(ask: Ask, baseUrl: string, path: string, accessToken: string | undefined): ReturnType<Ask> {
  const get = (name: string) => ask({ url: `${baseUrl}/api/v4/groups/${name}?with_projects=false`, accessToken });
  const reply = await get(encodeURIComponent(path));
  if (!isReply(reply) || reply.status !== 404 || !path.includes('/') || fieldOf(reply.json, 'message') !== undefined) return reply;
  const body = JSON.stringify({ query: 'query group($path: ID!) { group(fullPath: $path) { id } }', variables: { path } });
  const known = await ask({ url: `${baseUrl}/api/graphql`, body, accessToken });
  const id = isReply(known) ? fieldOf(fieldOf(fieldOf(known.json, 'data'), 'group'), 'id') : undefined;
  const number = typeof id === 'string' ? /\/(\d{1,15})$/.exec(id.slice(0, 100))?.[1] : undefined;
  return number === undefined ? reply : get(number);
}

/** Whether the top-level group has a page for signing in by SAML, which is shown to strangers: https://docs.gitlab.com/user/group/saml_sso/ */
async function hasSaml(ask: Ask, baseUrl: string, path: string): Promise<boolean> {
  const reply = await ask({ url: `${baseUrl}/groups/${path.split('/')[0]}/-/saml/sso`, accept: 'text/html' });
  return isReply(reply) && reply.status === 200 && /\bSAML\b/.test(reply.text);
}

/** `a/b` of `https://host/a/b`, `…/groups/a/b/-/issues`; https://docs.gitlab.com/user/reserved_names/ */
function readGroupPath(groupUrl: string, baseUrl: string): string | undefined {
  const url = parseUrl(groupUrl.trim());
  if (!url || url.username || url.password || !`${url.origin}${url.pathname}`.startsWith(`${baseUrl}/`)) return undefined;
  const rest = `${url.origin}${url.pathname}`.slice(baseUrl.length + 1);
  const path = rest.split('/-/')[0]?.replace(/^groups\//, '').replace(/\/+$/, '') ?? '';
  return path.length <= 255 && /^[\w.][\w.-]*(?:\/[\w.][\w.-]*)*$/.test(path) ? path : undefined;
}
