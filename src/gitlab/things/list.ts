import type { FilterProblem } from '../references/list-filter.js';
import type { ListFilter, ListReference } from '../references/reference.js';
import type { Label, Milestone, Person, Pipeline } from './things.js';

/** What a list may hold: what the list macro shows, and what GitLab's search finds besides. */
export type ListedKind = ListReference['of'] | 'projects' | 'milestones' | 'users' | 'files' | 'wiki-pages' | 'comments' | 'snippets';

/** One page of things that match a filter, as far as this viewer may see them; what is hidden leaves no trace. */
export interface ListThing {
  readonly kind: 'list';
  readonly instance: string;
  readonly of: ListedKind;
  /** Whose list it is; undefined for a search of the whole instance. */
  readonly fullPath: string | undefined;
  readonly level: 'project' | 'group' | undefined;
  /** As it was asked for; `@me` has become a username. */
  readonly filter: ListFilter;
  /** The same list in GitLab. */
  readonly webUrl: string;
  readonly rows: readonly ListRow[];
  /** Of all pages; undefined where GitLab doesn't count. */
  readonly total: number | undefined;
  /** What to ask the next page with; undefined on the last. */
  readonly next: string | undefined;
  /** What is wrong with the filter; GitLab was not asked then. */
  readonly problems: readonly FilterProblem[];
}

/** One thing of a list; which fields there are depends on what is listed. */
export interface ListRow {
  readonly title: string;
  readonly webUrl: string;
  /** `group/project#12`, `v1.4.0`, the first digits of a commit. */
  readonly reference?: string | undefined;
  /** `Issue`, `Task`, … as GitLab names it to people. */
  readonly type?: string | undefined;
  /** GitLab's word in lower case: `opened`, `merged`, `success`, … */
  readonly state?: string | undefined;
  readonly draft?: boolean;
  readonly confidential?: boolean;
  readonly labels?: readonly Label[];
  readonly milestone?: Milestone | undefined;
  readonly author?: Person | undefined;
  /** Where a commit names somebody whom GitLab need not know. */
  readonly authorName?: string | undefined;
  readonly assignees?: readonly Person[];
  readonly reviewers?: readonly Person[];
  readonly createdAt?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly closedAt?: string | undefined;
  readonly mergedAt?: string | undefined;
  readonly releasedAt?: string | undefined;
  readonly dueDate?: string | undefined;
  readonly pipeline?: Pipeline | undefined;
  readonly ref?: string | undefined;
  readonly sha?: string | undefined;
  /** Seconds. */
  readonly duration?: number | undefined;
}

/** A board of issues: its lists in their order. */
export interface BoardThing {
  readonly kind: 'board';
  readonly instance: string;
  readonly fullPath: string;
  readonly name: string;
  readonly webUrl: string;
  readonly lists: readonly BoardList[];
}

/** A column of a board. */
export interface BoardList {
  readonly title: string;
  /** Of those that this viewer may see; undefined where GitLab doesn't say. */
  readonly issues: number | undefined;
}
