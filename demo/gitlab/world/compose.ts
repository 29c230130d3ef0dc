import type { Pipeline } from './ci.js';
import type { Issue, Label, MergeRequest, Milestone, User } from './model.js';
import type { Epic } from './plans.js';

const HOUR = 3_600_000;

/** Times of the world, told from the moment it was made, so that a demo always looks alive. */
export interface Calendar {
  /** Epoch milliseconds. */
  ago(days: number, hours?: number): number;
  /** `YYYY-MM-DD`, so many days from today. */
  day(offset: number): string;
}

export function calendar(now: number): Calendar {
  const thisMinute = Math.floor(now / 60_000) * 60_000;
  return {
    ago: (days, hours = 0) => thisMinute - (days * 24 + hours) * HOUR,
    day: (offset) => new Date(thisMinute + offset * 24 * HOUR).toISOString().slice(0, 10),
  };
}

type Given<T, K extends keyof T> = Pick<T, K> & Partial<T>;

export function issue(given: Given<Issue, 'id' | 'iid' | 'title' | 'description' | 'author' | 'createdAt'>): Issue {
  return { type: 'ISSUE', state: given.closedAt ? 'closed' : 'opened', confidential: false, startDate: undefined, dueDate: undefined, parent: undefined, ...shared(given), ...given };
}

export function epic(given: Given<Epic, 'id' | 'iid' | 'title' | 'description' | 'author' | 'createdAt'>): Epic {
  return { type: 'EPIC', state: given.closedAt ? 'closed' : 'opened', confidential: false, startDate: undefined, dueDate: undefined, parent: undefined, children: [], ...shared(given), ...given };
}

export function mergeRequest(
  given: Given<MergeRequest, 'id' | 'iid' | 'title' | 'description' | 'author' | 'createdAt' | 'sourceBranch' | 'headSha'>,
): MergeRequest {
  return {
    state: 'opened', draft: false, targetBranch: 'main', reviews: [], approved: true, mergedAt: undefined, mergeUser: undefined, mergeStatus: 'MERGEABLE',
    commits: 1, changes: [], pipeline: undefined, discussions: { resolvable: 0, resolved: 0 }, ...shared(given), ...given,
  };
}

function shared(given: { createdAt: number; closedAt?: number | undefined }) {
  return {
    assignees: [], labels: [], milestone: undefined, updatedAt: given.closedAt ?? given.createdAt, closedAt: undefined, upvotes: 0, downvotes: 0, notes: 0,
  };
}

export function pipeline(given: Given<Pipeline, 'id' | 'iid' | 'status' | 'ref' | 'sha' | 'user' | 'createdAt'>): Pipeline {
  return { warnings: false, duration: undefined, coverage: undefined, ...given };
}

export function milestone(given: Given<Milestone, 'id' | 'iid' | 'title'>): Milestone {
  return { description: '', state: 'active', startDate: undefined, dueDate: undefined, ...given };
}

/** GitLab puts white text on dark labels, and its near-black on light ones. */
export function label(id: number, title: string, color: string, description = ''): Label {
  const value = Number.parseInt(color.slice(1), 16);
  const brightness = ((value >> 16) & 255) * 0.299 + ((value >> 8) & 255) * 0.587 + (value & 255) * 0.114;
  return { id, title, color, description, textColor: brightness > 160 ? '#1F1E24' : '#FFFFFF' };
}

/** Labels and people by the name that the data files use; a wrong name stops the stand-in at once. */
export function pick(labels: readonly Label[], ...titles: string[]): Label[] {
  return titles.map((title) => {
    const found = labels.find((candidate) => candidate.title === title);
    if (!found) throw new Error(`No label ${title}.`);
    return found;
  });
}

export function reviewedBy(user: User): { user: User; state: 'APPROVED' } {
  return { user, state: 'APPROVED' };
}
