import { isTooLarge, largeTextPath, type Caller, type GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { HiddenInQuery, QueryTooBig, SchemaMismatch } from '../calls/graphql-answer.js';
import { MAX_BODY_BYTES } from '../calls/http-client.js';
import { watchTexts } from '../calls/large-text.js';
import { MAX_TEXT_BYTES } from '../queries/file-content.js';
import { z } from 'zod';
import { writeDocument } from './document.js';
import type { InstanceMemory } from './instance-memory.js';
import type { Piece } from './part.js';
import { planRequests, type Request } from './plan.js';
import { readOutcomes, type Outcome } from './read-answer.js';
import type { Turns } from './turns.js';
import { unitCost } from './unit.js';

/** What it takes to send requests of one viewer. */
export interface Sending {
  readonly client: GitLabClient;
  readonly memory: InstanceMemory;
  readonly turns: Turns;
  /** Told of how many things each query asks for. */
  readonly batched?: ((things: number) => void) | undefined;
}

/** A request is asked in halves no more often than this, which leaves single pieces of a hundred. */
const MOST_HALVINGS = 7;
/** What an answer holds besides its things, and for a thing that says nothing of its size. */
const FRAME_BYTES = 512 * 1024;
const THING_BYTES = 256 * 1024;

/** Asks for all pieces in few requests; never throws, an error is an outcome. */
export async function sendPieces(sending: Sending, caller: Caller, pieces: readonly Piece[], halvings = 0): Promise<Map<Piece, Outcome>> {
  const { memory } = sending;
  const requests = planRequests(pieces, { ...memory.room(caller.accessToken !== undefined), lists: memory.lists() });
  const answers = await Promise.all(requests.map((request) => sendRequest(sending, caller, request, halvings)));
  return new Map(answers.flatMap((answer) => [...answer]));
}

async function sendRequest(sending: Sending, caller: Caller, request: Request, halvings: number): Promise<Map<Piece, Outcome>> {
  const pieces = request.flatMap((unit) => unit.pieces);
  try {
    return await ask(sending, caller, request);
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    const fail = (some: readonly Piece[]) => new Map<Piece, Outcome>(some.map((piece) => [piece, { state: 'failed', error }]));
    const large = piecesOfText(pieces, largeTextPath(error));
    const smaller = large ? withoutText(pieces, large, halvings > 0) : afterRefusal(sending.memory, request, pieces, error);
    if (!smaller || halvings >= MOST_HALVINGS) return fail(pieces);
    const answers = await Promise.all(smaller.map((some) => sendPieces(sending, caller, some, halvings + 1)));
    return new Map([...fail(pieces), ...answers.flatMap((answer) => [...answer])]);
  }
}

/** Those whose text is at that path, if any; the same path may be in several projects. */
function piecesOfText(pieces: readonly Piece[], path: string | undefined): readonly Piece[] | undefined {
  const large = path === undefined ? [] : pieces.filter(({ part, key }) => part.holdsText?.(key, path));
  return large.length > 0 ? large : undefined;
}

/**
 * All but the thing whose text is too large; where that may be one of several, each of them by itself. When it is the second that
 * was found, there may be many: the other texts are then asked for in halves, apart from all else.
 */
function withoutText(pieces: readonly Piece[], large: readonly Piece[], again: boolean): (readonly Piece[])[] {
  const others = pieces.filter((piece) => !large.includes(piece));
  const texts = again ? others.filter(({ part }) => part.holdsText) : [];
  const half = Math.ceil(texts.length / 2);
  const things = new Map<string, Piece[]>();
  for (const piece of large) {
    const thing = JSON.stringify([piece.part.name, piece.fullPath.toLowerCase(), piece.key, piece.shared]);
    things.set(thing, [...(things.get(thing) ?? []), piece]);
  }
  const groups = [others.filter((piece) => !texts.includes(piece)), texts.slice(0, half), texts.slice(half), ...(things.size > 1 ? things.values() : [])];
  return groups.filter((group) => group.length > 0);
}

/** What may be asked instead of a request that failed; undefined where nothing else would fare better. */
function afterRefusal(memory: InstanceMemory, request: Request, pieces: readonly Piece[], error: GitLabError): (readonly Piece[])[] | undefined {
  if (error instanceof SchemaMismatch && error.message.includes('queryComplexity') && memory.measures()) {
    memory.refuseMeasuring();
    return [pieces];
  }
  if (error instanceof SchemaMismatch && error.message.includes('fullPaths') && memory.lists()) {
    memory.refuseLists();
    return [pieces];
  }
  if (error instanceof QueryTooBig) memory.halve({ complexity: costOf(request), things: request.reduce((sum, unit) => sum + unit.places.size * unit.keys.size, 0) });
  if ((error instanceof QueryTooBig || isTooLarge(error)) && pieces.length > 1) {
    const half = Math.ceil(pieces.length / 2);
    return [pieces.slice(0, half), pieces.slice(half)];
  }
  if (error instanceof SchemaMismatch || error instanceof HiddenInQuery) return apart(memory, request, error);
  return undefined;
}

/** One unknown field, or one thing that GitLab hides with an error, fails the whole query: each kind is asked by itself. */
function apart(memory: InstanceMemory, request: Request, error: GitLabError): (readonly Piece[])[] | undefined {
  const parts = [...new Set(request.map(({ part }) => part))];
  if (parts.length > 1) return parts.map((part) => request.filter((unit) => unit.part === part).flatMap((unit) => unit.pieces));
  if (error instanceof SchemaMismatch) {
    for (const part of parts) memory.refuse(part);
    return undefined;
  }
  return request.length > 1 ? request.map((unit) => unit.pieces) : undefined;
}

const complexity = z.object({ score: z.number().nullish(), limit: z.number().nullish() }).nullish().catch(undefined);

async function ask({ client, memory, turns, batched }: Sending, caller: Caller, request: Request): Promise<Map<Piece, Outcome>> {
  const document = writeDocument(request, { measured: memory.measures() });
  const texts = request.some(({ part }) => part.holdsText);
  const query = { name: 'things', document: document.text, maxBytes: bytesFor(request), ...(texts ? { watch: watchTexts(MAX_TEXT_BYTES) } : {}) };
  const answer = await turns.take(async () => {
    if (caller.signal.aborted) throw new GitLabError('unavailable', 'Its turn to ask came too late.');
    batched?.(request.reduce((sum, unit) => sum + unit.pieces.length, 0));
    return client.graphqlParts(caller, query, document.variables);
  });
  const { score, limit } = complexity.parse(answer.data.queryComplexity) ?? {};
  memory.learn({ estimate: costOf(request), score: score ?? undefined, limit: limit ?? undefined, withToken: caller.accessToken !== undefined });
  return readOutcomes(answer, document.spots);
}

function costOf(request: Request): number {
  return request.reduce((sum, unit) => sum + unitCost(unit), 0);
}

/** A file that is too large to show must not be downloaded whole only to find that out. */
function bytesFor(request: Request): number {
  if (request.every(({ part }) => part.bytes === undefined)) return MAX_BODY_BYTES;
  const things = request.reduce((sum, { part, keys, places }) => sum + (part.bytes ?? THING_BYTES) * keys.size * places.size, 0);
  return Math.min(things + FRAME_BYTES, MAX_BODY_BYTES);
}
