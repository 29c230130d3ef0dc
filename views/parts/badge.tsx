import type { VNode } from 'preact';
import { Icon, type IconName } from './icon.js';

/** What a colour says; each is a pair of Atlassian's tokens in `public/frame.css`. */
export type Tone = 'success' | 'information' | 'danger' | 'warning' | 'discovery' | 'neutral';

export interface Status {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

/** A state in a word, an icon and a colour: never a colour alone. */
export function Badge({ text, tone, icon }: Status): VNode {
  return (
    <span class={`badge tone-${tone}`}>
      <Icon name={icon} />
      {text}
    </span>
  );
}
