import {
  getArgumentValues, getNamedType, isCompositeType, isObjectType, isInterfaceType, isUnionType, Kind, type FieldNode, type FragmentDefinitionNode, type GraphQLNamedType, type GraphQLSchema,
  type OperationDefinitionNode, type SelectionSetNode,
} from 'graphql';

/** What GitLab allows one HTTP request: https://docs.gitlab.com/api/graphql/#limits */
export const LIMITS = {
  anonymous: { complexity: 200, depth: 15 },
  user: { complexity: 250, depth: 20 },
  characters: 10_000,
} as const;

export interface Weight {
  readonly complexity: number;
  readonly depth: number;
}

interface Weighing {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fields that GitLab gives a price of their own, whatever their page: `complexity:` in its app/graphql/types. */
const PRICED: Readonly<Record<string, number>> = {
  'Issue.assignees': 5,
  'Issue.labels': 5,
  'MergeRequest.assignees': 5,
  'MergeRequest.labels': 5,
  'MergeRequest.mergedAt': 5,
  'MergeRequest.reviewers': 5,
};

/** Fields that call Gitaly, besides those of a repository. */
const GITALY = new Set(['MergeRequest.detailedMergeStatus', 'MergeRequest.diffStatsSummary', 'RepositoryBlob.language', 'RepositoryBlob.permalinkPath']);

/**
 * What GitLab would reckon an operation to cost: 1 a field, 1 more where it calls Gitaly; a connection costs its content and 1,
 * plus a hundredth of that for every item of its page unless `iid` or `iids` narrow it; sorting costs 1, searching 5, a file's path 1.
 */
export function weigh(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: readonly FragmentDefinitionNode[], variables: Readonly<Record<string, unknown>>): Weight {
  const weighing = { schema, variables, fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])) };
  const root = schema.getRootType(operation.operation);
  return root ? weighSelection(weighing, root, operation.selectionSet) : { complexity: 0, depth: 0 };
}

function weighSelection(weighing: Weighing, parent: GraphQLNamedType, { selections }: SelectionSetNode): Weight {
  const weights = selections.map((selection): Weight => {
    if (selection.kind === Kind.FIELD) return weighField(weighing, parent, selection);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? weighing.fragments.get(selection.name.value) : selection;
    const condition = fragment?.typeCondition ? weighing.schema.getType(fragment.typeCondition.name.value) : parent;
    return fragment && condition ? weighSelection(weighing, condition, fragment.selectionSet) : { complexity: 0, depth: 0 };
  });
  return { complexity: weights.reduce((total, { complexity }) => total + complexity, 0), depth: Math.max(0, ...weights.map(({ depth }) => depth)) };
}

function weighField(weighing: Weighing, parent: GraphQLNamedType, field: FieldNode): Weight {
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
  if (!definition) return { complexity: isUnionType(parent) ? 0 : 1, depth: 1 };
  const type = getNamedType(definition.type);
  const below = field.selectionSet && isCompositeType(type) ? weighSelection(weighing, type, field.selectionSet) : { complexity: 0, depth: 0 };
  const coordinate = `${parent.name}.${field.name.value}`;
  const gitaly = parent.name === 'Repository' || GITALY.has(coordinate) ? 1 : 0;
  const given = getArgumentValues(definition, field, weighing.variables);
  const depth = below.depth + 1;
  const price = PRICED[coordinate];
  if (price !== undefined) return { complexity: below.complexity + price, depth };
  if (!type.name.endsWith('Connection')) return { complexity: below.complexity + 1 + gitaly, depth };
  const paths = Array.isArray(given.paths) ? given.paths.length : 0;
  const own = below.complexity + 1 + gitaly + paths + (given.sort ? 1 : 0) + (given.search ? 5 : 0);
  const page = Math.min(100, ...[given.first, given.last].filter((count) => typeof count === 'number'));
  const multiplier = given.iid || given.iids ? 0 : 0.01;
  return { complexity: Math.trunc(own + own * page * multiplier), depth };
}
