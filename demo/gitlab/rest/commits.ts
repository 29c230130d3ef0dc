import type { Request, Response } from 'express';
import { commitPath } from '../paths.js';
import { absoluteUrl } from '../reader.js';
import type { Commit, Project, Repository } from '../world/model.js';
import { commitsBetween, historyOf, parentsOf, resolveRef } from '../world/repository.js';
import type { Site } from '../app.js';
import { notFound } from './guard.js';
import { sendRows } from './rows.js';

/** https://docs.gitlab.com/api/commits/#list-all-repository-commits ; commits are not counted. */
export function sendCommits(site: Site, project: Project, request: Request, response: Response): void {
  const { ref_name: ref, path, author, since, until } = Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, typeof value === 'string' ? value : '']));
  const line = commitsOf(project.repository, ref || project.repository.defaultBranch);
  if (!line) return notFound(response, 'Reference ');
  const fits = ({ author: who, at }: Commit) =>
    (!author || `${who.name} ${who.username}`.toLowerCase().includes(author.toLowerCase())) && (!since || at >= Date.parse(since)) && (!until || at <= Date.parse(until));
  const history = line.filter((commit) => !path || changes(project, commit, path));
  sendRows(request, response, history.filter(fits).map((commit) => describeCommit(site, project, commit)), { counted: false });
}

/** Of a ref, or of a range: `from..to`. */
function commitsOf(repository: Repository, name: string): Commit[] | undefined {
  const [from, to] = name.split('..');
  const [start, head] = [from, to].map((ref) => (ref === undefined ? undefined : resolveRef(repository, ref)));
  if (to === undefined) return start && historyOf(repository, start);
  return start && head && commitsBetween(repository, start, head);
}

function changes({ repository }: Project, commit: Commit, path: string): boolean {
  const before = commit.parent === undefined ? undefined : repository.commits.get(commit.parent);
  const below = (tree: Commit['tree'] | undefined) => [...(tree ?? [])].filter(([name]) => name === path || name.startsWith(`${path}/`));
  const [now, then] = [below(commit.tree), below(before?.tree)];
  return now.length !== then.length || now.some(([name, content]) => before?.tree.get(name) !== content);
}

export function describeCommit(site: Pick<Site, 'root' | 'url'>, project: Project, commit: Commit): object {
  const { sha, title, body, author, at } = commit;
  const time = new Date(at).toISOString();
  return {
    id: sha,
    short_id: sha.slice(0, 8),
    title,
    message: body === undefined ? `${title}\n` : `${title}\n\n${body}\n`,
    author_name: author.name,
    author_email: `${author.username}@harbourlight.example`,
    committer_name: author.name,
    authored_date: time,
    committed_date: time,
    created_at: time,
    parent_ids: parentsOf(commit),
    web_url: absoluteUrl(site, commitPath(site.root, project, sha)),
  };
}
