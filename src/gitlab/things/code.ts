import type { FileThing, Label, Milestone, Person, Pipeline, Readme } from './things.js';

interface InProject {
  readonly instance: string;
  readonly fullPath: string;
  readonly webUrl: string;
}

/** Who committed: a GitLab account where GitLab knows one, otherwise the name that the commit holds. */
export interface Committer {
  readonly name: string;
  readonly person: Person | undefined;
}

/** A commit as lists tell it. */
export interface CommitSummary {
  readonly sha: string;
  readonly title: string;
  readonly webUrl: string;
  readonly author: Committer;
  readonly authoredAt: string | undefined;
}

/** A folder at a ref; its content sorted as Git has it, folders first. */
export interface FolderThing extends InProject {
  readonly kind: 'folder';
  /** Branch, tag or commit as the URL named it; undefined for the default branch of an empty repository. */
  readonly ref: string | undefined;
  /** Empty for the root. */
  readonly path: string;
  readonly entries: readonly FolderEntry[];
  /** There are more entries than were read. */
  readonly cut: boolean;
  /** The last that changed anything below the folder. */
  readonly lastCommit: CommitSummary | undefined;
  readonly readme: Readme | undefined;
}

export interface FolderEntry {
  readonly kind: 'folder' | 'file' | 'submodule';
  readonly name: string;
  /** Undefined for a submodule: it may be anywhere. */
  readonly webUrl: string | undefined;
}

/** A file that a commit or a comparison touches. */
export interface ChangedFile {
  readonly change: 'added' | 'deleted' | 'renamed' | 'modified';
  readonly path: string;
  /** Where a renamed file was before. */
  readonly oldPath: string | undefined;
  /** Undefined where it was not counted: binary, or too much. */
  readonly additions: number | undefined;
  readonly deletions: number | undefined;
}

/** One commit with what it changed. */
export interface CommitThing extends InProject {
  readonly kind: 'commit';
  readonly sha: string;
  readonly title: string;
  /** What follows the title of the message. */
  readonly descriptionHtml: string | undefined;
  /** The same as it was written; only from versions that don't render it. */
  readonly description: string | undefined;
  readonly author: Committer;
  readonly authoredAt: string | undefined;
  /** Only where somebody else committed it. */
  readonly committer: string | undefined;
  readonly parents: readonly { readonly sha: string; readonly webUrl: string }[];
  readonly stats: { readonly additions: number; readonly deletions: number } | undefined;
  /** The first of them. */
  readonly files: readonly ChangedFile[];
  readonly fileCount: number | undefined;
  readonly pipeline: Pipeline | undefined;
}

/** What lies between two refs; as release notes where merge requests were merged in between. */
export interface ComparisonThing extends InProject {
  readonly kind: 'comparison';
  readonly from: string;
  readonly to: string;
  readonly straight: boolean;
  /** The two are one commit. */
  readonly same: boolean;
  /** Commits in between; of a huge range those that were read, and then `commitsCut`. */
  readonly commitCount: number;
  readonly commitsCut: boolean;
  /** Merged in between, newest first. */
  readonly mergeRequests: readonly MergedRequest[];
  /** Some merge requests of that time were not read. */
  readonly mergeRequestsCut: boolean;
  /** Commits that came with none of `mergeRequests`, newest first: the first of them, and how many there are. */
  readonly commits: readonly CommitSummary[];
  readonly otherCommits: number;
  /** Undefined when the changes were too many to read. */
  readonly files: readonly ChangedFile[] | undefined;
}

/** A merge request as release notes name it. */
export interface MergedRequest {
  readonly iid: number;
  readonly title: string;
  readonly webUrl: string;
  readonly author: Person | undefined;
  readonly labels: readonly Label[];
  readonly mergedAt: string | undefined;
}

/** A branch with its last commit. */
export interface BranchThing extends InProject {
  readonly kind: 'branch';
  readonly name: string;
  readonly isDefault: boolean;
  readonly isProtected: boolean;
  /** Into the default branch. */
  readonly isMerged: boolean;
  readonly commit: CommitSummary | undefined;
}

/** A tag with its commit. */
export interface TagThing extends InProject {
  readonly kind: 'tag';
  readonly name: string;
  /** Of an annotated tag. */
  readonly message: string | undefined;
  readonly createdAt: string | undefined;
  readonly isProtected: boolean;
  readonly commit: CommitSummary | undefined;
  /** The release of this tag, where there is one. */
  readonly releaseUrl: string | undefined;
}

/** A release with its notes and what it offers to download. */
export interface ReleaseThing extends InProject {
  readonly kind: 'release';
  readonly name: string;
  /** Undefined where this viewer sees no code. */
  readonly tag: string | undefined;
  readonly tagUrl: string | undefined;
  readonly releasedAt: string | undefined;
  readonly upcoming: boolean;
  readonly author: Person | undefined;
  readonly descriptionHtml: string | undefined;
  readonly milestones: readonly Milestone[];
  readonly commit: CommitSummary | undefined;
  readonly assets: readonly ReleaseAsset[];
}

export interface ReleaseAsset {
  readonly kind: 'link' | 'source';
  readonly name: string;
  /** Wherever whoever made the release chose: not only on the instance's own origin. */
  readonly url: string;
}

/** A snippet with its files. */
export interface SnippetThing {
  readonly kind: 'snippet';
  readonly instance: string;
  /** Undefined for a personal one. */
  readonly fullPath: string | undefined;
  readonly id: number;
  readonly webUrl: string;
  readonly title: string;
  readonly visibility: 'public' | 'internal' | 'private' | undefined;
  readonly author: Person | undefined;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly descriptionHtml: string | undefined;
  readonly files: readonly SnippetFile[];
}

export type SnippetFile = Pick<FileThing, 'path' | 'size' | 'text' | 'withheld' | 'lineCount'>;

/** A page of the wiki of a project or a group. */
export interface WikiThing {
  readonly kind: 'wiki';
  readonly instance: string;
  /** Of the project or group. */
  readonly fullPath: string;
  readonly level: 'project' | 'group';
  readonly webUrl: string;
  readonly slug: string;
  readonly title: string;
  readonly html: string | undefined;
}

/** How a pinned file stands to the branch or tag that it was taken from. */
export interface PinStanding {
  readonly sha: string;
  readonly webUrl: string;
  /** Undefined when the URL names a commit, which doesn't move. */
  readonly drift: Drift | undefined;
}

export interface Drift {
  readonly ref: string;
  /** The file where `ref` is now. */
  readonly webUrl: string;
  /** `gone`: there is no such branch or tag any more. `apart`: `ref` no longer holds the pinned commit. */
  readonly state: 'here' | 'ahead' | 'apart' | 'gone';
  /** Commits that `ref` has more than the pin; undefined where they weren't counted. */
  readonly ahead: number | undefined;
  /** There are `ahead` commits or more. */
  readonly capped: boolean;
  readonly file: 'same' | 'changed' | 'deleted' | undefined;
  readonly comparisonUrl: string | undefined;
}

/** Everything that this file describes and a macro can show. */
export type CodeThing = FolderThing | CommitThing | ComparisonThing | BranchThing | TagThing | ReleaseThing | SnippetThing | WikiThing;
