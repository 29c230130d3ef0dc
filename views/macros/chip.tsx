import type { ComponentChildren, VNode } from 'preact';
import { Badge, type Status, type Tone } from '../parts/badge.js';
import { Icon, type IconName } from '../parts/icon.js';
import { useAge } from '../parts/age.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';

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
  /** How old it is, in whole minutes as milliseconds; undefined where that is said elsewhere. */
  readonly age?: number | undefined;
  /** In place of the title where somebody points at the chip. */
  readonly hint?: string | undefined;
  /** A token showed it that the site's administrators share. */
  readonly shared?: true | undefined;
  readonly children?: ComponentChildren;
}

/** A thing within a sentence: one line of fixed height, its title cut where there is no room. */
export function Chip({ chip, age, hint, shared, children }: ChipProps): VNode {
  const aged = useAge(age);
  return (
    <span class="chip">
      <Outside class="chip-link" href={chip.url} title={hint ?? (aged ? `${chip.title} (${aged.words})` : chip.title)} {...(aged && hint === undefined ? { ...aged.data, 'data-title': chip.title } : {})}>
        <span class={`chip-icon ink-${chip.tone}`}>
          <Icon name={chip.icon} label={chip.kind} />
        </span>
        <span class="chip-title" dir="auto">
          {chip.title}
        </span>
        {chip.reference === undefined ? null : <span class="chip-reference">{chip.reference}</span>}
      </Outside>
      {chip.badge ? <Badge {...chip.badge} /> : null}
      {shared ? <SharedMark /> : null}
      {children}
    </span>
  );
}

function SharedMark(): VNode {
  const words = useWords();
  return (
    <span class="chip-shared" title={words.say('notices.sharedHint')}>
      <Icon name="group" label={words.say('notices.shared')} />
    </span>
  );
}
