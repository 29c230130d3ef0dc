import { expect, test } from '@jest/globals';
import { parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import type { GraphQLOperation } from '../../src/gitlab/graphql-answer.js';
import { epicOperation } from '../../src/gitlab/queries/epic.js';
import { folderOperation } from '../../src/gitlab/queries/folder.js';
import { mergedOperation } from '../../src/gitlab/queries/merged-requests.js';
import { milestoneProgressOperation } from '../../src/gitlab/queries/milestone.js';
import { pinnedFileOperation } from '../../src/gitlab/queries/pinned-file.js';
import { snippetOperation } from '../../src/gitlab/queries/snippet.js';
import { MAX_SPLITS } from '../../src/gitlab/ref-splits.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';
import { answerFor } from './graphql-sample-answers.js';
import { complexityOf, depthOf } from './graphql-costs.js';

const CODE = [
  ...[0, MAX_SPLITS].flatMap((probes) => [true, false].map((typed) => [`folder tried in ${probes} other ways${typed ? ', typed' : ''}`, folderOperation({ probes, typed })] as const)),
  ...[1, MAX_SPLITS].flatMap((splits) => [true, false].map((text) => [`pinned file of ${splits} splits${text ? ', with text' : ''}`, pinnedFileOperation({ splits, text })] as const)),
  ...(['project', 'personal'] as const).flatMap((level) => [true, false].map((text) => [`${level} snippet${text ? ', with text' : ''}`, snippetOperation({ level, text })] as const)),
  ...[true, false].map((within) => [within ? 'merge requests between two moments' : 'project alone', mergedOperation({ within })] as const),
];

/** What is asked by itself; bulk queries have a test of their own. */
const OPERATIONS: readonly (readonly [string, GraphQLOperation<unknown>])[] = [
  ['progress of a milestone', milestoneProgressOperation],
  ['work item of a group', epicOperation],
  ...CODE,
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
