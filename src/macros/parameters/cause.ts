import type { Request } from 'express';

/** Why a frame's script asks for content. */
export interface Cause {
  /** The frame shows something already and wants newer. */
  readonly renewal: boolean;
  /** A person wishes for it: it is asked for also where it failed a moment ago. */
  readonly insistent: boolean;
}

/** What the script says of it: `first` in a frame that is empty yet, `news` where it is time or something has changed; else a person did something. */
export function causeOf({ cause }: Request['query']): Cause {
  return { renewal: cause !== 'first', insistent: cause !== 'first' && cause !== 'news' };
}
