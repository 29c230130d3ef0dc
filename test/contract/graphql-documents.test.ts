import { expect, test } from '@jest/globals';
import { parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import type { GraphQLOperation } from '../../src/gitlab/calls/graphql-answer.js';
import { groupIdOperation, projectIdOperation } from '../../src/gitlab/calls/place-ids.js';
import { labelsOperation, membersOperation, milestonesOperation } from '../../src/gitlab/finding/filter-values.js';
import { groupsOperation, ownGroupsOperation } from '../../src/gitlab/finding/groups.js';
import { ownProjectsOperation, projectsOperation } from '../../src/gitlab/finding/projects.js';
import { ownWorkOperation } from '../../src/gitlab/finding/own-work-query.js';
import { asksOf, NOTHING_SEEN } from '../../src/gitlab/finding/seen-things.js';
import { recentWorkOperation } from '../../src/gitlab/finding/recent-work.js';
import { branchNamesOperation } from '../../src/gitlab/finding/refs.js';
import { epicOperation } from '../../src/gitlab/queries/epic.js';
import { meOperation } from '../../src/gitlab/queries/lists/list.js';
import { projectPathsOperation } from '../../src/gitlab/queries/lists/search.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';
import { answerFor } from './graphql-sample-answers.js';
import { complexityOf, depthOf } from './graphql-costs.js';

/** One of each way in which something seen is asked about, and of groups as many as are. */
const SEEN: readonly Reference[] = [
  { kind: 'issue', instance: 'default', fullPath: 'a/b', iid: 1 },
  { kind: 'merge-request', instance: 'default', fullPath: 'a/b', iid: 2 },
  { kind: 'user', instance: 'default', username: 'ada' },
  ...[1, 2, 3, 4, 5, 6].map((iid): Reference => ({ kind: 'epic', level: 'group', instance: 'default', fullPath: 'a', iid })),
];

/** What is asked by itself; bulk queries have a test of their own. */
const OPERATIONS: readonly (readonly [string, GraphQLOperation<unknown>])[] = [
  ['work item of a group', epicOperation],
  ['paths of projects', projectPathsOperation],
  ['number of a project', projectIdOperation],
  ['number of a group', groupIdOperation],
  ['oneself', meOperation],
  ['own projects to choose', ownProjectsOperation],
  ['projects to choose', projectsOperation],
  ['own groups to choose', ownGroupsOperation],
  ['groups to choose', groupsOperation],
  ['labels to choose', labelsOperation],
  ['milestones to choose', milestonesOperation],
  ['people to choose', membersOperation],
  ['branches to choose', branchNamesOperation],
  ['own open work', recentWorkOperation],
  ['all own work', ownWorkOperation({ lean: false, asks: NOTHING_SEEN })],
  ['all own work and what was seen', ownWorkOperation({ lean: false, asks: asksOf(SEEN) })],
  ['own work, for older versions', ownWorkOperation({ lean: true, asks: NOTHING_SEEN })],
];

withGitLabSchema('every GraphQL document', (schema) => {
  const document = ({ document: text }: GraphQLOperation<unknown>): DocumentNode => parse(text);

  test.each(OPERATIONS)('is valid for GitLab: %s', (_name, operation) => {
    expect(validate(schema(), document(operation), specifiedRules, { maxErrors: 5 }).map(({ message }) => message)).toEqual([]);
  });

  test.each(OPERATIONS)('stays within what GitLab allows without a token: %s', (_name, operation) => {
    expect(operation.document.length).toBeLessThan(10_000);
    expect(depthOf(document(operation))).toBeLessThanOrEqual(15);
    expect(complexityOf(schema(), document(operation))).toBeLessThan(200);
  });

  test.each(OPERATIONS)('reads what the schema lets GitLab answer: %s', (_name, operation) => {
    const full = answerFor(schema(), document(operation), 'full');
    expect(operation.answer.safeParse(full).error?.issues).toBeUndefined();
    const sparse = answerFor(schema(), document(operation), 'sparse');
    expect(operation.answer.safeParse(sparse).error?.issues).toBeUndefined();
  });
});
