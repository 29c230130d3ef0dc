import { renderMarkdown } from '../markdown/markdown.js';
import { absoluteUrl, placeFor } from '../reader.js';
import { projectPath } from '../paths.js';
import type { Project, Release } from '../world/model.js';
import { canSeeAsGuest, canSeeCode } from '../world/visibility.js';
import { connection, type Paging } from './connection.js';
import { milestone } from './planning.js';
import { gid, time, type Node, type Scope } from './scope.js';

/** The releases of a project that this viewer may see, the newest first. */
export function releasesOf({ world, viewer }: Scope, project: Project): Release[] {
  if (!canSeeAsGuest(world, viewer, project)) return [];
  return [...(project.releases ?? [])].sort((left, right) => right.releasedAt - left.releasedAt);
}

/** Who sees no code sees no tag, no commit and no sources: https://docs.gitlab.com/user/project/releases/#release-permissions */
export function release(scope: Scope, project: Project, given: Release): Node {
  const code = canSeeCode(scope.world, scope.viewer, project);
  const sha = project.repository.tags.get(given.tag);
  const path = projectPath(scope.root, project);
  const archive = (format: string) => ({ format, url: absoluteUrl(scope, `${path}/-/archive/${given.tag}/${project.name.toLowerCase()}-${given.tag}.${format}`) });
  return {
    __typename: 'Release',
    id: gid('Release', given.id),
    name: given.name,
    tagName: code ? given.tag : null,
    tagPath: code ? `${path}/-/tags/${encodeURIComponent(given.tag)}` : null,
    description: given.description,
    descriptionHtml: () => renderMarkdown(given.description, placeFor(scope, project)),
    createdAt: time(given.releasedAt),
    releasedAt: time(given.releasedAt),
    upcomingRelease: given.releasedAt > scope.clock(),
    author: scope.nodes.user(scope, given.author),
    commit: () => {
      const repository = code ? scope.nodes.repository(scope, project) : undefined;
      return sha !== undefined && repository ? (repository['commit'] as (given: { ref: string }) => Node)({ ref: sha }) : null;
    },
    milestones: (paging: Paging) => connection(given.milestones, paging, (one) => milestone(scope, project, one)),
    links: { selfUrl: absoluteUrl(scope, `${path}/-/releases/${encodeURIComponent(given.tag)}`) },
    assets: {
      count: given.links.length + (code ? 2 : 0),
      links: (paging: Paging) => connection(given.links, paging, ({ name, url }) => ({ id: gid('Releases::Link', name), name, url, directAssetUrl: url })),
      sources: (paging: Paging) => connection(code ? ['zip', 'tar.gz'].map(archive) : [], paging, (one) => one),
    },
  };
}
