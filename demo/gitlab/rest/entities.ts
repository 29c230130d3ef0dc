import { absoluteUrl } from '../reader.js';
import type { Grant } from '../oauth/grants.js';
import { filePath, projectPath } from '../paths.js';
import { ACCESS, type Project, type User, type World } from '../world/model.js';
import { accessLevel, canSeeCode, canSeeIssue, type Viewer } from '../world/visibility.js';

interface Instance {
  readonly root: string;
  readonly url: string;
  readonly world: World;
}

/** https://docs.gitlab.com/api/users/ ; `own` adds what only the person themself gets. */
export function describeUser({ url }: Instance, user: User, own: boolean): object {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    state: user.state,
    locked: false,
    avatar_url: `${url}/uploads/-/system/user/avatar/${user.id}/avatar.png`,
    web_url: `${url}/${user.username}`,
    ...(own ? { job_title: user.jobTitle, email: `${user.username}@harbourlight.example`, external: user.external, bot: user.bot ?? false, two_factor_enabled: true, ...(user.admin ? { is_admin: true } : {}) } : {}),
  };
}

/** https://docs.gitlab.com/api/personal_access_tokens/ */
export function describeToken({ personal, userId, scopes, revoked, createdAt }: Grant): object {
  const { id, name, expiresOn } = personal ?? { id: 0, name: '', expiresOn: null };
  return { id, name, revoked, created_at: new Date(createdAt).toISOString(), description: null, scopes, user_id: userId, last_used_at: null, active: !revoked, expires_at: expiresOn };
}

/** https://docs.gitlab.com/api/projects/ */
export function describeProject({ root, url, world }: Instance, viewer: Viewer, project: Project): object {
  const path = projectPath(root, project);
  const absolute = (given: string) => absoluteUrl({ root, url }, given);
  const group = world.groups.find(({ fullPath }) => fullPath === project.fullPath.slice(0, project.fullPath.lastIndexOf('/')));
  const level = accessLevel(world, viewer, project);
  const names = [...world.groups.filter(({ fullPath }) => project.fullPath.startsWith(`${fullPath}/`)), project].map(({ name }) => name);
  const code = canSeeCode(world, viewer, project);
  return {
    id: project.id,
    name: project.name,
    name_with_namespace: names.join(' / '),
    path: project.fullPath.slice(project.fullPath.lastIndexOf('/') + 1),
    path_with_namespace: project.fullPath,
    description: project.description,
    visibility: project.visibility,
    archived: project.archived,
    topics: project.topics,
    star_count: project.stars,
    forks_count: project.forks,
    open_issues_count: project.issues.filter((issue) => issue.state === 'opened' && canSeeIssue(world, viewer, project, issue)).length,
    created_at: new Date(project.createdAt).toISOString(),
    last_activity_at: new Date(project.lastActivityAt).toISOString(),
    avatar_url: project.color === undefined ? null : `${url}/uploads/-/system/project/avatar/${project.id}/avatar.png`,
    web_url: absolute(path),
    http_url_to_repo: `${absolute(path)}.git`,
    namespace: group && { id: group.id, name: group.name, kind: 'group', full_path: group.fullPath, web_url: `${url}/groups/${group.fullPath}` },
    ...(code ? { default_branch: project.repository.defaultBranch, readme_url: absolute(filePath(root, project, 'blob', project.repository.defaultBranch, 'README.md')) } : {}),
    ...(viewer ? { permissions: { project_access: level >= ACCESS.guest ? { access_level: level } : null, group_access: null } } : {}),
  };
}
