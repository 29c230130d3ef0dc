import { getNamedType, type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, Kind, type SelectionSetNode, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/**
 * Fields that cost more than 1 by GitLab's own definitions (`complexity:` and `calls_gitaly:` in app/graphql/types);
 * `blobs` costs one more for each path.
 */
const EXTRA: Readonly<Record<string, number>> = {
  'MergeRequest.assignees': 4,
  'MergeRequest.reviewers': 4,
  'MergeRequest.labels': 4,
  'MergeRequest.mergedAt': 4,
  'MergeRequest.diffStatsSummary': 1,
  'MergeRequest.detailedMergeStatus': 1,
  'Issue.assignees': 4,
  'Issue.labels': 4,
  'Repository.blobs': 1,
  'RepositoryBlob.permalinkPath': 1,
  'RepositoryBlob.language': 1,
};

/**
 * GitLab's complexity model: a field costs 1 and its extras, and what is selected below it; a list asked for by `first`
 * costs 1 % more for each item (https://docs.gitlab.com/development/graphql_guide/performance/).
 */
export function complexityOf(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}): number {
  const types = new TypeInfo(schema);
  const stack: number[] = [0];
  const flat = inlineFragments(document);
  visit(
    flat,
    visitWithTypeInfo(types, {
      Field: {
        enter: () => void stack.push(0),
        leave(node) {
          const below = stack.pop() ?? 0;
          const coordinate = `${getNamedType(types.getParentType())?.name}.${node.name.value}`;
          const argument = (name: string) => node.arguments?.find((one) => one.name.value === name)?.value;
          const first = argument('first');
          const paths = argument('paths');
          const items = first?.kind === Kind.INT ? Number(first.value) : first?.kind === Kind.VARIABLE ? Number(variables[first.name.value] ?? 0) : 0;
          const given = paths?.kind === Kind.VARIABLE ? variables[paths.name.value] : undefined;
          const pathCount = paths?.kind === Kind.LIST ? paths.values.length : Array.isArray(given) ? given.length : 0;
          const own = 1 + (EXTRA[coordinate] ?? 0) + pathCount;
          stack.push((stack.pop() ?? 0) + (own + below) * (1 + items * 0.01));
        },
      },
    }),
  );
  return stack[0] ?? 0;
}

/** Fields below fields, the operation itself not counted. */
export function depthOf(document: DocumentNode): number {
  let depth = 0;
  let deepest = 0;
  visit(inlineFragments(document), {
    Field: {
      enter: () => {
        depth += 1;
        deepest = Math.max(deepest, depth);
      },
      leave: () => {
        depth -= 1;
      },
    },
  });
  return deepest;
}

/** Spreads become inline fragments, so that each use counts. */
function inlineFragments(document: DocumentNode): DocumentNode {
  const fragments = new Map(document.definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]));
  const inline = (set: SelectionSetNode): SelectionSetNode =>
    visit(set, {
      FragmentSpread(node) {
        const fragment = fragments.get(node.name.value);
        if (!fragment) throw new Error(`no fragment ${node.name.value}`);
        return { kind: Kind.INLINE_FRAGMENT, typeCondition: fragment.typeCondition, selectionSet: inline(fragment.selectionSet) };
      },
    });
  const operations = document.definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? [{ ...one, selectionSet: inline(one.selectionSet) }] : []));
  return { kind: Kind.DOCUMENT, definitions: operations };
}
