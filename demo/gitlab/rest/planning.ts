import { absoluteUrl } from '../reader.js';
import { commitPath, groupMilestonePath, jobPath, milestonePath, pipelinePath } from '../paths.js';
import type { Environment } from '../world/ci.js';
import type { Group, Milestone, Project } from '../world/model.js';
import type { Iteration, Note } from '../world/plans.js';
import { describeUser } from './entities.js';
import type { Site } from '../app.js';

const day = (time: number) => new Date(time).toISOString();

/** https://docs.gitlab.com/api/groups/#get-a-single-group */
export function describeGroup(site: Site, { id, name, fullPath, description, visibility }: Group): object {
  return { id, name, path: fullPath.split('/').at(-1), full_path: fullPath, full_name: name, description, visibility, web_url: absoluteUrl(site, `${site.root}/groups/${fullPath}`) };
}

/** https://docs.gitlab.com/api/milestones/, and of groups: https://docs.gitlab.com/api/group_milestones/ */
export function describeMilestone(site: Site, place: Project | Group, given: Milestone): object {
  const project = 'issues' in place ? place : undefined;
  const path = project ? milestonePath(site.root, project, given.iid) : groupMilestonePath(site.root, place as Group, given.iid);
  return {
    id: given.id,
    iid: given.iid,
    ...(project ? { project_id: project.id } : { group_id: place.id }),
    title: given.title,
    description: given.description,
    state: given.state,
    created_at: day(0),
    updated_at: day(site.clock() - 3_600_000),
    due_date: given.dueDate ?? null,
    start_date: given.startDate ?? null,
    expired: given.dueDate !== undefined && given.dueDate < day(site.clock()).slice(0, 10),
    web_url: absoluteUrl(site, path),
  };
}

const ITERATION_STATES = { upcoming: 1, current: 2, closed: 3 };

/** https://docs.gitlab.com/api/group_iterations/ ; a paid edition's. */
export function describeIteration(site: Site, group: Group, given: Iteration): object {
  return {
    id: given.id,
    iid: given.iid,
    sequence: given.iid,
    group_id: group.id,
    title: given.title ?? null,
    description: given.description,
    state: ITERATION_STATES[given.state],
    created_at: day(0),
    updated_at: day(site.clock() - 3_600_000),
    start_date: given.startDate,
    due_date: given.dueDate,
    web_url: `${site.url}/groups/${group.fullPath}/-/iterations/${given.id}`,
  };
}

/** https://docs.gitlab.com/api/environments/#get-a-specific-environment */
export function describeEnvironment(site: Site, project: Project, given: Environment): object {
  const [last] = given.deployments;
  return {
    id: given.id,
    name: given.name,
    slug: given.name.replace(/[^a-z0-9]+/g, '-'),
    external_url: given.externalUrl ?? null,
    state: given.state,
    tier: given.tier,
    created_at: day(project.createdAt),
    updated_at: day(given.updatedAt),
    auto_stop_at: null,
    ...(last ? { last_deployment: describeDeployment(site, project, last) } : { last_deployment: null }),
  };
}

function describeDeployment(site: Site, project: Project, { id, iid, status, pipeline, job, user, at }: Environment['deployments'][number]): object {
  const commit = project.repository.commits.get(pipeline.sha);
  return {
    id,
    iid,
    ref: pipeline.ref,
    sha: pipeline.sha,
    created_at: day(at),
    updated_at: day(at),
    status,
    user: describeUser(site, user, false),
    deployable: {
      id: job.id,
      status: job.status.toLowerCase(),
      stage: job.stage,
      name: job.name,
      ref: pipeline.ref,
      tag: false,
      web_url: absoluteUrl(site, jobPath(site.root, project, job)),
      commit: commit ? { id: commit.sha, short_id: commit.sha.slice(0, 8), title: commit.title, web_url: absoluteUrl(site, commitPath(site.root, project, commit.sha)) } : null,
      pipeline: { id: pipeline.id, sha: pipeline.sha, ref: pipeline.ref, status: pipeline.status.toLowerCase(), web_url: absoluteUrl(site, pipelinePath(site.root, project, pipeline)) },
    },
  };
}

/** https://docs.gitlab.com/api/notes/ */
export function describeNote(site: Site, given: Note): object {
  const { position, resolved, resolvedBy } = given;
  return {
    id: given.id,
    type: position ? 'DiffNote' : null,
    body: given.body,
    author: describeUser(site, given.author, false),
    created_at: day(given.createdAt),
    updated_at: day(given.editedAt ?? given.createdAt),
    system: false,
    internal: given.internal ?? false,
    resolvable: resolved !== undefined,
    ...(resolved === undefined ? {} : { resolved, resolved_by: resolvedBy ? describeUser(site, resolvedBy, false) : null }),
    ...(position ? { position: { position_type: 'text', new_path: position.path, old_path: position.path, new_line: position.line, old_line: null } } : {}),
  };
}
