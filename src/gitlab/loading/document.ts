import { PLACES, type Shared } from './part.js';
import type { Request } from './plan.js';
import type { Unit } from './unit.js';

/** Where in an answer the things of a unit are. */
export interface Spot {
  readonly unit: Unit;
  /** The key of the place in `data`. */
  readonly place: string;
  /** True when the place is a list of projects. */
  readonly listed: boolean;
  /** From a place to the things: `['repository', 'blobs2']`; empty when the place is the thing. */
  readonly trail: readonly string[];
}

export interface BulkDocument {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly spots: readonly Spot[];
}

/** One GraphQL query for a request, its values all in variables. `measured` asks for its complexity too. */
export function writeDocument(request: Request, { measured }: { measured: boolean }): BulkDocument {
  const variables = new Variables();
  const aliases = new Aliases();
  const spots: Spot[] = [];
  const places = [...groupBy(request, placesOf).values()].map((units) => {
    const paths = [...(units[0]?.places.values() ?? [])];
    const listed = paths.length > 1;
    const within = units[0]?.part.within ?? 'project';
    const root = listed ? 'projects' : within;
    const { argument, type, property = '' } = PLACES[within];
    const place = aliases.take(root);
    const fields = units.map((unit) => {
      const alias = unit.part.field === undefined ? undefined : aliases.take(unit.part.field);
      spots.push({ unit, place, listed, trail: alias === undefined ? [] : [...unit.part.inside, alias] });
      return writeField(unit, alias, variables);
    });
    const path = listed ? variables.add('paths', '[String!]', paths) : variables.add('path', type, type.startsWith('[') ? paths : paths[0]);
    const inside = `${property}\n${fields.join('\n')}`;
    const head = place === root ? root : `${place}: ${root}`;
    return listed ? `${head}(fullPaths: ${path}, first: ${paths.length}) { nodes { ${inside} } }` : `${head}(${argument}: ${path}) { ${inside} }`;
  });
  const fragments = [...new Set(request.flatMap(({ part }) => part.fragments))];
  const measure = measured ? '\nqueryComplexity { score limit }' : '';
  return { text: `query things(${variables.declarations()}) {\n${places.join('\n')}${measure}\n}\n${fragments.join('\n')}`, variables: variables.values, spots };
}

function placesOf({ part, places, bucket }: Unit): string {
  return `${part.within} ${[...places.keys()].sort().join(' ')} ${part.apart ? bucket : ''}`;
}

function groupBy(units: readonly Unit[], keyOf: (unit: Unit) => string): Map<string, Unit[]> {
  const groups = new Map<string, Unit[]>();
  for (const unit of units) groups.set(keyOf(unit), [...(groups.get(keyOf(unit)) ?? []), unit]);
  return groups;
}

function writeField({ part, keys, shared }: Unit, alias: string | undefined, variables: Variables): string {
  const names = namesOf(shared, variables);
  const wanted = [...keys];
  const key = alias === undefined || part.keyType === '' ? '' : variables.add('keys', part.keyType, part.keyField === undefined ? wanted[0] : wanted);
  const head = alias === undefined ? '' : alias === part.field ? alias : `${alias}: ${part.field}`;
  const field = head + part.select({ keys: key, count: wanted.length, shared: names });
  return part.inside.reduceRight((inner, name) => `${name} { ${inner} }`, field);
}

/** A variable is added when its name is first asked for: GitLab refuses what is declared and not used. */
function namesOf(shared: Shared, variables: Variables): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [name, { type, value }] of Object.entries(shared)) {
    let own: string | undefined;
    Object.defineProperty(names, name, { enumerable: true, get: () => (own ??= variables.add(name, type, value)) });
  }
  return names;
}

/** Numbered names, so that a document may ask for the same field twice. */
class Aliases {
  #counts = new Map<string, number>();
  #taken = new Set<string>();

  take(name: string): string {
    let own = name;
    do {
      const count = (this.#counts.get(name) ?? 0) + 1;
      this.#counts.set(name, count);
      own = count === 1 ? name : `${name}${count}`;
    } while (this.#taken.has(own));
    this.#taken.add(own);
    return own;
  }
}

class Variables {
  readonly values: Record<string, unknown> = {};
  #aliases = new Aliases();
  #types: string[] = [];

  /** Its name with the dollar sign. */
  add(name: string, type: string, value: unknown): string {
    const own = this.#aliases.take(name);
    this.values[own] = value;
    this.#types.push(`$${own}: ${type}`);
    return `$${own}`;
  }

  declarations(): string {
    return this.#types.join(', ');
  }
}
