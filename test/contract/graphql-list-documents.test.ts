import { expect, test } from '@jest/globals';
import { parse, specifiedRules, validate } from 'graphql';
import type { GraphQLOperation } from '../../src/gitlab/graphql-answer.js';
import { boardOperation } from '../../src/gitlab/queries/board.js';
import { refsOperation } from '../../src/gitlab/queries/lists/commit-list.js';
import { discussedListOperation, variablesFor } from '../../src/gitlab/queries/lists/discussed-list.js';
import { meOperation } from '../../src/gitlab/queries/lists/list.js';
import { pipelineListOperation, pipelineVariables } from '../../src/gitlab/queries/lists/pipeline-list.js';
import { releaseListOperation } from '../../src/gitlab/queries/lists/release-list.js';
import { projectPathsOperation } from '../../src/gitlab/queries/lists/search.js';
import type { ListFilter } from '../../src/gitlab/reference.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';
import { complexityOf, depthOf } from './graphql-costs.js';
import { answerFor } from './graphql-sample-answers.js';

const DATES = { createdAfter: '2026-01-01', createdBefore: '2026-02-01', updatedAfter: '2026-01-01', updatedBefore: '2026-02-01' };
const EVERYTHING: ListFilter = { state: 'all', labels: ['a', 'b'], milestone: '1.0', assignee: 'ann', author: 'bob', search: 'words', sort: 'updated_desc', ...DATES };
const FILTERS: Readonly<Record<string, ListFilter>> = { unfiltered: {}, 'by everything': EVERYTHING, 'by nobody and nothing': { milestone: 'none', assignee: 'none' } };
const LEVELS = ['project', 'group'] as const;

const DISCUSSED = (['issues', 'workItems', 'mergeRequests'] as const).flatMap((field) =>
  LEVELS.flatMap((level) => Object.entries(FILTERS).flatMap(([name, filter]) => {
    const own = field === 'mergeRequests' ? { reviewer: 'cat' } : field === 'workItems' && name !== 'unfiltered' ? { types: ['task'] } : {};
    const variables = variablesFor(field, { ...filter, ...(name === 'by everything' || field === 'workItems' ? own : {}) });
    return [false, true].map((continued) => [`${field} of a ${level}, ${name}${continued ? ', continued' : ''}`, discussedListOperation({ field, level, variables, continued })] as const);
  })));

const OPERATIONS: readonly (readonly [string, GraphQLOperation<unknown>])[] = [
  ...DISCUSSED,
  ['pipelines', pipelineListOperation({ variables: {}, continued: false })],
  ['pipelines by everything', pipelineListOperation({ variables: pipelineVariables({ ...EVERYTHING, state: 'success', refAndPath: 'main' }), continued: true })],
  ...LEVELS.flatMap((level) => [false, true].map((continued) => [`releases of a ${level}${continued ? ', continued' : ''}`, releaseListOperation(level, continued)] as const)),
  ...LEVELS.flatMap((level) => [false, true].map((named) => [`board of a ${level}${named ? ', named' : ''}`, boardOperation(level, named)] as const)),
  ['refs', refsOperation(7)],
  ['paths of projects', projectPathsOperation],
  ['oneself', meOperation],
];

withGitLabSchema('every GraphQL document of lists', (schema) => {
  test.each(OPERATIONS)('is valid for GitLab: %s', (_name, { document }) => {
    expect(validate(schema(), parse(document), specifiedRules, { maxErrors: 5 }).map(({ message }) => message)).toEqual([]);
  });

  test.each(OPERATIONS)('stays within what GitLab allows without a token, for a hundred rows too: %s', (_name, { document }) => {
    const full = parse(document.replaceAll('first: $first', 'first: 100').replace('$first: Int!, ', '').replace(', $first: Int!', ''));
    expect(document.length).toBeLessThan(10_000);
    expect(depthOf(full)).toBeLessThanOrEqual(15);
    expect(complexityOf(schema(), full)).toBeLessThan(200);
  });

  test.each(OPERATIONS)('reads what the schema lets GitLab answer: %s', (_name, { document, answer }) => {
    for (const size of ['full', 'sparse'] as const) expect(answer.safeParse(answerFor(schema(), parse(document), size)).error?.issues).toBeUndefined();
  });
});
