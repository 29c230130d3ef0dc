import type { ComponentChildren, VNode } from 'preact';
import { Badge, type Status, type Tone } from '../parts/badge.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Outside } from '../parts/outside.js';

export interface ChipModel {
  readonly icon: IconName;
  readonly kind: string;
  readonly tone: Tone;
  readonly title: string;
  readonly url: string;
  /** `web#12`; undefined where the title says it all. */
  readonly reference: string | undefined;
  readonly badge: Status | undefined;
}

export interface ChipProps {
  readonly chip: ChipModel;
  /** `3 minutes ago`: when it was fetched, where that is worth saying. */
  readonly age?: string | undefined;
  /** In place of the title where somebody points at the chip. */
  readonly hint?: string | undefined;
  readonly children?: ComponentChildren;
}

/** A thing within a sentence: one line of fixed height, its title cut where there is no room. */
export function Chip({ chip, age, hint, children }: ChipProps): VNode {
  return (
    <span class="chip">
      <Outside class="chip-link" href={chip.url} title={hint ?? (age === undefined ? chip.title : `${chip.title} (as of ${age})`)}>
        <span class={`chip-icon ink-${chip.tone}`}>
          <Icon name={chip.icon} label={chip.kind} />
        </span>
        <span class="chip-title" dir="auto">
          {chip.title}
        </span>
        {chip.reference === undefined ? null : <span class="chip-reference">{chip.reference}</span>}
      </Outside>
      {chip.badge ? <Badge {...chip.badge} /> : null}
      {children}
    </span>
  );
}
