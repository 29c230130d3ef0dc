import type { ComponentChildren, VNode } from 'preact';

/** The outcomes that a reader can meet; each response says its own on `<main>`. */
export type OutcomeName = 'shown' | 'connect' | 'reconnect' | 'no-access' | 'unsupported' | 'unavailable';

export interface RootProps {
  readonly outcome: OutcomeName;
  /** Address, below the app's base path, that answers this `<main>` anew. */
  readonly fragment: string;
  /** `inline` frames have a fixed size. */
  readonly look: 'block' | 'inline' | 'page';
  /** Seconds until the frame's script asks again by itself. */
  readonly retryAfter?: number | undefined;
  readonly children: ComponentChildren;
}

/** The root element of a frame's content, with what `public/frame.ts` needs to renew it. */
export function Root({ outcome, fragment, look, retryAfter, children }: RootProps): VNode {
  return (
    <main class={look} data-outcome={outcome} data-fragment={fragment} {...(retryAfter === undefined ? {} : { 'data-retry-after': retryAfter })}>
      {children}
    </main>
  );
}
