/** Something that reads what strangers send, and what it promises whatever they send. */
export interface Target {
  readonly about: string;
  /** Executions that fill about a minute of one processor. */
  readonly runs: number;
  /** What inputs are made of: pieces that mean something to the reader. */
  readonly words: readonly string[];
  /** Characters of an input; 2,048 without it. */
  readonly longest?: number;
  open(): Promise<Opened>;
}

export interface Opened {
  /** @throws where a promise is broken */
  check(input: string): void | Promise<void>;
  close?(): Promise<void>;
}

/** By name; what they try is loaded when they are opened, so that its coverage is counted from the start. */
export const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  tokens: async () => (await import('./targets/tokens.js')).tokens,
  queries: async () => (await import('./targets/queries.js')).queries,
  addresses: async () => (await import('./targets/addresses.js')).addresses,
  texts: async () => (await import('./targets/texts.js')).texts,
  lifecycle: async () => (await import('./targets/lifecycle.js')).lifecycle,
  bodies: async () => (await import('./targets/bodies.js')).bodies,
};
