import { z } from 'zod';
import type { GitLabInstance } from '../../instance.js';
import { referenceUrl } from '../../references/reference-url.js';
import type { ListRow } from '../../things/list.js';
import * as parts from '../parts.js';
import { commit, readCommitRow } from './commit-list.js';

const person = z.object({ name: z.string(), username: z.string(), web_url: parts.maybeText });
const text = parts.maybeText;

/** What REST's search answers for any scope, each leaving most of it out: https://docs.gitlab.com/api/search/ */
export const found = commit.partial().extend({
  id: z.union([z.string(), z.number()]).nullish(),
  iid: parts.maybeCount,
  project_id: parts.maybeCount,
  name: text,
  username: text,
  name_with_namespace: text,
  path_with_namespace: text,
  last_activity_at: text,
  state: text,
  draft: z.boolean().nullish(),
  confidential: z.boolean().nullish(),
  references: z.object({ full: text }).nullish(),
  author: person.nullish(),
  assignees: z.array(person).nullish(),
  labels: z.array(z.string()).nullish().catch(undefined),
  milestone: z.object({ title: z.string(), web_url: text }).nullish(),
  updated_at: text,
  closed_at: text,
  merged_at: text,
  due_date: text,
  path: text,
  ref: text,
  startline: parts.maybeCount,
  slug: text,
  body: text,
  noteable_type: text,
  noteable_iid: parts.maybeCount,
});
export type Found = z.infer<typeof found>;

/** Paths of projects by their number: what lies in a project has no address of its own in the answer. */
export type Paths = ReadonlyMap<number, string>;

type Read = (value: Found, instance: GitLabInstance, fullPath: string | undefined) => ListRow;

export const READERS: Readonly<Record<string, Read>> = {
  issues: readDiscussed,
  merge_requests: readDiscussed,
  milestones: (value, instance) => ({ title: value.title ?? '', webUrl: home(value, instance), state: value.state ?? undefined, dueDate: parts.dayOf(value.due_date) }),
  projects: (value, instance) => ({ title: value.name_with_namespace ?? value.name ?? '', webUrl: home(value, instance), reference: value.path_with_namespace ?? undefined, updatedAt: value.last_activity_at ?? undefined }),
  users: (value, instance) => ({ title: value.name ?? '', webUrl: home(value, instance), reference: value.username ? `@${value.username}` : undefined, state: value.state ?? undefined }),
  snippet_titles: (value, instance) => ({ title: value.title ?? '', webUrl: home(value, instance), author: readAuthor(value, instance), createdAt: value.created_at ?? undefined }),
  commits: (value, instance) => readCommitRow({ ...value, id: String(value.id ?? '') }, instance),
  blobs: readFile,
  wiki_blobs: readWikiPage,
  notes: readNote,
};

function home({ web_url: url }: Found, instance: GitLabInstance): string {
  return parts.ownUrl(url, instance) ?? instance.baseUrl;
}

function readAuthor({ author }: Found, instance: GitLabInstance): ListRow['author'] {
  return author ? parts.readPerson({ ...author, webUrl: author.web_url }, instance) : undefined;
}

function readDiscussed(value: Found, instance: GitLabInstance): ListRow {
  return {
    title: value.title ?? '',
    webUrl: home(value, instance),
    reference: value.references?.full ?? undefined,
    state: value.state ?? undefined,
    draft: value.draft ?? false,
    confidential: value.confidential ?? false,
    // REST names labels without their colours.
    labels: parts.readLabels({ nodes: (value.labels ?? []).map((title) => ({ title, color: parts.UNKNOWN_LABEL_COLOR })) }),
    milestone: value.milestone ? parts.readMilestone({ title: value.milestone.title, webPath: value.milestone.web_url }, instance) : undefined,
    author: readAuthor(value, instance),
    assignees: (value.assignees ?? []).map((one) => parts.readPerson({ ...one, webUrl: one.web_url }, instance)),
    createdAt: value.created_at ?? undefined,
    updatedAt: value.updated_at ?? undefined,
    closedAt: value.closed_at ?? undefined,
    mergedAt: value.merged_at ?? undefined,
    dueDate: parts.dayOf(value.due_date),
  };
}

function readFile({ path, ref, startline }: Found, instance: GitLabInstance, fullPath: string | undefined): ListRow {
  const lines = startline ? { lines: { from: startline, to: startline } } : {};
  const reference = { kind: 'file', instance: instance.id, fullPath: fullPath ?? '', refAndPath: `${ref ?? 'HEAD'}/${path ?? ''}`, ...lines } as const;
  return { title: path ?? '', webUrl: fullPath === undefined ? instance.baseUrl : referenceUrl(reference, instance), reference: fullPath, ref: ref ?? undefined };
}

function readWikiPage({ path }: Found, instance: GitLabInstance, fullPath: string | undefined): ListRow {
  const slug = (path ?? '').replace(/\.\w+$/, '');
  const reference = { kind: 'wiki', level: 'project', instance: instance.id, fullPath: fullPath ?? '', slug } as const;
  return { title: slug, webUrl: fullPath === undefined ? instance.baseUrl : referenceUrl(reference, instance), reference: fullPath };
}

const MOST_WORDS = 120;

function readNote(value: Found, instance: GitLabInstance, fullPath: string | undefined): ListRow {
  const words = (value.body ?? '').trim().replaceAll(/\s+/g, ' ');
  const on = { instance: instance.id, fullPath: fullPath ?? '', iid: value.noteable_iid ?? 0, note: Number(value.id ?? 0) };
  const reference = value.noteable_type === 'MergeRequest' ? ({ kind: 'merge-request', ...on } as const) : ({ kind: 'issue', ...on } as const);
  const known = fullPath !== undefined && on.iid > 0;
  return {
    title: words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS)}…` : words,
    webUrl: known ? referenceUrl(reference, instance) : instance.baseUrl,
    reference: known ? `${fullPath}${reference.kind === 'merge-request' ? '!' : '#'}${on.iid}` : undefined,
    author: readAuthor(value, instance),
    createdAt: value.created_at ?? undefined,
  };
}
