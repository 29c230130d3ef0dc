/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to `below`, whole. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in so many times. */
  once(times: number): boolean;
  /** So many different ones, or all. */
  some<T>(from: readonly T[], count: number): T[];
}

/** A linear congruential generator of 32 bits, whose weak low bits are folded into its high ones. */
export function createRandom(seed: number): Random {
  let state = (Math.imul(seed ^ 0x2545_f491, 0x9e37_79b1) ^ 0x5bd1_e995) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const folded = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) >>> 0;
    return ((folded ^ (folded >>> 13)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(next() * count);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[below(from.length)];
    if (found === undefined) throw new Error('There is nothing to pick from.');
    return found;
  };
  return {
    below,
    pick,
    once: (times) => below(times) === 0,
    some(from, count) {
      const left = [...from];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)).flat();
    },
  };
}
