import type { CodeThing, PinStanding } from './code.js';
import type { EnvironmentThing, JobThing, PipelineThing } from './ci.js';
import type { BoardThing, ListThing } from './list.js';
import type { MergeRequestTab } from './merge-request-tab.js';
import type { IterationThing, MilestoneThing, NoteThing, ParentItem, Progress } from './planning.js';
import type { GroupThing, UserThing } from './places.js';

/**
 * What GitLab holds, as plain objects that a card is made of.
 * Times are ISO 8601, days are `YYYY-MM-DD`; `*Html` is GitLab's own HTML and must be sanitised before it is shown;
 * every URL is absolute and on the instance's own origin (another one is left out).
 */
export type Thing = IssueThing | MergeRequestThing | FileThing | ProjectThing | CodeThing | GroupThing | UserThing | PipelineThing | JobThing | EnvironmentThing | MilestoneThing | IterationThing | NoteThing | ListThing | BoardThing;

/** A GitLab user as others see them. */
export interface Person {
  readonly name: string;
  readonly username: string;
  readonly webUrl: string;
}

/** A label of an issue or merge request; `a::b` is scoped. */
export interface Label {
  readonly title: string;
  /** `#rrggbb`. */
  readonly color: string;
}

/** The milestone of an issue or merge request. */
export interface Milestone {
  readonly title: string;
  readonly webUrl: string | undefined;
}

/** How many boxes a description has, and how many are ticked. */
export interface TaskCompletion {
  readonly count: number;
  readonly completedCount: number;
}

/** What issues, work items and merge requests share. */
export interface Discussed {
  readonly instance: string;
  readonly fullPath: string;
  readonly iid: number;
  /** `group/project#12`, `group/project!12` */
  readonly reference: string;
  readonly webUrl: string;
  readonly title: string;
  readonly descriptionHtml: string | undefined;
  readonly labels: readonly Label[];
  readonly assignees: readonly Person[];
  readonly author: Person | undefined;
  readonly milestone: Milestone | undefined;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | undefined;
  readonly upvotes: number | undefined;
  readonly userNotesCount: number | undefined;
  readonly taskCompletion: TaskCompletion | undefined;
}

/** An issue, a work item of any type, or an epic (a group's): they are read differently and shown alike. */
export interface IssueThing extends Discussed {
  readonly kind: 'issue' | 'work-item' | 'epic';
  /** `Issue`, `Incident`, `Task`, … as GitLab names it to people. */
  readonly type: string;
  readonly state: 'opened' | 'closed';
  readonly confidential: boolean;
  readonly startDate?: string | undefined;
  readonly dueDate: string | undefined;
  /** Raw Markdown, from what renders none: `descriptionHtml` is undefined then. */
  readonly descriptionMarkdown?: string | undefined;
  /** What it is part of, and how many of its own parts are closed; left out by what can't tell. */
  readonly parent?: ParentItem | undefined;
  readonly children?: Progress | undefined;
  /** The issue that goes on in its place, as far as the viewer may see it. */
  readonly movedTo?: Moved | undefined;
}

/** Where an issue was moved to: `group/other#12`. */
export interface Moved {
  readonly reference: string;
  readonly webUrl: string;
}

/** A merge request with its branches, approvals, pipeline and changes. */
export interface MergeRequestThing extends Discussed {
  readonly kind: 'merge-request';
  readonly state: 'opened' | 'closed' | 'locked' | 'merged';
  readonly draft: boolean;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** Where the source branch lives when it is another project (a fork the viewer may see). */
  readonly sourceProject: string | undefined;
  readonly reviewers: readonly Person[];
  /** True when all required approvals are there; GitLab counts none required as approved. */
  readonly approved: boolean;
  readonly approvedBy: readonly Person[];
  /** GitLab's `DetailedMergeStatus` in lower case: `mergeable`, `ci_still_running`, `discussions_not_resolved`, … */
  readonly mergeStatus: string | undefined;
  readonly pipeline: Pipeline | undefined;
  readonly diffStats: DiffStats | undefined;
  readonly mergedAt: string | undefined;
  /** What its page shows below another of its tabs, where the link names one. */
  readonly tab?: MergeRequestTab | undefined;
}

/** The pipeline of a merge request's newest commit. */
export interface Pipeline {
  /** GitLab's `PipelineStatusEnum` in lower case: `success`, `failed`, `running`, … */
  readonly status: string;
  /** For people: `passed with warnings`. */
  readonly label: string | undefined;
  readonly webUrl: string | undefined;
}

/** How much a merge request changes. */
export interface DiffStats {
  readonly additions: number;
  readonly deletions: number;
  readonly fileCount: number;
}

/** A file at a ref, whole or some of its lines. */
export interface FileThing {
  readonly kind: 'file';
  readonly instance: string;
  readonly fullPath: string;
  readonly path: string;
  readonly name: string;
  /** Branch, tag or commit as the URL named it. */
  readonly ref: string;
  /** The commit that `ref` meant when it was read. */
  readonly sha: string | undefined;
  /** The file at `ref`, and at `sha`; both point at `lines`. */
  readonly webUrl: string;
  readonly permalink: string | undefined;
  /** Bytes. */
  readonly size: number;
  /** GitLab's word for the language (`ruby`), where it has one. */
  readonly language: string | undefined;
  /** The wanted lines (the whole file without `lines`), joined by `\n`; undefined exactly when `withheld` says why. */
  readonly text: string | undefined;
  readonly withheld: 'binary' | 'too-big' | 'stored-externally' | 'not-at-pin' | undefined;
  /** The lines that `text` holds, cut to what the file has; undefined for a whole file. */
  readonly lines: { readonly from: number; readonly to: number } | undefined;
  /** Number of lines of the whole file; undefined without text. */
  readonly lineCount: number | undefined;
  /** Where the author of the page pinned the file to a commit: `text` is of that commit, `ref` where it was taken from. */
  readonly pin?: PinStanding | undefined;
}

/** A project with its figures and its README. */
export interface ProjectThing {
  readonly kind: 'project';
  readonly instance: string;
  readonly fullPath: string;
  readonly name: string;
  /** `Acme / Orbit / Web` */
  readonly nameWithNamespace: string;
  readonly webUrl: string;
  readonly descriptionHtml: string | undefined;
  readonly visibility: 'public' | 'internal' | 'private' | undefined;
  readonly archived: boolean;
  readonly topics: readonly string[];
  readonly stars: number;
  readonly forks: number;
  /** Undefined where issues or merge requests are switched off, or hidden from this viewer. */
  readonly openIssues: number | undefined;
  readonly openMergeRequests: number | undefined;
  readonly lastActivityAt: string | undefined;
  readonly defaultBranch: string | undefined;
  readonly readme: Readme | undefined;
}

/** The README at the root of a project's default branch. */
export interface Readme {
  readonly path: string;
  readonly webUrl: string;
  /** Raw Markdown, not rendered. */
  readonly markdown: string;
}
