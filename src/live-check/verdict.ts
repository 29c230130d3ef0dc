/** What came of trying an assumption. */
export type Verdict =
  | { readonly result: 'held' | 'failed'; readonly detail: string; readonly times?: number }
  /** Nothing was learned; why. */
  | { readonly result: 'untried'; readonly detail: string };

export const held = (detail: string): Verdict => ({ result: 'held', detail });
export const failed = (detail: string, times?: number): Verdict => ({ result: 'failed', detail, ...(times === undefined ? {} : { times }) });
export const untried = (detail: string): Verdict => ({ result: 'untried', detail });
