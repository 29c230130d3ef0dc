import type { Request } from 'express';

/** How a block looks, as its author chose it. */
export interface Presentation {
  /** `card`: the head and what matters most; `full`: everything. */
  readonly look: 'card' | 'full';
  /** Only the head shows until a reader opens it. */
  readonly collapsed: boolean;
}

/** The macro's parameters `look` and `collapsed`; whatever is none of their words is as if it were not there. */
export function presentationOf({ look, collapsed }: Request['query']): Presentation {
  return { look: look === 'card' ? 'card' : 'full', collapsed: collapsed === 'true' };
}

/** The same for an address of ours, each piece beginning with `&`; empty for what goes without saying. */
export function presentationQuery({ look, collapsed }: Presentation): string {
  return `${look === 'card' ? '&look=card' : ''}${collapsed ? '&collapsed=true' : ''}`;
}
