import type { Part, Piece, Shared } from './part.js';

/** Things of one kind that one field asks for: some keys in one place, or the same keys in several projects. */
export interface Unit {
  readonly part: Part;
  readonly shared: Shared;
  /** Only units of one bucket can be one. */
  readonly bucket: string;
  /** By lower case, as GitLab compares them; spelled as asked. */
  readonly places: ReadonlyMap<string, string>;
  readonly keys: ReadonlySet<string>;
  readonly pieces: readonly Piece[];
  /** How many different things the pieces are. */
  readonly wanted: number;
}

/** GitLab takes no more paths in one list of projects. */
const MOST_PLACES = 50;

/** One unit for each place, part and set of shared variables, and more where it had more than `mostKeys` or its field takes. */
export function exactUnits(pieces: readonly Piece[], mostKeys: number): Unit[] {
  const groups = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const group = `${bucketOf(piece)} ${piece.fullPath.toLowerCase()}`;
    const known = groups.get(group);
    if (known) known.push(piece);
    else groups.set(group, [piece]);
  }
  return [...groups.values()].flatMap((group) => {
    const keys = [...new Set(group.map(({ key }) => key))];
    const most = Math.min(mostKeys, group[0]?.part.most ?? 1);
    return Array.from({ length: Math.ceil(keys.length / most) }, (_, index) => {
      const some = new Set(keys.slice(index * most, (index + 1) * most));
      return unitOf(group.filter(({ key }) => some.has(key)), some.size);
    });
  });
}

function bucketOf({ part, shared, alone }: Piece): string {
  return JSON.stringify([part.name, Object.entries(shared).map(([name, { value }]) => [name, value]), alone === true]);
}

function unitOf(pieces: readonly Piece[], wanted: number): Unit {
  const [first] = pieces;
  if (!first) throw new Error('A unit has a piece.');
  return {
    part: first.part,
    shared: first.shared,
    bucket: bucketOf(first),
    places: new Map(pieces.map(({ fullPath }) => [fullPath.toLowerCase(), fullPath])),
    keys: new Set(pieces.map(({ key }) => key)),
    pieces,
    wanted,
  };
}

/** True for units that a list of projects may hold. */
export function isListable({ part, pieces }: Unit): boolean {
  return part.within === 'project' && !part.apart && pieces[0]?.alone !== true && (part.most > 1 || part.field === undefined);
}

/** What one field for both would be, without making it; undefined where it would ask for too much. Both are of one bucket. */
export function measureMerged(a: Unit, b: Unit): { readonly cost: number; readonly vain: number } | undefined {
  const keys = unionSize(a.keys, b.keys);
  const places = unionSize(a.places, b.places);
  if (keys > a.part.most || places > MOST_PLACES) return undefined;
  return { cost: costOf(a.part, places, keys), vain: places * keys - a.wanted - b.wanted };
}

function unionSize(a: { readonly size: number; has(key: string): boolean }, b: { readonly size: number; keys(): Iterable<string> }): number {
  let size = a.size;
  for (const key of b.keys()) if (!a.has(key)) size += 1;
  return size;
}

/** Both asked by one field in a list of projects. */
export function mergeUnits(a: Unit, b: Unit): Unit {
  return unitOf([...a.pieces, ...b.pieces], a.wanted + b.wanted);
}

/** Things that GitLab is asked for though nobody wants them. */
export function overFetch({ places, keys, wanted }: Unit): number {
  return places.size * keys.size - wanted;
}

/**
 * GitLab's complexity of the unit with the place around it (https://docs.gitlab.com/api/graphql/#limits): a list of projects
 * costs itself, its nodes and their path, and 1 % of it all for every project.
 */
export function unitCost({ part, places, keys }: Unit): number {
  return costOf(part, places.size, keys.size);
}

function costOf(part: Part, places: number, keys: number): number {
  const inside = part.cost(keys) + part.inside.length;
  return places === 1 ? inside + 2 : (inside + 3) * (1 + places / 100);
}
