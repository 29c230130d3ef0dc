/** One benchmark: what it is about, in a sentence, and how to run it. */
export interface Bench {
  readonly about: string;
  run(): Promise<readonly Result[]>;
}

/** A number that was measured. */
export interface Result {
  readonly name: string;
  readonly value: number;
  /** What it may be at most; undefined for what only stands beside it. */
  readonly most?: number;
  /** `x`, `ms`, `requests`, `bytes` */
  readonly unit: string;
}

/** Prints each, and whether it is what it must be. True when all are. */
export function printResults(results: readonly Result[]): boolean {
  for (const { name, value, most, unit } of results) {
    const verdict = most === undefined ? '' : ` (at most ${most}) ${value <= most ? 'as it must be' : 'TOO MUCH'}`;
    console.log(`  ${name.padEnd(64)} ${format(value).padStart(10)} ${unit}${verdict}`);
  }
  return results.every(({ value, most }) => most === undefined || value <= most);
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 2 : 0);
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/** Measures each subject once a round, in turn, so that what disturbs the machine disturbs all. Answers the median of each. */
export async function interleaved<Name extends string>(rounds: number, subjects: Readonly<Record<Name, () => Promise<number>>>): Promise<Record<Name, number>> {
  const names = Object.keys(subjects) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) values.get(name)?.push(await subjects[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(values.get(name) ?? [])])) as Record<Name, number>;
}
