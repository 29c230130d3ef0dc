import type { GitLabInstance } from '../gitlab/instance.js';
import type { Reference } from '../gitlab/references/reference.js';
import type { Thing } from '../gitlab/things/things.js';
import type { OwnAddresses } from './content/place.js';
import type { Bar } from './policies/bars.js';
import type { Drawings } from './copies/copy-memory.js';

/** What a macro's URL means, before anybody is asked. */
export interface Subject {
  readonly reference: Reference;
  readonly instance: GitLabInstance;
}

/** Something that a viewer saw before, and when its fetching began (epoch milliseconds). */
export interface LastCopy {
  readonly thing: Thing;
  readonly takenAt: number;
  readonly shared?: true;
  readonly asWritten?: true;
  /** For the eyes that saw it. */
  readonly addresses: OwnAddresses;
}

/** The GitLab username of the viewer's linked account; undefined when anybody would get the same. */
export type SeenAs = string | undefined;

/** Everything that a macro may come to; each has a view. What is none of these is thrown. */
export type MacroResult =
  | {
      readonly outcome: 'shown';
      readonly subject: Subject;
      readonly thing: Thing;
      /** Epoch milliseconds: the age of what is shown. */
      readonly takenAt: number;
      readonly seenAs: SeenAs;
      /** A token showed it that the site's administrators share. */
      readonly shared?: true;
      /** Its texts name other things, which this reader may not be shown: see `ProseSetting`. */
      readonly asWritten?: true;
      /** For these eyes. */
      readonly addresses: OwnAddresses;
      /** What was drawn of this very copy before. */
      readonly drawings: Drawings | undefined;
    }
  | { readonly outcome: 'connect'; readonly subject: Subject; readonly mode: 'connect' | 'anonymous' | 'not-set-up' }
  | { readonly outcome: 'reconnect'; readonly subject: Subject }
  | { readonly outcome: 'no-access'; readonly subject: Subject; readonly seenAs: string }
  /** `problem`: which parameter is wrong, where it is not the address, or which policy of the site's administrators stands in the way. */
  | { readonly outcome: 'unsupported'; readonly text: string; readonly problem?: 'pin' | 'lines' | Bar | undefined }
  | {
      readonly outcome: 'unavailable';
      readonly subject: Subject;
      readonly reason: 'slow' | 'limited';
      /** Epoch milliseconds. */
      readonly retryAt: number;
      readonly lastCopy: LastCopy | undefined;
    };
