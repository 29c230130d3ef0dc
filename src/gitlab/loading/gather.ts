/** How long a queue waits for more: since the last want, and since the first. */
export interface Window {
  readonly quietMs: number;
  readonly longestMs: number;
  /** So many go at once, without waiting. */
  readonly most: number;
}

/** Collects what comes within a short time and hands it on together. */
export function gather<T>({ quietMs, longestMs, most }: Window, handOn: (items: T[]) => void): (item: T) => void {
  let items: T[] = [];
  let quiet: NodeJS.Timeout | undefined;
  let longest: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(quiet);
    clearTimeout(longest);
    [quiet, longest] = [undefined, undefined];
    const all = items;
    items = [];
    handOn(all);
  };
  return (item) => {
    items.push(item);
    if (items.length >= most) return flush();
    longest ??= setTimeout(flush, longestMs);
    if (quiet) quiet.refresh();
    else quiet = setTimeout(flush, quietMs);
  };
}
