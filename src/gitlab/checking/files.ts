import { fieldOf, isReply, type Ask, type Replied, type Reply } from './asking.js';
import { noReply } from './reachable.js';
import { found, type Finding } from './step.js';

/** No project has this path: its name is reserved (https://docs.gitlab.com/user/reserved_names/). */
const NOBODYS = '/projects/gitlab-for-confluence%2F-';

/**
 * Whether `%2F` arrives at GitLab as it was sent: projects' paths and files' are asked for so, and some proxies make a slash of it
 * (https://docs.gitlab.com/api/rest/troubleshooting/). A project that anybody may see is asked for by number and by path; where
 * there is none, how GitLab words a refusal tells whether it took a path for a project's.
 */
export async function checkFiles(ask: Ask, baseUrl: string, accessToken: string | undefined): Promise<Finding> {
  const get = (path: string) => ask({ url: `${baseUrl}/api/v4${path}`, accessToken });
  const list = await get(`/projects?simple=true&order_by=id&sort=asc&per_page=1${accessToken === undefined ? '&visibility=public' : ''}`);
  const project = isReply(list) && list.status === 200 ? readProject(list.json) : undefined;
  if (project) {
    const [byNumber, byPath] = await Promise.all([get(`/projects/${project.id}?simple=true`), get(`/projects/${encodeURIComponent(project.path)}?simple=true`)]);
    if (isReply(byNumber) && byNumber.status === 200 && isReply(byPath)) {
      if (byPath.status === 200) return found('ok', 'checks.slashesArrive');
      if (byPath.status >= 400 && byPath.status < 500 && byPath.status !== 429) return slashesLost();
    }
  }
  return judgeWording(await get(NOBODYS));
}

function readProject(rows: unknown): { readonly id: number; readonly path: string } | undefined {
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  const [id, path] = [fieldOf(row, 'id'), fieldOf(row, 'path_with_namespace')];
  return typeof id === 'number' && Number.isSafeInteger(id) && typeof path === 'string' && path.includes('/') && path.length <= 500 ? { id, path } : undefined;
}

function judgeWording(reply: Reply): Finding {
  if (!isReply(reply)) return noReply(reply);
  if (tookForProject(reply)) return found('ok', 'checks.slashesArrive');
  if (reply.status === 404 && String(fieldOf(reply.json, 'error')).startsWith('404')) return slashesLost();
  // GitLab's own refusals are JSON.
  if ((reply.status === 400 || reply.status === 404) && reply.json === undefined) return slashesLost();
  return found('unknown', 'checks.slashesUntold', undefined, { say: 'checks.adviseSlashesUntold' });
}

/** `404 Project Not Found` comes of its own way of looking, `404 Not Found` of a path that leads nowhere in its API. */
function tookForProject({ status, json }: Replied): boolean {
  return (status === 404 && fieldOf(json, 'message') === '404 Project Not Found') || (status === 401 && String(fieldOf(json, 'message')).startsWith('401'));
}

function slashesLost(): Finding {
  return found('problem', 'checks.slashesLost', undefined, { say: 'checks.adviseSlashes' });
}
