import { z } from 'zod';
import { GitLabError } from './errors.js';
import { parseShape } from './shape.js';

/** One GraphQL query with the shape of its answer. */
export interface GraphQLOperation<T> {
  /** The operation's name in the document; also what logs call it. */
  readonly name: string;
  readonly document: string;
  /** The shape of `data`, and what is made of it. */
  readonly answer: z.ZodType<T>;
  /** Names (or aliases) of fields whose failure leaves the rest usable: they are then read as null. */
  readonly optional?: readonly string[];
}

/** This GitLab's schema lacks a field or argument of the document: its version is older, or newer, than the query. */
export class SchemaMismatch extends GitLabError {
  constructor(message: string) {
    super('unavailable', message);
    this.name = 'SchemaMismatch';
  }
}

const envelope = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).nullish(),
        extensions: z.object({ code: z.string().nullish().catch(undefined) }).nullish(),
      }),
    )
    .nullish(),
});

type AnswerError = NonNullable<z.infer<typeof envelope>['errors']>[number];

/** @throws GitLabError for top-level errors outside `optional`, and for any other shape. */
export function readAnswer<T>(operation: GraphQLOperation<T>, json: unknown): T {
  const { data, errors } = parseShape(envelope, json);
  const grave = (errors ?? []).filter(({ path }) => !path?.some((name) => operation.optional?.includes(String(name))));
  if (grave.length > 0) throw describeErrors(grave);
  return parseShape(operation.answer, data);
}

/** Codes of graphql-ruby's validation (https://graphql-ruby.org/queries/executing_queries.html), which GitLab passes on. */
const MISMATCHES = new Set(['undefinedField', 'undefinedType', 'argumentNotAccepted', 'variableMismatch', 'variableRequiresValidType']);

/** How GitLab words a thing that is absent or hidden where it can't answer with null. */
const HIDDEN = 'The resource that you are attempting to access does not exist';

function describeErrors(errors: readonly AnswerError[]): GitLabError {
  if (errors.some(({ extensions }) => MISMATCHES.has(extensions?.code ?? ''))) {
    return new SchemaMismatch(`The GraphQL schema differs: ${quote(errors)}`);
  }
  if (errors.every(({ message }) => message.startsWith(HIDDEN))) return new GitLabError('not-found', 'GitLab has nothing there for this viewer.');
  return new GitLabError('unavailable', `GraphQL errors: ${quote(errors)}`);
}

function quote(errors: readonly AnswerError[]): string {
  return errors
    .slice(0, 3)
    .map(({ message }) => message.slice(0, 200))
    .join(' | ');
}
