/** What the server answers an author who looks for something: what was found, or why nothing can be. */
export type Answer<T> =
  | { readonly state: 'found'; readonly found: T }
  /** There is no linked account to look with. */
  | { readonly state: 'connect' | 'reconnect' | 'anonymous' | 'not-set-up' }
  /** GitLab has nothing there for this author. */
  | { readonly state: 'absent' }
  /** GitLab is slow, down or limiting; `retryAt` in epoch milliseconds. */
  | { readonly state: 'unavailable'; readonly retryAt: number };

export interface ProjectChoice {
  readonly fullPath: string;
  /** `Group / Project` */
  readonly name: string;
  readonly webUrl: string;
}

/** An issue or merge request. */
export interface WorkChoice {
  readonly kind: 'issue' | 'merge-request';
  readonly title: string;
  /** `group/project#12` */
  readonly reference: string;
  readonly state: string | undefined;
  readonly webUrl: string;
}

/** What a folder holds. */
export interface FolderChoice {
  /** Branch, tag or commit; undefined for an empty repository. */
  readonly ref: string | undefined;
  readonly webUrl: string;
  readonly inside: readonly { readonly kind: 'folder' | 'file'; readonly name: string; readonly webUrl: string }[];
  /** There is more than was read. */
  readonly cut: boolean;
}

export interface RefChoice {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
  readonly isDefault: boolean;
}

/** What an address means to the macros. */
export interface LinkMeaning {
  /** `file`, `issue`, …; undefined where no macro can show it. */
  readonly kind: string | undefined;
  /** Of a file on a branch or tag: the commit that this is now, and the lines that the address names. */
  readonly pin?: string | undefined;
  readonly lines?: string | undefined;
}

/** A GitLab installation to look through. */
export interface InstanceChoice {
  readonly id: string;
  /** `gitlab.com` */
  readonly name: string;
  readonly baseUrl: string;
}
