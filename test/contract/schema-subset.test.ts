import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isSpecifiedScalarType, isUnionType,
  type GraphQLField, type GraphQLNamedType, type GraphQLSchema,
} from 'graphql';
import { sourceFile } from '../../demo/gitlab/source-file.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';

const standIn = buildSchema(readFileSync(sourceFile('schema.graphql'), 'utf8'));

withGitLabSchema("the stand-in's schema is a part of GitLab's", (schema) => {
  const types = Object.values(standIn.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));

  test.each(types.map((type) => [type.name, type] as const))('%s', (_name, type) => {
    expect(differences(type, schema())).toEqual([]);
  });

  test('what is no part is told', () => {
    const wrong = buildSchema(`
      type Query { project(fullPath: ID): Project nonsense: Int }
      type Project { name: String id: ID! issues(first: Int = 5): IssueConnection }
      type IssueConnection { count: Int! }
      enum IssueState { opened imagined }
      interface Todoable { name: String }
      type Milestone implements Todoable { name: String }
      type Extra { id: ID }`);
    const found = ['Query', 'Project', 'IssueState', 'Milestone', 'Extra'].flatMap((name) => differences(wrong.getTypeMap()[name] as GraphQLNamedType, schema()));
    expect(found).toEqual([
      'Query.project(fullPath) is ID!, not ID',
      'Query.nonsense does not exist',
      'Project.name is String!, not String',
      'Project.issues(first) has the default undefined, not 5',
      'IssueState.imagined does not exist',
      'Milestone does not implement Todoable',
      'Milestone.name does not exist',
      'Extra does not exist',
    ]);
  });
});

/** In what our type differs from GitLab's, but for what it leaves out and may leave out. */
function differences(ours: GraphQLNamedType, gitlab: GraphQLSchema): string[] {
  const theirs = gitlab.getType(ours.name);
  if (!theirs) return [`${ours.name} does not exist`];
  if (theirs.constructor !== ours.constructor) return [`${ours.name} is of another kind`];
  const within = (own: readonly string[], all: readonly string[], say: (name: string) => string) => own.filter((name) => !all.includes(name)).map(say);
  if (isEnumType(ours) && isEnumType(theirs)) {
    return within(ours.getValues().map(({ name }) => name), theirs.getValues().map(({ name }) => name), (name) => `${ours.name}.${name} does not exist`);
  }
  if (isUnionType(ours) && isUnionType(theirs)) {
    return within(ours.getTypes().map(String), theirs.getTypes().map(String), (name) => `${ours.name} has no member ${name}`);
  }
  if ((isObjectType(ours) && isObjectType(theirs)) || (isInterfaceType(ours) && isInterfaceType(theirs))) {
    const interfaces = within(ours.getInterfaces().map(String), theirs.getInterfaces().map(String), (name) => `${ours.name} does not implement ${name}`);
    const fields = Object.values(ours.getFields()).flatMap((field) => fieldDifferences(`${ours.name}.${field.name}`, field, theirs.getFields()[field.name]));
    return [...interfaces, ...fields];
  }
  return isInputObjectType(ours) ? [`${ours.name}: input types are not compared`] : [];
}

type Field = GraphQLField<unknown, unknown>;

function fieldDifferences(name: string, ours: Field, theirs: Field | undefined): string[] {
  if (!theirs) return [`${name} does not exist`];
  const type = String(ours.type) === String(theirs.type) ? [] : [`${name} is ${String(theirs.type)}, not ${String(ours.type)}`];
  const given = ours.args.flatMap((argument) => {
    const same = theirs.args.find((candidate) => candidate.name === argument.name);
    if (!same) return [`${name}(${argument.name}) does not exist`];
    if (String(same.type) !== String(argument.type)) return [`${name}(${argument.name}) is ${String(same.type)}, not ${String(argument.type)}`];
    const [own, their] = [argument.defaultValue, same.defaultValue].map((value) => JSON.stringify(value));
    return own === their ? [] : [`${name}(${argument.name}) has the default ${their}, not ${own}`];
  });
  const required = theirs.args.filter((argument) => String(argument.type).endsWith('!') && argument.defaultValue === undefined);
  const left = required.filter((argument) => !ours.args.some((own) => own.name === argument.name)).map((argument) => `${name} needs ${argument.name}`);
  return [...type, ...given, ...left];
}
