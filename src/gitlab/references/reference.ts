/** What a GitLab URL points to. Values are decoded; `fullPath` is spelled as in the URL (GitLab ignores its case). */
export type Reference =
  | ProjectReference
  | PlaceReference
  | UserReference
  | NumberedReference
  | FileReference
  | FolderReference
  | CommitReference
  | ComparisonReference
  | RefReference
  | PipelineReference
  | LatestPipelineReference
  | JobReference
  | MilestoneReference
  | ReleaseReference
  | IterationReference
  | SnippetReference
  | WikiReference
  | EnvironmentReference
  | BoardReference
  | ListReference
  | SearchReference;

interface OnInstance {
  /** Id of the instance that the URL is on. */
  readonly instance: string;
}

interface InNamespace extends OnInstance {
  /** Of the project; of the group where `level` (or the kind) says so. */
  readonly fullPath: string;
}

/** What both projects and groups have. */
export type Level = 'project' | 'group';

/** A project, or the subgroup of that path: only GitLab knows. */
export interface ProjectReference extends InNamespace {
  readonly kind: 'project';
}

/** `namespace` has one segment and may be a group or a person: only GitLab knows. */
export interface PlaceReference extends InNamespace {
  readonly kind: 'group' | 'namespace';
}

export interface UserReference extends OnInstance {
  readonly kind: 'user';
  readonly username: string;
}

export type NumberedReference = IssueReference | WorkItemReference | MergeRequestReference;

interface Numbered extends InNamespace {
  readonly iid: number;
  /** GitLab's number of one note of the discussion. */
  readonly note?: number;
}

export interface IssueReference extends Numbered {
  readonly kind: 'issue';
}

/** An epic is a work item of a group; old versions know it by its old name only. */
export interface WorkItemReference extends Numbered {
  readonly kind: 'work-item' | 'epic';
  readonly level: Level;
}

export interface MergeRequestReference extends Numbered {
  readonly kind: 'merge-request';
  readonly tab?: 'changes' | 'commits' | 'pipelines';
}

export interface FileReference extends InNamespace {
  readonly kind: 'file';
  /** Not yet split: both a ref and a path may hold slashes, so only the repository knows where one ends. */
  readonly refAndPath: string;
  readonly refType?: 'heads' | 'tags';
  readonly lines?: { readonly from: number; readonly to: number };
  /** The commit that the author pinned the file to; the ref then says which branch it came from. */
  readonly pin?: string;
}

export interface FolderReference extends InNamespace {
  readonly kind: 'folder';
  /** As a file's; empty for the root of the default branch. */
  readonly refAndPath: string;
  readonly refType?: 'heads' | 'tags';
}

export interface CommitReference extends InNamespace {
  readonly kind: 'commit';
  /** Seven digits or more. */
  readonly sha: string;
}

/** What `to` has that `from` has not. */
export interface ComparisonReference extends InNamespace {
  readonly kind: 'comparison';
  readonly from: string;
  readonly to: string;
  /** Two dots: the two states themselves; three dots: since where they parted. */
  readonly straight: boolean;
  /** Id of the project that `from` is in, where the address names one; it may well be this one. */
  readonly fromProject?: number;
}

export interface RefReference extends InNamespace {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
}

export interface PipelineReference extends InNamespace {
  readonly kind: 'pipeline';
  /** Global, not per project. */
  readonly id: number;
}

/** The newest pipeline of a ref; of the default branch without one. */
export interface LatestPipelineReference extends InNamespace {
  readonly kind: 'latest-pipeline';
  readonly ref?: string;
}

export interface JobReference extends InNamespace {
  readonly kind: 'job';
  /** Global, not per project. */
  readonly id: number;
}

export interface MilestoneReference extends InNamespace {
  readonly kind: 'milestone';
  readonly level: Level;
  readonly iid: number;
}

/** The newest release without a tag. */
export interface ReleaseReference extends InNamespace {
  readonly kind: 'release';
  readonly tag?: string;
}

/** Of a group, also where a project of it shows it; GitLab's paid editions only. */
export interface IterationReference extends InNamespace {
  readonly kind: 'iteration';
  readonly level: Level;
  /** Global, not per group. */
  readonly id: number;
}

/** A personal one has no `fullPath`. */
export interface SnippetReference extends OnInstance {
  readonly kind: 'snippet';
  readonly fullPath?: string;
  readonly id: number;
}

export interface WikiReference extends InNamespace {
  readonly kind: 'wiki';
  readonly level: Level;
  /** `home`, `with/slashes` */
  readonly slug: string;
}

export interface EnvironmentReference extends InNamespace {
  readonly kind: 'environment';
  readonly id: number;
}

/** The first board without an id. */
export interface BoardReference extends InNamespace {
  readonly kind: 'board';
  readonly level: Level;
  readonly id?: number;
}

/** Things of one kind that match a filter: GitLab's list pages, and the list macro. */
export interface ListReference extends InNamespace {
  readonly kind: 'list';
  readonly level: Level;
  readonly of: 'issues' | 'work-items' | 'merge-requests' | 'pipelines' | 'commits' | 'releases';
  readonly filter: ListFilter;
  readonly page?: ListPage;
  /** GitLab itself leaves out what is confidential, whatever the token may see; no address says so. */
  readonly openOnly?: true;
}

/** Which part of a list is wanted; no address in GitLab says. */
export interface ListPage {
  /** 1 to 100; 20 without. */
  readonly rows?: number;
  /** What the page before named as its `next`; the first page without. */
  readonly after?: string;
}

/** Names and words as in GitLab's API: https://docs.gitlab.com/api/issues/#list-issues. Dates are `YYYY-MM-DD` or ISO 8601. */
export interface ListFilter {
  readonly state?: string;
  readonly labels?: readonly string[];
  /** Of work items: `ISSUE`, `EPIC`, `TASK`, … */
  readonly types?: readonly string[];
  readonly milestone?: string;
  /** Usernames. */
  readonly assignee?: string;
  readonly author?: string;
  readonly reviewer?: string;
  readonly search?: string;
  /** Of commits and pipelines; with a path behind it as in a file's URL. */
  readonly refAndPath?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly updatedAfter?: string;
  readonly updatedBefore?: string;
  /** `created_desc`, `updated_asc`, … */
  readonly sort?: string;
  /** Names of what a list page's address filters by and this app can't ask for: more is listed than there. */
  readonly ignored?: readonly string[];
}

/** GitLab's search page. */
export interface SearchReference extends OnInstance {
  readonly kind: 'search';
  readonly search: string;
  /** `issues`, `merge_requests`, `blobs`, …; GitLab's default without one. */
  readonly scope?: string;
  readonly projectId?: number;
  readonly groupId?: number;
  readonly page?: ListPage;
}
