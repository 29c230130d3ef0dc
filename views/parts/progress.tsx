import type { VNode } from 'preact';

export interface ProgressProps {
  readonly done: number;
  readonly total: number;
}

/** So many of so many, in words and as a bar. */
export function Progress({ done, total }: ProgressProps): VNode {
  const words = `${done} of ${total}`;
  return (
    <span class="progress">
      {words} <progress value={done} max={total} aria-label={words} />
    </span>
  );
}
