import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import type { NumberedReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { IssueThing } from '../things/things.js';
import { discussed, readDiscussed } from './discussed.js';
import * as parts from './parts.js';

const issue = discussed.extend({
  state: z.string(),
  type: parts.maybeText,
  confidential: z.boolean(),
  dueDate: parts.maybeText,
  movedTo: z.object({ webUrl: parts.maybeText, reference: parts.maybeText }).nullish(),
});

const ISSUE = `fragment issue on Issue {
  title state type confidential webUrl descriptionHtml createdAt updatedAt closedAt dueDate upvotes userNotesCount
  ${parts.TASKS}
  author { ...person }
  assignees(first: 10) { nodes { ...person } }
  ${parts.LABELS}
  ${parts.MILESTONE}
  movedTo { webUrl reference(full: true) }
}`;

/** A project's issues by iid. */
export const ISSUES: Part = {
  name: 'issues',
  within: 'project',
  inside: [],
  field: 'issues',
  keyType: '[String!]!',
  keyField: 'iid',
  most: 100,
  select: ({ keys, count }) => `(iids: ${keys}, first: ${count}) { nodes { iid ...issue } }`,
  fragments: [ISSUE, parts.PERSON],
  cost: (count) => 48 * (1 + count / 100),
  optional: ['movedTo'],
};

/** `reference` may be a work item's: an old GitLab tells of both as issues. @throws GitLabError for another shape */
export function readIssue({ value, fullPath }: Found, { kind: _kind, ...reference }: NumberedReference, instance: GitLabInstance): IssueThing {
  const found = parseShape(issue, value);
  return {
    kind: 'issue',
    ...readDiscussed(found, { ...reference, kind: 'issue', fullPath }, instance),
    type: typeName(found.type),
    state: found.state === 'closed' ? 'closed' : 'opened',
    confidential: found.confidential,
    dueDate: parts.dayOf(found.dueDate),
    movedTo: found.movedTo ? parts.readMoved(found.movedTo.webUrl, instance, found.movedTo.reference) : undefined,
  };
}

/** `TEST_CASE` to `Test case`, as work items name their types. */
function typeName(type: string | null | undefined): string {
  const words = (type || 'ISSUE').toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
