import type { GitLabInstance } from '../gitlab/instance.js';
import type { Reference } from '../gitlab/reference.js';
import type { Thing } from '../gitlab/things.js';

/** What a macro's URL means, before anybody is asked. */
export interface Subject {
  readonly reference: Reference;
  readonly instance: GitLabInstance;
}

/** Something that a viewer saw before, and when it was fetched (epoch milliseconds). */
export interface LastCopy {
  readonly thing: Thing;
  readonly takenAt: number;
}

/** The GitLab username of the viewer's linked account; undefined when anybody would get the same. */
export type SeenAs = string | undefined;

/** Everything that a macro may come to; each has a view. What is none of these is thrown. */
export type MacroResult =
  | { readonly outcome: 'shown'; readonly subject: Subject; readonly thing: Thing; readonly seenAs: SeenAs }
  | { readonly outcome: 'connect'; readonly subject: Subject; readonly mode: 'connect' | 'anonymous' | 'not-set-up' }
  | { readonly outcome: 'reconnect'; readonly subject: Subject }
  | { readonly outcome: 'no-access'; readonly subject: Subject; readonly seenAs: string }
  | { readonly outcome: 'unsupported'; readonly text: string }
  | {
      readonly outcome: 'unavailable';
      readonly subject: Subject;
      readonly reason: 'slow' | 'limited';
      /** Epoch milliseconds. */
      readonly retryAt: number;
      readonly lastCopy: LastCopy | undefined;
    };
