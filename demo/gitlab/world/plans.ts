import type { Issuable, User } from './model.js';

/** A work item that belongs to a group, with the issues below it. */
export interface Epic extends Issuable {
  readonly type: 'EPIC';
  state: 'opened' | 'closed';
  confidential: boolean;
  startDate: string | undefined;
  dueDate: string | undefined;
  /** iid of the parent in the same group. */
  parent: number | undefined;
  /** Path of a project and iid in it. */
  children: readonly (readonly [string, number])[];
}

/** What GitLab's paid editions plan in. */
export interface Iteration {
  readonly id: number;
  readonly iid: number;
  title: string | undefined;
  description: string;
  state: 'upcoming' | 'current' | 'closed';
  startDate: string;
  dueDate: string;
}

/** One comment. */
export interface Note {
  readonly id: number;
  author: User;
  /** Markdown. */
  body: string;
  createdAt: number;
  editedAt?: number;
  /** For planners and above only: https://docs.gitlab.com/user/discussions/#internal-notes */
  internal?: boolean;
  /** Left out by what is no thread to resolve. */
  resolved?: boolean;
  resolvedBy?: User;
  position?: { readonly path: string; readonly line: number };
}

/** What waits for somebody. */
export interface Todo {
  readonly id: number;
  readonly user: User;
  readonly author: User;
  readonly action: 'assigned' | 'mentioned' | 'directly_addressed' | 'review_requested' | 'build_failed' | 'marked';
  readonly kind: 'issue' | 'merge-request';
  /** Of the project. */
  readonly fullPath: string;
  readonly iid: number;
  readonly createdAt: number;
  state: 'pending' | 'done';
}
