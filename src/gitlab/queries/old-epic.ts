import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { referenceUrl } from '../references/reference-url.js';
import type { WorkItemReference } from '../references/reference.js';
import type { IssueThing } from '../things/things.js';
import { dayOf, maybeText, ownUrl, UNKNOWN_LABEL_COLOR } from './parts.js';
import { readRestPerson, restPerson } from './rest-parts.js';

const epic = z.object({
  title: z.string(),
  description: maybeText,
  state: z.string(),
  confidential: z.boolean().nullish(),
  web_url: maybeText,
  author: restPerson.nullish(),
  start_date: maybeText,
  due_date: maybeText,
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: maybeText,
  labels: z.array(z.string()).nullish(),
  upvotes: z.number().int().nullish(),
});

/**
 * An epic as versions before its becoming a work item know it, with its description unrendered:
 * https://docs.gitlab.com/api/epics/ ; paid editions only, so the community edition can't vouch for it. @throws GitLabError
 */
export async function loadOldEpic(client: GitLabClient, caller: Caller, reference: WorkItemReference): Promise<IssueThing> {
  const value = await client.rest(caller, `/groups/${encodeURIComponent(reference.fullPath)}/epics/${reference.iid}`, epic).catch((error: unknown) => {
    // A GitLab without epics knows no such address and says the same.
    if (error instanceof GitLabError && error.failure === 'forbidden') throw new GitLabError('not-found', 'Epics are hidden from this viewer.');
    throw error;
  });
  const { instance } = caller;
  return {
    kind: 'epic',
    instance: instance.id,
    fullPath: reference.fullPath,
    iid: reference.iid,
    reference: `${reference.fullPath}&${reference.iid}`,
    webUrl: ownUrl(value.web_url, instance) ?? referenceUrl(reference, instance),
    title: value.title,
    descriptionHtml: undefined,
    descriptionMarkdown: value.description || undefined,
    labels: (value.labels ?? []).slice(0, 20).map((title) => ({ title, color: UNKNOWN_LABEL_COLOR })),
    assignees: [],
    author: value.author ? readRestPerson(value.author, instance) : undefined,
    milestone: undefined,
    createdAt: value.created_at,
    updatedAt: value.updated_at,
    closedAt: value.closed_at ?? undefined,
    upvotes: value.upvotes ?? undefined,
    userNotesCount: undefined,
    taskCompletion: undefined,
    type: 'Epic',
    state: value.state === 'closed' ? 'closed' : 'opened',
    confidential: value.confidential ?? false,
    startDate: dayOf(value.start_date),
    dueDate: dayOf(value.due_date),
  };
}
