import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { SchemaMismatch, type GraphQLOperation } from '../calls/graphql-answer.js';
import type { GitLabInstance } from '../instance.js';
import type { Found } from '../loading/part.js';
import type { NumberedReference, WorkItemReference } from '../references/reference.js';
import type { IssueThing } from '../things/things.js';
import { loadOldEpic } from './old-epic.js';
import { PERSON } from './parts.js';
import { readWorkItem, workItemFields } from './work-item.js';

const answer = z.object({ group: z.object({ fullPath: z.string(), workItem: z.unknown() }).nullish() });

export const epicOperation: GraphQLOperation<z.infer<typeof answer>> = {
  name: 'groupWorkItem',
  answer,
  optional: ['children', 'closed', 'parent'],
  document: `query groupWorkItem($fullPath: ID!, $iid: String!) {
    group(fullPath: $fullPath) {
      fullPath
      workItem(iid: $iid) { ${workItemFields(true)} }
    }
  }
  ${PERSON}`,
};

/**
 * A work item that belongs to a group: an epic, mostly. Undefined when the group is absent or hidden.
 * @throws GitLabError, `not-found` when only the work item is. Where GitLab knows no work items of groups (before 18, by its own
 * switches), the epic is read by its old address.
 */
export async function loadEpic(client: GitLabClient, caller: Caller, reference: WorkItemReference): Promise<IssueThing | undefined> {
  try {
    const { group } = await client.graphql(caller, epicOperation, { fullPath: reference.fullPath, iid: String(reference.iid) });
    if (!group) return undefined;
    if (group.workItem) return readGroupWorkItem({ state: 'found', value: group.workItem, fullPath: group.fullPath }, reference, caller.instance);
  } catch (error) {
    if (!(error instanceof SchemaMismatch)) throw error;
  }
  return loadOldEpic(client, caller, reference);
}

/** @throws GitLabError for another shape */
export function readGroupWorkItem(found: Found, reference: NumberedReference, instance: GitLabInstance): IssueThing {
  const item = readWorkItem(found, reference, instance);
  return { ...item, kind: 'epic', reference: epicName(item, item.type) };
}

/** `group&5`, as GitLab writes epics; other work items keep the number sign. */
export function epicName({ fullPath, iid }: Pick<WorkItemReference, 'fullPath' | 'iid'>, type: string): string {
  return `${fullPath}${type.toLowerCase() === 'epic' ? '&' : '#'}${iid}`;
}
