import type { CiStatus } from './ci.js';

/** What a merge request's page shows behind one of its tabs: the first of it, and how much there is. */
export type MergeRequestTab =
  | { readonly is: 'changes'; readonly files: readonly ChangedFile[]; readonly total: number }
  /** Newest first. */
  | { readonly is: 'commits'; readonly commits: readonly MergeRequestCommit[]; readonly total: number }
  /** Newest first; GitLab tells no total. */
  | { readonly is: 'pipelines'; readonly pipelines: readonly MergeRequestPipeline[] };

export interface ChangedFile {
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
}

export interface MergeRequestCommit {
  readonly shortId: string;
  readonly title: string;
  readonly webUrl: string | undefined;
  readonly authorName: string | undefined;
  readonly at: string | undefined;
}

export interface MergeRequestPipeline extends CiStatus {
  readonly id: number;
  readonly webUrl: string | undefined;
  readonly sha: string | undefined;
  readonly createdAt: string;
  /** Seconds. */
  readonly duration: number | undefined;
}
