import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

export interface ProgressProps {
  readonly done: number;
  readonly total: number;
}

/** So many of so many, in words and as a bar. */
export function Progress({ done, total }: ProgressProps): VNode {
  const share = useWords().say('cards.doneOf', { done, total });
  return (
    <span class="progress">
      {share} <progress value={done} max={total} aria-label={share} />
    </span>
  );
}
