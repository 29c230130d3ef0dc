import { z } from 'zod';
import { GitLabError } from '../errors.js';
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

/** GitLab answered with an error instead of null for something in the query that is absent or hidden. */
export class HiddenInQuery extends GitLabError {
  constructor() {
    super('not-found', 'GitLab has nothing there for this viewer.');
    this.name = 'HiddenInQuery';
  }
}

/** GitLab found the query too complex, deep or long, or gave up on it for its size: pieces of it may be answered. */
export class QueryTooBig extends GitLabError {
  constructor(message: string) {
    super('unavailable', message);
    this.name = 'QueryTooBig';
  }
}

/** Codes of graphql-ruby's validation (https://graphql-ruby.org/queries/executing_queries.html), which GitLab passes on. */
const MISMATCHES = new Set(['undefinedField', 'undefinedType', 'argumentNotAccepted', 'variableMismatch', 'variableRequiresValidType']);

const envelope = z.object({
  data: z.unknown().optional(),
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

/** An answer some of whose parts may have failed. */
export interface PartialAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  /** Each with the way to what failed, as in https://spec.graphql.org/October2021/#sec-Errors; none is empty. */
  readonly failures: readonly { readonly path: readonly (string | number)[]; readonly error: GitLabError }[];
}

/** @throws GitLabError for errors that bear upon the whole, and for any other shape. */
export function readPartialAnswer(json: unknown): PartialAnswer {
  const { data, errors } = parseShape(envelope, json);
  // What is wrong with the query itself has a way through the query, not through the data.
  const whole = (errors ?? []).filter((error) => data === undefined || !error.path?.length || isMismatch(error));
  if (whole.length > 0) throw describeErrors(whole);
  const failures = (errors ?? []).flatMap((error) => (error.path ? [{ path: error.path, error: describeErrors([error]) }] : []));
  // Where nothing may be null below it, a failure leaves no data at all.
  return { data: data === null && failures.length > 0 ? {} : parseShape(z.record(z.string(), z.unknown()), data), failures };
}

/** @throws GitLabError for top-level errors outside `optional`, and for any other shape. */
export function readAnswer<T>(operation: GraphQLOperation<T>, json: unknown): T {
  const { data, errors } = parseShape(envelope, json);
  const grave = (errors ?? []).filter(({ path }) => !path?.some((name) => operation.optional?.includes(String(name))));
  if (grave.length > 0) throw describeErrors(grave);
  const answer = parseShape(operation.answer, data);
  if (!answersAny(operation.answer, data)) throw new GitLabError('unavailable', 'GitLab answered in an unknown shape: nothing that was asked for is in it.');
  return answer;
}

/** What is hidden is null; a server that leaves all of it out answers something else. */
function answersAny(shape: z.ZodType, data: unknown): boolean {
  if (!(shape instanceof z.ZodObject) || typeof data !== 'object' || data === null) return true;
  return Object.keys(shape.shape).some((field) => Object.hasOwn(data, field));
}

/** How GitLab words a thing that is absent or hidden where it can't answer with null. */
const HIDDEN = 'The resource that you are attempting to access does not exist';

/** How GitLab words that it searches for nobody in particular. */
const SIGN_IN = 'User must be authenticated';

function describeErrors(errors: readonly AnswerError[]): GitLabError {
  if (errors.some(isMismatch)) {
    return new SchemaMismatch(`The GraphQL schema differs: ${quote(errors)}`);
  }
  if (errors.some(({ message }) => isTooBig(message))) return new QueryTooBig(`GitLab found the query too big: ${quote(errors)}`);
  if (errors.every(({ message }) => message.startsWith(HIDDEN))) return new HiddenInQuery();
  if (errors.every(({ message }) => message.startsWith(SIGN_IN))) return new GitLabError('not-found', 'GitLab asks for a sign-in.');
  return new GitLabError('unavailable', `GraphQL errors: ${quote(errors)}`);
}

/** By its code; by its words where something between us and GitLab has taken the code away. */
function isMismatch({ message, extensions }: AnswerError): boolean {
  const code = extensions?.code;
  if (code !== undefined && code !== null) return MISMATCHES.has(code);
  return /^(?:Cannot query field|Unknown (?:argument|type)|No such type|Field '\w+' doesn't (?:exist on type|accept argument))/.test(message);
}

/** GitLab's words for https://docs.gitlab.com/api/graphql/#limits, and for a query that its database gave up on. */
export function isTooBig(message: string): boolean {
  return /^Query (?:has (?:complexity|depth) of \d+|is too (?:large|complex|deep)|too large)|\bless complex query\b/i.test(message);
}

function quote(errors: readonly AnswerError[]): string {
  return errors
    .slice(0, 3)
    .map(({ message }) => message.slice(0, 200))
    .join(' | ');
}
