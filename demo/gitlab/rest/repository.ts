import type { Request, Response } from 'express';
import type { Site } from '../app.js';
import { filePath, pipelinePath, projectPath } from '../paths.js';
import { absoluteUrl } from '../reader.js';
import { changesBetween, type Change } from '../world/changes.js';
import type { Commit, Project } from '../world/model.js';
import { commitsBetween, historyOf, resolveRef } from '../world/repository.js';
import { describeCommit } from './commits.js';
import { notFound } from './guard.js';
import { sendRows } from './rows.js';

/** https://docs.gitlab.com/api/commits/#get-a-single-commit */
export function sendCommit(site: Site, project: Project, request: Request, response: Response): void {
  const commit = resolveRef(project.repository, request.params.sha ?? '');
  if (!commit) return notFound(response, 'Commit ');
  const changes = changesOf(project, commit);
  const count = (mark: string) => changes.flatMap(({ diff }) => diff.split('\n')).filter((line) => line.startsWith(mark)).length;
  const [additions, deletions] = [count('+'), count('-')];
  const pipeline = project.mergeRequests.map((one) => one.pipeline).find((one) => one?.sha === commit.sha);
  response.json({
    ...describeCommit(site, project, commit),
    stats: { additions, deletions, total: additions + deletions },
    status: pipeline?.status.toLowerCase() ?? null,
    project_id: project.id,
    last_pipeline: pipeline ? { id: pipeline.id, status: pipeline.status.toLowerCase(), web_url: absoluteUrl(site, pipelinePath(site.root, project, pipeline)) } : null,
  });
}

/** https://docs.gitlab.com/api/commits/#get-the-diff-of-a-commit */
export function sendDiff(project: Project, request: Request, response: Response): void {
  const commit = resolveRef(project.repository, request.params.sha ?? '');
  if (!commit) return notFound(response, 'Commit ');
  sendRows(request, response, changesOf(project, commit).map(describeChange));
}

/** What a commit changes against its first parent. */
export function changesOf({ repository }: Project, { parent, tree }: Commit): Change[] {
  const before = parent === undefined ? undefined : repository.commits.get(parent);
  return changesBetween(before?.tree ?? new Map(), tree);
}

/** https://docs.gitlab.com/api/repositories/#compare-branches-tags-or-commits : the oldest commit first */
export function sendComparison(site: Site, project: Project, request: Request, response: Response): void {
  const { repository } = project;
  const [from, to] = [request.query.from, request.query.to].map((ref) => (typeof ref === 'string' ? resolveRef(repository, ref) : undefined));
  if (!from || !to) return notFound(response, 'Ref ');
  const known = new Set(historyOf(repository, to).map(({ sha }) => sha));
  const parted = historyOf(repository, from).find(({ sha }) => known.has(sha));
  const base = request.query.straight === 'true' ? from : (parted ?? from);
  const commits = commitsBetween(repository, from, to).reverse();
  const head = commits.at(-1);
  response.json({
    commit: head ? describeCommit(site, project, head) : null,
    commits: commits.map((one) => describeCommit(site, project, one)),
    diffs: changesBetween(base.tree, to.tree).map(describeChange),
    compare_timeout: false,
    compare_same_ref: from === to,
    web_url: absoluteUrl(site, `${projectPath(site.root, project)}/-/compare/${String(request.query.from)}...${String(request.query.to)}`),
  });
}

function describeChange({ oldPath, newPath, kind, diff }: Change): object {
  return { old_path: oldPath, new_path: newPath, a_mode: '100644', b_mode: '100644', new_file: kind === 'new', deleted_file: kind === 'deleted', renamed_file: kind === 'renamed', generated_file: false, diff };
}

/** https://docs.gitlab.com/api/branches/#list-repository-branches */
export function sendBranches(site: Site, project: Project, request: Request, response: Response): void {
  sendRows(request, response, searched(project.repository.branches.keys(), request).flatMap((name) => describeBranch(site, project, name) ?? []));
}

/** https://docs.gitlab.com/api/branches/#get-single-repository-branch */
export function sendBranch(site: Site, project: Project, request: Request, response: Response): void {
  const branch = describeBranch(site, project, request.params.name ?? '');
  return branch ? void response.json(branch) : notFound(response, 'Branch ');
}

function describeBranch(site: Site, project: Project, name: string): object | undefined {
  const { repository } = project;
  const commit = repository.branches.has(name) ? resolveRef(repository, name, 'heads') : undefined;
  if (!commit) return undefined;
  const main = resolveRef(repository, repository.defaultBranch, 'heads');
  const isDefault = name === repository.defaultBranch;
  return {
    name,
    commit: describeCommit(site, project, commit),
    merged: !isDefault && main !== undefined && commitsBetween(repository, main, commit).length === 0,
    protected: repository.protectedBranches?.includes(name) ?? false,
    developers_can_push: false,
    developers_can_merge: false,
    can_push: false,
    default: isDefault,
    web_url: absoluteUrl(site, filePath(site.root, project, 'tree', name, '')),
  };
}

/** https://docs.gitlab.com/api/tags/#list-all-project-repository-tags */
export function sendTags(site: Site, project: Project, request: Request, response: Response): void {
  sendRows(request, response, searched(project.repository.tags.keys(), request).flatMap((name) => describeTag(site, project, name) ?? []));
}

/** https://docs.gitlab.com/api/tags/#get-a-single-repository-tag */
export function sendTag(site: Site, project: Project, request: Request, response: Response): void {
  const tag = describeTag(site, project, request.params.name ?? '');
  return tag ? void response.json(tag) : notFound(response, 'Tag ');
}

function describeTag(site: Site, project: Project, name: string): object | undefined {
  const { repository, releases = [] } = project;
  const commit = repository.tags.has(name) ? resolveRef(repository, name, 'tags') : undefined;
  if (!commit) return undefined;
  const message = repository.tagMessages?.get(name);
  const release = releases.find(({ tag }) => tag === name);
  return {
    name,
    message: message ?? '',
    target: commit.sha,
    commit: describeCommit(site, project, commit),
    release: release ? { tag_name: name, description: release.description } : null,
    protected: false,
    created_at: message === undefined ? null : new Date(commit.at).toISOString(),
  };
}

/** Names that hold `search`, or begin with what stands behind its `^`. */
function searched(names: Iterable<string>, { query }: Request): readonly string[] {
  const search = typeof query.search === 'string' ? query.search : '';
  return [...names].filter((name) => (search.startsWith('^') ? name.startsWith(search.slice(1)) : name.includes(search)));
}
