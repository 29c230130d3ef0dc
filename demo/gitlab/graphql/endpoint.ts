import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';
import {
  buildSchema, execute, getOperationAST, Kind, parse, validate, GraphQLError, type DocumentNode, type FormattedExecutionResult, type FragmentDefinitionNode,
  type GraphQLFormattedError, type GraphQLSchema, type OperationDefinitionNode,
} from 'graphql';
import type { Site } from '../app.js';
import { identify } from '../callers.js';
import { sourceFile } from '../source-file.js';
import type { Reader } from '../reader.js';
import { LIMITS, weigh, type Weight } from './complexity.js';
import { createRoot } from './query.js';

interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** `POST /api/graphql`, and GET: one operation, or an array of them that share one budget. */
export function graphqlEndpoint(site: Site): RequestHandler {
  const schema = buildSchema(readFileSync(sourceFile('schema.graphql'), 'utf8'));
  return (request, response, next) => {
    const refuse = (status: number, message: string) => void response.status(status).json({ errors: [{ message }] });
    const caller = identify(site.grants, site.world, request.headers.authorization);
    if (caller.kind === 'refused' || (caller.kind === 'user' && !caller.scopes.some((scope) => scope === 'api' || scope === 'read_api'))) return refuse(401, 'Invalid token');
    const viewer = caller.kind === 'user' ? caller.user : undefined;
    if (viewer?.state === 'blocked') return refuse(403, 'API not accessible for user');
    const asked = readRequest(request.method === 'GET' ? request.query : (request.body as unknown));
    if (!asked) return refuse(422, 'Variables are invalid JSON');
    const list = Array.isArray(asked) ? asked : [asked];
    if (list.reduce((total, { query }) => total + query.length, 0) > LIMITS.characters) return refuse(422, 'Query too large');
    const reader: Reader = { root: site.root, url: site.url, clock: site.clock, world: site.world, viewer };
    answerAll(schema, reader, list).then((results) => response.json(Array.isArray(asked) ? results : results[0]), next);
  };
}

/** Undefined for what is no request at all. */
function readRequest(given: unknown): Asked | Asked[] | undefined {
  if (Array.isArray(given)) {
    const all = given.map(readOne);
    return all.every((one) => one !== undefined) ? all : undefined;
  }
  return readOne(given);
}

function readOne(given: unknown): Asked | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { query, variables, operationName } = given as Record<string, unknown>;
  const values = typeof variables === 'string' ? parseVariables(variables) : (variables ?? {});
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return undefined;
  return { query: typeof query === 'string' ? query : '', variables: values as Record<string, unknown>, operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined };
}

function parseVariables(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Ready {
  readonly asked: Asked;
  readonly document: DocumentNode;
  readonly weight: Weight;
}

interface Failed {
  readonly errors: readonly GraphQLFormattedError[];
}

/** One budget for all: what is too much together is refused together. */
async function answerAll(schema: GraphQLSchema, reader: Reader, list: readonly Asked[]): Promise<FormattedExecutionResult[]> {
  const limit = reader.viewer ? LIMITS.user : LIMITS.anonymous;
  const prepared = list.map((asked) => prepare(schema, asked));
  const total = prepared.reduce((sum, one) => sum + ('weight' in one ? one.weight.complexity : 0), 0);
  return Promise.all(prepared.map(async (one) => {
    if ('errors' in one) return one;
    if (one.weight.depth > limit.depth) return failure(`Query has depth of ${one.weight.depth}, which exceeds max depth of ${limit.depth}`);
    if (total > limit.complexity) return failure(`Query has complexity of ${total}, which exceeds max complexity of ${limit.complexity}`);
    const { query: _query, variables, operationName } = one.asked;
    const rootValue = createRoot(reader, one.weight, limit.complexity);
    const result = await execute({ schema, document: one.document, rootValue, variableValues: variables, ...(operationName === undefined ? {} : { operationName }) });
    return { ...(result.data === undefined ? {} : { data: result.data }), ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}) };
  }));
}

/** Queries that were read before, by their text: the same one comes again and again with other variables. */
const KNOWN = 200;
const known = new Map<string, { readonly document: DocumentNode } | Failed>();

function read(schema: GraphQLSchema, query: string): { readonly document: DocumentNode } | Failed {
  const before = known.get(query);
  if (before) return before;
  const document = parse(query);
  const errors = validate(schema, document, undefined, { maxErrors: 5 });
  const result = errors.length > 0 ? { errors: errors.map((error) => error.toJSON()) } : { document };
  if (known.size >= KNOWN) known.clear();
  known.set(query, result);
  return result;
}

function prepare(schema: GraphQLSchema, asked: Asked): Ready | Failed {
  try {
    const found = read(schema, asked.query);
    if ('errors' in found) return found;
    const { document } = found;
    const operation = getOperationAST(document, asked.operationName);
    return operation ? { asked, document, weight: weighOperation(schema, document, operation, asked) } : failure('No operation to execute.');
  } catch (error) {
    return { errors: [error instanceof GraphQLError ? error.toJSON() : { message: 'Internal server error' }] };
  }
}

function weighOperation(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked): Weight {
  const introspection = operation.selectionSet.selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value === '__schema');
  const fragments = document.definitions.filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION);
  return introspection ? { complexity: 0, depth: 0 } : weigh(schema, operation, fragments, asked.variables);
}

const failure = (message: string): Failed => ({ errors: [{ message }] });
