import { expect, test } from '@jest/globals';
import { parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import type { GraphQLOperation } from '../../src/gitlab/calls/graphql-answer.js';
import { epicOperation } from '../../src/gitlab/queries/epic.js';
import { meOperation } from '../../src/gitlab/queries/lists/list.js';
import { projectPathsOperation } from '../../src/gitlab/queries/lists/search.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';
import { answerFor } from './graphql-sample-answers.js';
import { complexityOf, depthOf } from './graphql-costs.js';

/** What is asked by itself; bulk queries have a test of their own. */
const OPERATIONS: readonly (readonly [string, GraphQLOperation<unknown>])[] = [
  ['work item of a group', epicOperation],
  ['paths of projects', projectPathsOperation],
  ['oneself', meOperation],
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
