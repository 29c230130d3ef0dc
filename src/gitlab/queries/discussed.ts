import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { NumberedReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { Discussed } from '../things/things.js';
import * as parts from './parts.js';

/** What GraphQL tells alike of issues and merge requests, and in pieces of work items. */
export const discussed = z.object({
  title: z.string(),
  webUrl: parts.maybeText,
  descriptionHtml: parts.maybeText,
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: parts.maybeText,
  upvotes: parts.maybeCount,
  userNotesCount: parts.maybeCount,
  taskCompletionStatus: parts.tasks,
  author: parts.person.nullish(),
  assignees: parts.people,
  labels: parts.labels,
  milestone: parts.milestone,
});

/** `reference` is spelled as GitLab spells the project. */
export function readDiscussed(value: z.infer<typeof discussed>, reference: NumberedReference, instance: GitLabInstance): Discussed {
  const { fullPath, iid } = reference;
  return {
    instance: instance.id,
    fullPath,
    iid,
    reference: `${fullPath}${reference.kind === 'merge-request' ? '!' : '#'}${iid}`,
    webUrl: parts.ownUrl(value.webUrl, instance) ?? referenceUrl(reference, instance),
    title: value.title,
    descriptionHtml: value.descriptionHtml || undefined,
    labels: parts.readLabels(value.labels),
    assignees: parts.readPeople(value.assignees, instance),
    author: value.author ? parts.readPerson(value.author, instance) : undefined,
    milestone: parts.readMilestone(value.milestone, instance),
    createdAt: value.createdAt,
    updatedAt: value.updatedAt,
    closedAt: value.closedAt ?? undefined,
    upvotes: value.upvotes ?? undefined,
    userNotesCount: value.userNotesCount ?? undefined,
    taskCompletion: parts.readTasks(value.taskCompletionStatus),
  };
}
