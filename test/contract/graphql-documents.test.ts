import { expect, test } from '@jest/globals';
import { parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import type { GraphQLOperation } from '../../src/gitlab/graphql-answer.js';
import { fileOperation } from '../../src/gitlab/queries/file.js';
import { issueOperation } from '../../src/gitlab/queries/issue.js';
import { mergeRequestOperation } from '../../src/gitlab/queries/merge-request.js';
import { projectOperation } from '../../src/gitlab/queries/project.js';
import { workItemOperation } from '../../src/gitlab/queries/work-item.js';
import { MAX_SPLITS } from '../../src/gitlab/ref-splits.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';
import { answerFor } from './graphql-sample-answers.js';
import { complexityOf, depthOf } from './graphql-costs.js';

const FILE_QUERIES = [1, 3, MAX_SPLITS].flatMap((splits) =>
  [true, false].flatMap((typed) => [true, false].map((text) => [`file of ${splits} splits${typed ? ', typed' : ''}${text ? ', with text' : ''}`, fileOperation({ splits, typed, text })] as const)),
);

const OPERATIONS: readonly (readonly [string, GraphQLOperation<unknown>])[] = [
  ['issue', issueOperation],
  ['work item', workItemOperation],
  ['merge request', mergeRequestOperation],
  ['project', projectOperation({ readme: true })],
  ['project without README', projectOperation({ readme: false })],
  ...FILE_QUERIES,
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

  test.each(OPERATIONS)('reads a hidden project: %s', (_name, operation) => {
    expect(operation.answer.parse({ project: null })).toEqual({ project: null });
  });
});
