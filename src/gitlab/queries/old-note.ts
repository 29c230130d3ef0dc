import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import type { NumberedReference } from '../references/reference.js';
import type { Comment } from '../things/planning.js';
import { maybeText } from './parts.js';
import { readRestPerson, restPerson } from './rest-parts.js';

const note = z.object({
  body: z.string(),
  author: restPerson.nullish(),
  created_at: z.string(),
  internal: z.boolean().nullish(),
  confidential: z.boolean().nullish(),
  resolvable: z.boolean().nullish(),
  resolved: z.boolean().nullish(),
  resolved_by: restPerson.nullish(),
  position: z.object({ new_path: maybeText, old_path: maybeText, new_line: z.number().nullish(), old_line: z.number().nullish() }).nullish(),
});

/**
 * A note by REST, which tells its text unrendered (https://docs.gitlab.com/api/notes/); undefined when it is absent or hidden,
 * or on something of a group, which REST does not look up by `iid`. @throws GitLabError
 */
export async function loadOldNote(client: Pick<GitLabClient, 'rest'>, caller: Caller, reference: NumberedReference & { readonly note: number }): Promise<Comment | undefined> {
  if ('level' in reference && reference.level === 'group') return undefined;
  const list = reference.kind === 'merge-request' ? 'merge_requests' : 'issues';
  const path = `/projects/${encodeURIComponent(reference.fullPath)}/${list}/${reference.iid}/notes/${reference.note}`;
  const value = await client.rest(caller, path, note).catch((error: unknown) => {
    if (error instanceof GitLabError && (error.failure === 'not-found' || error.failure === 'forbidden')) return undefined;
    throw error;
  });
  return value && readNote(value, caller);
}

function readNote(value: z.infer<typeof note>, { instance }: Caller): Comment {
  const { position } = value;
  const path = position?.new_path ?? position?.old_path;
  return {
    author: value.author ? readRestPerson(value.author, instance) : undefined,
    createdAt: value.created_at,
    // REST's `updated_at` moves with every reaction.
    editedAt: undefined,
    body: { markdown: value.body },
    internal: value.internal ?? value.confidential ?? false,
    resolved: value.resolvable ? (value.resolved ?? false) : undefined,
    resolvedBy: value.resolved_by ? readRestPerson(value.resolved_by, instance) : undefined,
    position: path ? { path, line: position?.new_line ?? position?.old_line ?? undefined } : undefined,
  };
}
