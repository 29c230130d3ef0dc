/** Something that the product relies on and that can't be known without a live GitLab or Confluence. */
export interface Assumption {
  /** Stable: the record of the live checks, the documentation and the code name it so. */
  readonly id: string;
  /** Whose behaviour it is: one GitLab's, or one Confluence site's. */
  readonly about: 'gitlab' | 'site';
  /** What should be so. */
  readonly claim: string;
  /** What people get where it isn't. */
  readonly fallback: string;
  /** Files that build on it, from the project's root. */
  readonly usedIn: readonly string[];
  /** A feature reads the record of it and takes its fallback at once. Never anything that a security check depends on. */
  readonly chosenBy?: string;
  readonly check: Check;
}

export type Check = CallCheck | PersonCheck;

/** HTTP calls can tell. */
export interface CallCheck {
  readonly by: 'calls';
  /** What is asked, in a sentence. */
  readonly how: string;
}

/** Somebody has to look. */
export interface PersonCheck {
  readonly by: 'person';
  readonly steps: readonly string[];
  /** Yes means that it holds. */
  readonly question: string;
}
