import type { Person } from './things.js';

/** A milestone of a project or group, with how far it is. */
export interface MilestoneThing {
  readonly kind: 'milestone';
  readonly instance: string;
  /** Of the project or group. */
  readonly fullPath: string;
  readonly iid: number;
  readonly title: string;
  readonly webUrl: string;
  readonly state: 'active' | 'closed';
  readonly expired: boolean;
  readonly startDate: string | undefined;
  readonly dueDate: string | undefined;
  /** Raw Markdown: GitLab renders none for a milestone. */
  readonly description: string | undefined;
  readonly updatedAt: string | undefined;
  /** As this viewer may count them. */
  readonly issues: Progress | undefined;
  readonly mergeRequests: Progress | undefined;
}

/** How many of how many are done. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** A stretch of time of a group's planning. */
export interface IterationThing {
  readonly kind: 'iteration';
  readonly instance: string;
  readonly fullPath: string;
  readonly id: number;
  /** One that GitLab made by itself has none and is known by its days. */
  readonly title: string | undefined;
  readonly webUrl: string;
  readonly state: 'upcoming' | 'current' | 'closed' | undefined;
  readonly startDate: string | undefined;
  readonly dueDate: string | undefined;
  /** Raw Markdown. */
  readonly description: string | undefined;
  readonly updatedAt: string | undefined;
}

/** What a work item is part of, where the viewer may see it. */
export interface ParentItem {
  readonly title: string;
  readonly webUrl: string;
}

/** One comment, and what it is a comment on. */
export interface NoteThing {
  readonly kind: 'note';
  readonly instance: string;
  readonly id: number;
  /** The thing's address with the note's anchor. */
  readonly webUrl: string;
  readonly on: NotedThing;
  /** Undefined when the comment is absent, or hidden from this viewer though the thing isn't. */
  readonly comment: Comment | undefined;
}

/** As much of the thing as a head tells. */
export interface NotedThing {
  readonly kind: 'issue' | 'work-item' | 'merge-request' | 'epic';
  readonly type: string;
  readonly reference: string;
  readonly webUrl: string;
  readonly title: string;
  readonly state: 'opened' | 'closed' | 'locked' | 'merged';
  readonly draft: boolean;
  readonly confidential: boolean;
}

export interface Comment {
  readonly author: Person | undefined;
  readonly createdAt: string;
  readonly editedAt: string | undefined;
  /** GitLab's HTML, or raw Markdown from versions that can't be asked for it. */
  readonly body: { readonly html: string } | { readonly markdown: string };
  /** For the members of the project only. */
  readonly internal: boolean;
  /** Undefined for what is no thread to resolve. */
  readonly resolved: boolean | undefined;
  readonly resolvedBy: Person | undefined;
  /** Where in a merge request's changes. */
  readonly position: { readonly path: string; readonly line: number | undefined } | undefined;
}
