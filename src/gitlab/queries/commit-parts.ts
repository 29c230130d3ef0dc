import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import { referenceUrl } from '../references/reference-url.js';
import type { ChangedFile, CommitSummary } from '../things/code.js';
import { maybeText, ownUrl, person, readPerson } from './parts.js';

/** Needs the fragment `person` beside it. */
export const COMMIT = 'fragment commit on Commit { sha title webPath authorName authoredDate author { ...person } }';

/** A commit as GraphQL tells it. */
export const commit = z.object({
  sha: z.string(),
  title: maybeText,
  webPath: maybeText,
  authorName: maybeText,
  authoredDate: maybeText,
  author: person.nullish(),
});

export function readCommit(value: z.infer<typeof commit>, fullPath: string, instance: GitLabInstance): CommitSummary {
  const { sha, title, webPath, authorName, authoredDate, author } = value;
  const known = author ? readPerson(author, instance) : undefined;
  return {
    sha,
    title: title || sha,
    webUrl: ownUrl(webPath, instance) ?? commitUrl(sha, fullPath, instance),
    author: { name: known?.name ?? authorName ?? 'unknown', person: known },
    authoredAt: authoredDate ?? undefined,
  };
}

/** A commit as REST tells it: https://docs.gitlab.com/api/commits/ */
export const restCommit = z.object({
  id: z.string(),
  title: maybeText,
  message: maybeText,
  author_name: maybeText,
  authored_date: maybeText,
  committer_name: maybeText,
  committed_date: maybeText,
  parent_ids: z.array(z.string()).nullish(),
  web_url: maybeText,
});
export type RestCommit = z.infer<typeof restCommit>;

export function readRestCommit(value: RestCommit, fullPath: string, instance: GitLabInstance): CommitSummary {
  return {
    sha: value.id,
    title: value.title || value.id,
    webUrl: ownUrl(value.web_url, instance) ?? commitUrl(value.id, fullPath, instance),
    author: { name: value.author_name ?? 'unknown', person: undefined },
    authoredAt: value.authored_date ?? value.committed_date ?? undefined,
  };
}

export function commitUrl(sha: string, fullPath: string, instance: GitLabInstance): string {
  return referenceUrl({ kind: 'commit', instance: instance.id, fullPath, sha }, instance);
}

/** A changed file as REST tells it, and as GraphQL does, which writes its flags as text. */
const flag = z.union([z.boolean(), z.string()]).nullish().transform((value) => value === true || value === 'true');
export const restDiff = z.object({
  old_path: maybeText,
  new_path: z.string(),
  new_file: flag,
  deleted_file: flag,
  renamed_file: flag,
  diff: maybeText,
});
export const diff = z
  .object({ oldPath: maybeText, newPath: maybeText, newFile: flag, deletedFile: flag, renamedFile: flag })
  .transform(({ oldPath, newPath, newFile, deletedFile, renamedFile }) => ({
    old_path: oldPath,
    new_path: newPath ?? oldPath ?? '',
    new_file: newFile,
    deleted_file: deletedFile,
    renamed_file: renamedFile,
    diff: undefined,
  }));

type DiffParts = { [K in keyof z.infer<typeof restDiff>]?: z.infer<typeof restDiff>[K] } & { new_path: string };

export function readChange({ old_path, new_path, new_file, deleted_file, renamed_file, diff: patch }: DiffParts): ChangedFile {
  const change = new_file ? 'added' : deleted_file ? 'deleted' : renamed_file ? 'renamed' : 'modified';
  return { change, path: new_path, oldPath: change === 'renamed' ? (old_path ?? undefined) : undefined, ...countLines(patch) };
}

/** GitLab leaves out what is too long, and names no lines of what is binary. */
function countLines(patch: string | null | undefined): Pick<ChangedFile, 'additions' | 'deletions'> {
  if (!patch?.includes('@@')) return { additions: undefined, deletions: undefined };
  let additions = 0;
  let deletions = 0;
  let inHunk = false;
  for (const line of patch.split('\n')) {
    if (line.startsWith('@@')) inHunk = true;
    else if (inHunk && line.startsWith('+')) additions += 1;
    else if (inHunk && line.startsWith('-')) deletions += 1;
  }
  return { additions, deletions };
}

/** The path of the project that a web URL of the instance lies in: REST follows a renamed project without a word. */
export function projectIn(webUrl: string | null | undefined, instance: GitLabInstance): string | undefined {
  const own = ownUrl(webUrl, instance);
  const [place, page] = own?.startsWith(`${instance.baseUrl}/`) ? own.slice(instance.baseUrl.length + 1).split('/-/', 2) : [];
  return page === undefined ? undefined : place;
}
