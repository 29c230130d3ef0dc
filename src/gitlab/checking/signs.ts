import { parseUrl } from '../../urls.js';
import { fieldOf, isReply, type Ask, type Replied, type Reply } from './asking.js';
import { found, type CheckSentence, type Finding } from './step.js';

const API = '/api/v4/version';

/** The first call of a check; nobody's version is told without signing in: https://docs.gitlab.com/api/version/ */
export function askVersion(ask: Ask, baseUrl: string): Promise<Reply> {
  return ask({ url: baseUrl + API });
}

/** Whether GitLab's API stands at the base URL, by its answer to `askVersion`; if not, what is there instead. */
export async function judgeGitLab(ask: Ask, baseUrl: string, first: Replied, ownAddress: CheckSentence): Promise<Finding> {
  if (isApi(first)) return found('ok', 'checks.isGitlab');
  if (first.status === 429) return found('unknown', 'checks.limited');
  if (first.status >= 500) return found('problem', 'checks.serverFails', { status: first.status });
  const elsewhere = await findElsewhere(ask, baseUrl, first);
  if (elsewhere !== undefined) return found('problem', 'checks.elsewhere', { url: elsewhere });
  const target = first.location === undefined ? undefined : parseUrl(first.location, baseUrl + API);
  if (target && target.origin !== new URL(baseUrl).origin) return found('problem', 'checks.leadsElsewhere', { url: target.origin.slice(0, 200) }, { say: 'checks.adviseLeadsElsewhere' });
  if (first.status === 401 || first.status === 407) return found('problem', 'checks.signInBefore', undefined, { say: 'checks.adviseSignInBefore' });
  if (first.status === 403) return found('problem', 'checks.turnedAway', undefined, ownAddress);
  if (await hasPages(ask, baseUrl)) return found('problem', 'checks.apiHidden', undefined, { say: 'checks.adviseApiHidden' });
  return found('problem', 'checks.notGitlab');
}

/** Without a token GitLab's API says 401 in JSON of its own. */
function isApi({ status, json, headers }: Replied): boolean {
  const message = fieldOf(json, 'message');
  if (status === 401) return (typeof message === 'string' && message.startsWith('401')) || (json !== undefined && headers.has('x-gitlab-meta'));
  return status === 200 && typeof fieldOf(json, 'version') === 'string' && typeof fieldOf(json, 'revision') === 'string';
}

/** A Progressive Web App's manifest, or the sign-in page, whose address every version has. */
async function hasPages(ask: Ask, baseUrl: string): Promise<boolean> {
  const [manifest, page] = await Promise.all([ask({ url: `${baseUrl}/-/manifest.json` }), ask({ url: `${baseUrl}/users/sign_in`, accept: 'text/html' })]);
  if (isReply(manifest) && manifest.status === 200 && fieldOf(manifest.json, 'start_url') !== undefined && manifest.headers.has('x-gitlab-meta')) return true;
  return isReply(page) && page.status === 200 && (page.headers.has('x-gitlab-meta') || page.text.includes('content="GitLab" property="og:site_name"'));
}

/** So many other roots are tried. */
const MOST = 4;

/** A root of the same origin below or above which the API does answer: where its pages lead, above what was typed, or where it is usual. */
async function findElsewhere(ask: Ask, baseUrl: string, first: Replied): Promise<string | undefined> {
  const { origin, pathname } = new URL(baseUrl);
  const front = await ask({ url: `${baseUrl}/`, accept: 'text/html' });
  const led = [first, front].flatMap((reply) => (isReply(reply) && reply.location !== undefined ? rootOf(reply.location, `${baseUrl}/`) ?? [] : []));
  const words = pathname.split('/').filter(Boolean);
  const above = words.map((_word, index) => origin + words.slice(0, index).map((word) => `/${word}`).join(''));
  const candidates = new Set([...led, ...above, `${origin}/gitlab`].filter((root) => root !== baseUrl));
  for (const root of [...candidates].slice(0, MOST)) {
    const reply = await askVersion(ask, root);
    if (isReply(reply) && isApi(reply)) return root;
  }
  return undefined;
}

/** The root of the page that a redirect within the same origin leads to. */
function rootOf(location: string, base: string): string | undefined {
  const target = parseUrl(location, base);
  if (!target || target.origin !== new URL(base).origin) return undefined;
  const root = target.pathname.replace(/\/(?:users\/sign_in|-\/|explore|dashboard|api\/v4)(?:\/.*)?$/, '').replace(/\/+$/, '');
  return /^(?:\/[\w.~-]+)*$/.test(root) ? target.origin + root : undefined;
}
