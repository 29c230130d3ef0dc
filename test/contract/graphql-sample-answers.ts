import {
  executeSync,
  type DocumentNode,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  Kind,
  type TypeNode,
} from 'graphql';

const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 3,
  Float: 0.5,
  Boolean: true,
  BigInt: '3000000000', // graphql-ruby writes it as a string
  Time: '2026-05-04T03:02:01Z',
  Date: '2026-05-04',
  Duration: 12.3334,
};

const ON_THE_WAY = new Set(['project', 'group', 'milestone', 'snippets', 'issue', 'mergeRequest', 'workItems', 'repository', 'blobs', 'nodes', 'widgets']);

/** `full`: every field has a value; `sparse`: null wherever the schema allows it, except in the way to the thing itself. */
export function answerFor(schema: GraphQLSchema, document: DocumentNode, kind: 'full' | 'sparse'): unknown {
  const resolve: GraphQLFieldResolver<unknown, unknown> = (_source, _args, _context, { returnType, fieldName }) =>
    sample(schema, returnType, kind === 'sparse' && !ON_THE_WAY.has(fieldName));
  const result = executeSync({ schema, document, variableValues: variablesOf(schema, document), fieldResolver: resolve });
  if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return JSON.parse(JSON.stringify(result.data));
}

function sample(schema: GraphQLSchema, type: GraphQLOutputType, sparse: boolean): unknown {
  if (isNonNullType(type)) return sample(schema, type.ofType, false);
  if (sparse) return null;
  if (isListType(type)) {
    const item = getNamedType(type);
    // A list of an interface holds one of each kind, so that every inline fragment is read.
    if (isAbstractType(item)) return schema.getPossibleTypes(item).map(({ name }) => ({ __typename: name }));
    return [sample(schema, type.ofType as GraphQLOutputType, sparse)];
  }
  if (isEnumType(type)) return type.getValues()[0]?.value;
  if (isScalarType(type)) return SCALARS[type.name] ?? 'text';
  if (isAbstractType(type)) return { __typename: schema.getPossibleTypes(type)[0]?.name };
  return {};
}

const VALUES: Readonly<Record<string, unknown>> = { Int: 2, Boolean: false };

function variablesOf(schema: GraphQLSchema, document: DocumentNode): Record<string, unknown> {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const given = (operation?.variableDefinitions ?? []).map(({ variable, type }) => {
    const named = schema.getType(namedTypeOf(type));
    const value = isEnumType(named) ? named.getValues()[0]?.name : (VALUES[named?.name ?? ''] ?? 'text');
    return [variable.name.value, value] as const;
  });
  return Object.fromEntries(given);
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
