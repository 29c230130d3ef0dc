import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

export interface LabelModel {
  /** `priority` of the scoped label `priority::high`. */
  readonly scope: string | undefined;
  readonly value: string;
  /** `#rrggbb` as chosen in GitLab. */
  readonly color: string;
  /** Which of the two inks reads better on `color`. */
  readonly ink: 'light' | 'dark';
}

/** A GitLab label. Its colour is a drawn rectangle: the page's policy allows no style attributes. */
export function Label({ scope, value, color, ink }: LabelModel): VNode {
  return (
    <span class={`label ink-${ink}`}>
      <svg class="label-fill" aria-hidden="true" focusable="false">
        <rect width="100%" height="100%" fill={color} />
      </svg>
      <span class="label-key">{scope ?? value}</span>
      {scope === undefined ? null : <span class="label-value">{value}</span>}
    </span>
  );
}

export function Labels({ labels }: { labels: readonly LabelModel[] }): VNode | null {
  const words = useWords();
  if (labels.length === 0) return null;
  return (
    <ul class="labels" aria-label={words.say('cards.labels')}>
      {labels.map((label) => (
        <li>
          <Label {...label} />
        </li>
      ))}
    </ul>
  );
}
