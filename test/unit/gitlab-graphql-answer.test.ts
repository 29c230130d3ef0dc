import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { QueryTooBig, readAnswer, readPartialAnswer, SchemaMismatch } from '../../src/gitlab/calls/graphql-answer.js';

const operation = { name: 'any', document: 'query any { echo }', answer: z.object({ echo: z.string() }) };

describe('an answer that has errors and no data at all', () => {
  const tooComplex = { errors: [{ message: 'Query has complexity of 300, which exceeds max complexity of 250' }] };
  const unknownField = { errors: [{ message: "Field 'soon' doesn't exist on type 'Project'", path: ['query', 'project', 'soon'], extensions: { code: 'undefinedField' } }] };

  test('is a query that was too big, where GitLab says so', () => {
    expect(() => readAnswer(operation, tooComplex)).toThrow(QueryTooBig);
    expect(() => readPartialAnswer(tooComplex)).toThrow(QueryTooBig);
  });

  test('is a schema that differs, where GitLab says so', () => {
    expect(() => readAnswer(operation, unknownField)).toThrow(SchemaMismatch);
  });

  test('is of an unknown shape without a word of why', () => {
    expect(() => readAnswer(operation, {})).toThrow('unknown shape');
    expect(() => readPartialAnswer({})).toThrow('unknown shape');
  });
});

describe('an answer without anything that was asked for', () => {
  const hidden = { ...operation, answer: z.object({ project: z.object({ name: z.string() }).nullish(), group: z.null().optional() }) };

  test('is of an unknown shape, where null says that it is hidden', () => {
    expect(() => readAnswer(hidden, { data: { data: { project: null } } })).toThrow('unknown shape');
    expect(() => readAnswer(hidden, { data: {} })).toThrow('unknown shape');
    expect(readAnswer(hidden, { data: { project: null } })).toEqual({ project: null });
  });
});

describe('schema mismatch of a joined query', () => {
  test('is told by its code even where the error names a path', () => {
    const answer = { errors: [{ message: 'Field is not there', path: ['query things', 'p0', 'soon'], extensions: { code: 'undefinedField' } }] };
    expect(() => readPartialAnswer(answer)).toThrow(SchemaMismatch);
  });
});
