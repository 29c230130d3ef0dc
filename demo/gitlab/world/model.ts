import type { Environment, Pipeline } from './ci.js';
import type { Epic, Iteration, Note, Todo } from './plans.js';

/** What the stand-in GitLab holds. Plain mutable objects: a test may change one and see it in the next answer. Times are epoch milliseconds. */
export interface World {
  readonly users: User[];
  readonly groups: Group[];
  readonly projects: Project[];
  /** Personal ones. */
  readonly snippets?: Snippet[];
  readonly todos?: Todo[];
}

export type Visibility = 'public' | 'internal' | 'private';

/** GitLab's own numbers: https://docs.gitlab.com/api/members/#roles */
export const ACCESS = { guest: 10, planner: 15, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;
export type AccessLevel = (typeof ACCESS)[keyof typeof ACCESS];
/** Username to role. */
export type Members = Record<string, AccessLevel>;

export interface User {
  readonly id: number;
  username: string;
  name: string;
  jobTitle: string;
  /** `#rrggbb` of the stand-in's avatar. */
  readonly color: string;
  /** An external user sees internal projects only as a member. */
  external: boolean;
  state: 'active' | 'blocked';
  bio?: string;
  location?: string;
  pronouns?: string;
  /** What they say of themselves for the moment. */
  status?: { readonly message: string; readonly busy: boolean };
  /** Epoch milliseconds. */
  createdAt?: number;
  /** Of an access token of a group or project. */
  readonly bot?: boolean;
  /** Of the whole instance. */
  admin?: boolean;
}

export interface Group {
  readonly id: number;
  fullPath: string;
  name: string;
  description: string;
  visibility: Visibility;
  members: Members;
  wiki?: WikiPage[];
  milestones?: Milestone[];
  /** Work items of the group itself. */
  epics?: Epic[];
  iterations?: Iteration[];
}

export interface Label {
  readonly id: number;
  title: string;
  description: string;
  color: string;
  textColor: string;
}

export interface Milestone {
  readonly id: number;
  readonly iid: number;
  title: string;
  description: string;
  state: 'active' | 'closed';
  startDate: string | undefined;
  dueDate: string | undefined;
}

/** What issues, merge requests and epics share. */
export interface Issuable {
  readonly id: number;
  readonly iid: number;
  title: string;
  /** Markdown. */
  description: string;
  author: User;
  assignees: User[];
  labels: Label[];
  milestone: Milestone | undefined;
  createdAt: number;
  updatedAt: number;
  closedAt: number | undefined;
  upvotes: number;
  downvotes: number;
  notes: number;
  /** Those of the notes that can be looked at. */
  comments?: Note[];
}

/** An issue or another work item: one iid space, as in GitLab. */
export interface Issue extends Issuable {
  type: 'ISSUE' | 'TASK' | 'INCIDENT';
  state: 'opened' | 'closed';
  confidential: boolean;
  startDate: string | undefined;
  dueDate: string | undefined;
  /** iid of the parent in the same project. */
  parent: number | undefined;
  /** The issue that goes on in its place. */
  movedTo?: { readonly fullPath: string; readonly iid: number };
}

export interface Review {
  user: User;
  state: 'UNREVIEWED' | 'REVIEWED' | 'REQUESTED_CHANGES' | 'APPROVED';
}

export interface MergeRequest extends Issuable {
  state: 'opened' | 'merged' | 'closed' | 'locked';
  draft: boolean;
  sourceBranch: string;
  targetBranch: string;
  reviews: Review[];
  approved: boolean;
  mergedAt: number | undefined;
  mergeUser: User | undefined;
  mergeStatus: 'MERGEABLE' | 'DRAFT_STATUS' | 'CI_MUST_PASS' | 'CI_STILL_RUNNING' | 'DISCUSSIONS_NOT_RESOLVED' | 'CONFLICT' | 'NOT_APPROVED' | 'NOT_OPEN';
  headSha: string;
  /** Left out by what was not merged, or fast-forwarded. */
  mergeCommitSha?: string;
  commits: number;
  changes: FileChange[];
  pipeline: Pipeline | undefined;
  discussions: { resolvable: number; resolved: number };
}

/** A board of issues: its lists of labels stand between Open and Closed. */
export interface Board {
  readonly id: number;
  name: string;
  labels: string[];
}

export interface FileChange {
  path: string;
  additions: number;
  deletions: number;
}

export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  /** More than GitLab hands out as text; `text` makes it when the raw file is asked for. */
  | { readonly kind: 'huge'; readonly size: number; text(): string };

/** Path to content. */
export type Tree = ReadonlyMap<string, FileContent>;

export interface Commit {
  readonly sha: string;
  readonly title: string;
  /** Markdown below the title. */
  readonly body?: string;
  readonly author: User;
  readonly at: number;
  readonly parent: string | undefined;
  /** Of a merge commit. */
  readonly otherParents?: readonly string[];
  readonly tree: Tree;
}

export interface Release {
  readonly id: number;
  readonly tag: string;
  name: string;
  /** Markdown. */
  description: string;
  author: User;
  /** Ahead of now for one that is planned. */
  releasedAt: number;
  milestones: Milestone[];
  links: readonly { readonly name: string; readonly url: string }[];
}

/** Of a project, or of a person without one. */
export interface Snippet {
  readonly id: number;
  title: string;
  /** Markdown. */
  description: string;
  visibility: Visibility;
  author: User;
  createdAt: number;
  files: readonly { readonly name: string; readonly text: string }[];
}

/** Slug with slashes, in Markdown. */
export interface WikiPage {
  readonly slug: string;
  title: string;
  content: string;
}

export interface Repository {
  defaultBranch: string;
  /** Name to sha. */
  readonly branches: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Of annotated tags. */
  readonly tagMessages?: ReadonlyMap<string, string>;
  readonly protectedBranches?: readonly string[];
  readonly commits: Map<string, Commit>;
}

/** `members`: for members only, though the project may be public. */
export type FeatureAccess = 'enabled' | 'members' | 'disabled';

export interface Project {
  readonly id: number;
  fullPath: string;
  /** Paths it had before: REST redirects them. */
  formerPaths: string[];
  name: string;
  /** Markdown. */
  description: string;
  visibility: Visibility;
  archived: boolean;
  topics: string[];
  stars: number;
  forks: number;
  color: string | undefined;
  members: Members;
  features: { issues: FeatureAccess; repository: FeatureAccess; mergeRequests: FeatureAccess };
  createdAt: number;
  lastActivityAt: number;
  labels: Label[];
  milestones: Milestone[];
  issues: Issue[];
  mergeRequests: MergeRequest[];
  /** By `secret/file`: what was dropped into a description. */
  uploads?: Map<string, Buffer>;
  repository: Repository;
  boards?: Board[];
  releases?: Release[];
  snippets?: Snippet[];
  wiki?: WikiPage[];
  /** Besides those of merge requests. */
  pipelines?: Pipeline[];
  environments?: Environment[];
}
