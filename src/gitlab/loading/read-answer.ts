import { GitLabError } from '../errors.js';
import type { PartialAnswer } from '../calls/graphql-answer.js';
import type { Spot } from './document.js';
import type { Answered, Piece } from './part.js';

/** What came of one piece. */
export type Outcome = Answered | { readonly state: 'failed'; readonly error: GitLabError };

/** What GitLab failed to tell, and the way to it from where one looks. */
type Failure = PartialAnswer['failures'][number];
type Fields = Readonly<Record<string, unknown>>;

/** Finds each piece in the answer by its path and key; what GitLab failed to tell fails only the pieces that it belongs to. */
export function readOutcomes({ data, failures }: PartialAnswer, spots: readonly Spot[]): Map<Piece, Outcome> {
  const outcomes = new Map<Piece, Outcome>();
  for (const spot of spots) {
    const below = stepInto(failures, spot.place);
    const others = spots.filter((other) => other.place === spot.place && other !== spot);
    for (const piece of spot.unit.pieces) outcomes.set(piece, readPiece(data[spot.place], below, spot, others, piece));
  }
  return outcomes;
}

function readPiece(root: unknown, failures: readonly Failure[], spot: Spot, others: readonly Spot[], piece: Piece): Outcome {
  const { place, inside } = spot.listed ? findListed(root, failures, piece.fullPath) : { place: fieldsOf(root), inside: failures };
  const { within, optional } = spot.unit.part;
  if (!place && inside[0] && !optional.includes(within)) return { state: 'failed', error: inside[0].error };
  if (!place) return root === null || spot.listed || optional.includes(within) ? { state: 'no-place', listed: spot.listed } : UNKNOWN_SHAPE;
  return readThing(place, inside.filter((failure) => bearsUpon(failure, spot, others)), spot, piece.key);
}

const UNKNOWN_SHAPE: Outcome = { state: 'failed', error: new GitLabError('unavailable', 'GitLab answered in an unknown shape.') };

/** Null anywhere on the way is what this viewer may not see. */
function readThing(place: Fields, failures: readonly Failure[], { trail, unit }: Spot, key: string): Outcome {
  const value = trail.reduce<unknown>((inner, name) => (inner === null ? null : fieldsOf(inner)?.[name]), place);
  const { keyField } = unit.part;
  const keyed = trail.length > 0 && keyField !== undefined;
  const { node, belonging } = keyed ? findKeyed(value, failures, trail.length, keyField, key) : { node: value, belonging: failures };
  if (belonging[0]) return { state: 'failed', error: belonging[0].error };
  if (value === undefined || (keyed && value !== null && !isConnection(value))) return UNKNOWN_SHAPE;
  return node === undefined || node === null ? { state: 'absent' } : { state: 'found', value: node, fullPath: String(place.fullPath) };
}

/** Projects in a list stand in GitLab's order, and those that the viewer may not see are missing. */
function findListed(root: unknown, failures: readonly Failure[], fullPath: string): { place: Fields | undefined; inside: readonly Failure[] } {
  const nodes = nodesOf(root);
  const index = nodes.findIndex((node) => String(fieldsOf(node)?.fullPath).toLowerCase() === fullPath.toLowerCase());
  const inside = stepInto(stepInto(failures, 'nodes'), index);
  // Without its node nobody can say whose failure it is.
  return index < 0 ? { place: undefined, inside: failures.filter(({ path }) => path.length <= 2) } : { place: fieldsOf(nodes[index]), inside };
}

/** What fails above the things, or at a node that has no key any more, bears upon every thing that is not there. */
function findKeyed(value: unknown, failures: readonly Failure[], depth: number, keyField: string, key: string): { node: unknown; belonging: readonly Failure[] } {
  const nodes = nodesOf(value);
  const index = nodes.findIndex((node) => String(fieldsOf(node)?.[keyField]) === key);
  const lost = (at: string | number | undefined) => typeof at !== 'number' || nodes[at] === null || nodes[at] === undefined;
  const belonging = failures.filter(({ path }) => (index < 0 ? lost(path[depth + 1]) : path[depth + 1] === index));
  return { node: nodes[index], belonging };
}

/** A failure bears upon what is above and below it on the trail; upon a thing that is the place itself, unless it is another's. */
function bearsUpon({ path }: Failure, { trail, unit }: Spot, others: readonly Spot[]): boolean {
  const leadsTo = (way: readonly string[]) => way.every((name, step) => path[step] === undefined || path[step] === name);
  if (!leadsTo(trail)) return false;
  if (trail.length === 0 && others.some((other) => other.trail.length > 0 && path.length >= other.trail.length && leadsTo(other.trail))) return false;
  return !path.slice(trail.length).some((name) => unit.part.optional.includes(String(name)));
}

function stepInto(failures: readonly Failure[], name: string | number): Failure[] {
  return failures.filter(({ path }) => path[0] === name).map(({ path, error }) => ({ path: path.slice(1), error }));
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function isConnection(value: unknown): boolean {
  const nodes = fieldsOf(value)?.nodes;
  return nodes === null || Array.isArray(nodes);
}

function nodesOf(value: unknown): readonly unknown[] {
  const nodes = fieldsOf(value)?.nodes;
  return Array.isArray(nodes) ? nodes : [];
}
