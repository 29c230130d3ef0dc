import type { Piece } from './part.js';
import { exactUnits, isListable, measureMerged, mergeUnits, overFetch, unitCost, type Unit } from './unit.js';

/** What one request asks for; only a unit that is over the budget by itself is over it. */
export type Request = readonly Unit[];

/** How large a request may be, and whether this GitLab lists projects by path. */
export interface PlanRoom {
  readonly complexity: number;
  readonly things: number;
  readonly lists: boolean;
}

/** More things than these are not fetched in vain to make one request of two, or few of many. */
const VAIN_FOR_ONE = 30;
const VAIN_FOR_FEW = 200;

/**
 * Puts pieces into few requests: every project is asked for its own things unless that
 * takes more than one request; then the same kind of several projects is asked for by one field, where little is fetched in vain.
 */
export function planRequests(pieces: readonly Piece[], room: PlanRoom): Request[] {
  const units = new Set(exactUnits(pieces, room.things));
  let best = pack([...units], room);
  if (!room.lists || best.length === 1) return best;
  const pairs = allPairs([...units].filter(isListable));
  let cost = sum([...units].map(unitCost));
  let vain = 0;
  while (best.length > 1) {
    const pair = cheapest(pairs, units, room.things);
    if (!pair) break;
    vain += pair.vain;
    if (vain > (best.length > 2 ? VAIN_FOR_FEW : VAIN_FOR_ONE)) break;
    const merged = mergeUnits(pair.a, pair.b);
    units.delete(pair.a);
    units.delete(pair.b);
    for (const other of units) if (isListable(other)) pairs.push(...pairOf(other, merged));
    units.add(merged);
    cost -= pair.saved;
    // Packing is worth its time only where it may come out with fewer.
    const packed = cost <= room.complexity * (best.length - 1) ? pack([...units], room) : best;
    if (packed.length < best.length) best = packed;
  }
  return best;
}

/** First fit, the dearest first; so many of one part as GitLab takes. */
function pack(units: readonly Unit[], { complexity, things }: PlanRoom): Unit[][] {
  const bins: { cost: number; count: number; units: Unit[] }[] = [];
  const priced = units.map((unit) => ({ unit, cost: unitCost(unit) })).sort((a, b) => b.cost - a.cost);
  for (const { unit, cost } of priced) {
    const count = unit.places.size * unit.keys.size;
    const { part } = unit;
    const isFull = (inside: readonly Unit[]) => part.mostTogether !== undefined && inside.filter((one) => one.part === part).length >= part.mostTogether;
    const bin = bins.find((one) => one.cost + cost <= complexity && one.count + count <= things && !isFull(one.units));
    if (bin) {
      bin.cost += cost;
      bin.count += count;
      bin.units.push(unit);
    } else bins.push({ cost, count, units: [unit] });
  }
  return bins.map((bin) => bin.units);
}

/** Two units that could be one. */
interface Pair {
  readonly a: Unit;
  readonly b: Unit;
  /** How much more is fetched in vain, in all and for each point of complexity that it saves. */
  readonly vain: number;
  readonly saved: number;
  readonly price: number;
  readonly things: number;
}

function allPairs(units: readonly Unit[]): Pair[] {
  return units.flatMap((a, index) => units.slice(index + 1).flatMap((b) => pairOf(a, b)));
}

function pairOf(a: Unit, b: Unit): Pair[] {
  const merged = a.bucket === b.bucket ? measureMerged(a, b) : undefined;
  if (!merged) return [];
  const saved = unitCost(a) + unitCost(b) - merged.cost;
  const vain = merged.vain - overFetch(a) - overFetch(b);
  return saved > 0 ? [{ a, b, vain, saved, price: vain / saved, things: merged.vain + a.wanted + b.wanted }] : [];
}

function cheapest(pairs: readonly Pair[], units: ReadonlySet<Unit>, things: number): Pair | undefined {
  let best: Pair | undefined;
  for (const pair of pairs) {
    if ((!best || pair.price < best.price) && pair.things <= things && units.has(pair.a) && units.has(pair.b)) best = pair;
  }
  return best;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
