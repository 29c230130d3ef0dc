import type { Status } from '../../../views/parts/badge.js';
import type { IconName } from '../../../views/parts/icon.js';
import type { IssueThing, MergeRequestThing, Pipeline, ProjectThing } from '../../gitlab/things/things.js';

/** The state of an issue or work item in a word, an icon and a colour. */
export function issueStatus({ state }: Pick<IssueThing, 'state'>): Status {
  return state === 'opened' ? { text: 'Open', tone: 'success', icon: 'open' } : { text: 'Closed', tone: 'information', icon: 'check' };
}

const MERGE_REQUEST_STATES = {
  opened: { text: 'Open', tone: 'success', icon: 'merge' },
  merged: { text: 'Merged', tone: 'information', icon: 'merge' },
  closed: { text: 'Closed', tone: 'danger', icon: 'cross' },
  locked: { text: 'Locked', tone: 'warning', icon: 'lock' },
} as const satisfies Record<MergeRequestThing['state'], Status>;

/** A draft is open, and says so instead. */
export function mergeRequestStatus({ state, draft }: Pick<MergeRequestThing, 'state' | 'draft'>): Status {
  return state === 'opened' && draft ? { text: 'Draft', tone: 'neutral', icon: 'draft' } : MERGE_REQUEST_STATES[state];
}

const PIPELINES: ReadonlyMap<string, Status> = new Map(Object.entries<Status>({
  success: { text: 'Passed', tone: 'success', icon: 'check' },
  failed: { text: 'Failed', tone: 'danger', icon: 'cross' },
  running: { text: 'Running', tone: 'information', icon: 'running' },
  pending: { text: 'Pending', tone: 'warning', icon: 'paused' },
  created: { text: 'Created', tone: 'neutral', icon: 'open' },
  preparing: { text: 'Preparing', tone: 'neutral', icon: 'running' },
  waiting_for_resource: { text: 'Waiting', tone: 'warning', icon: 'paused' },
  waiting_for_callback: { text: 'Waiting', tone: 'warning', icon: 'paused' },
  canceling: { text: 'Canceling', tone: 'neutral', icon: 'skipped' },
  canceled: { text: 'Canceled', tone: 'neutral', icon: 'skipped' },
  skipped: { text: 'Skipped', tone: 'neutral', icon: 'skipped' },
  manual: { text: 'Manual', tone: 'neutral', icon: 'paused' },
  scheduled: { text: 'Scheduled', tone: 'neutral', icon: 'calendar' },
}));

/** `passed with warnings` is GitLab's label of a success that isn't whole. */
export function pipelineStatus({ status, label }: Pick<Pipeline, 'status' | 'label'>): Status {
  const known = PIPELINES.get(status);
  if (known === undefined) return { text: label ?? status, tone: 'neutral', icon: 'open' };
  return label?.includes('warning') ? { text: 'Passed with warnings', tone: 'warning', icon: 'check' } : known;
}

const waiting = (text: string): Status => ({ text, tone: 'neutral', icon: 'paused' });
const hindered = (text: string): Status => ({ text, tone: 'warning', icon: 'cross' });

/** https://docs.gitlab.com/api/merge_requests/#merge-status; what is missing here (checks under way, not open) says nothing useful. */
const MERGEABILITY: ReadonlyMap<string, Status> = new Map(Object.entries<Status>({
  mergeable: { text: 'Ready to merge', tone: 'success', icon: 'check' },
  conflict: { text: 'Has conflicts', tone: 'danger', icon: 'cross' },
  need_rebase: hindered('Needs a rebase'),
  discussions_not_resolved: hindered('Unresolved threads'),
  requested_changes: hindered('Changes requested'),
  ci_must_pass: hindered('Pipeline must succeed'),
  ci_still_running: waiting('Pipeline is running'),
  not_approved: waiting('Needs approval'),
  blocked_status: hindered('Blocked by another merge request'),
  external_status_checks: waiting('External checks'),
  security_policies_violations: hindered('Breaks a security policy'),
  locked_paths: hindered('Files are locked'),
  locked_lfs_files: hindered('Files are locked'),
  merge_time: waiting('Scheduled for later'),
  title_not_matching: hindered('Title breaks the rules'),
  jira_association_missing: hindered('Needs a Jira key'),
  commits_status: hindered('Has no commits'),
}));

/** What keeps an open merge request from being merged, or that nothing does; undefined where GitLab's word helps nobody. */
export function mergeability({ state, draft, mergeStatus }: MergeRequestThing): Status | undefined {
  return state === 'opened' && !draft && mergeStatus !== undefined ? MERGEABILITY.get(mergeStatus) : undefined;
}

const VISIBILITIES = {
  public: { text: 'Public', tone: 'neutral', icon: 'globe' },
  internal: { text: 'Internal', tone: 'neutral', icon: 'shield' },
  private: { text: 'Private', tone: 'neutral', icon: 'lock' },
} as const satisfies Record<NonNullable<ProjectThing['visibility']>, Status>;

/** Who may see a project, and whether it is archived. */
export function projectStatuses({ visibility, archived }: Pick<ProjectThing, 'visibility' | 'archived'>): Status[] {
  const shown: Status[] = visibility === undefined ? [] : [VISIBILITIES[visibility]];
  return archived ? [...shown, { text: 'Archived', tone: 'warning', icon: 'archive' }] : shown;
}

/** Marks an issue that only the project's members see. */
export const CONFIDENTIAL: Status = { text: 'Confidential', tone: 'warning', icon: 'eyeOff' };

/** The picture of an issue or work item by GitLab's name of its type. */
export function issueIcon(type: string): IconName {
  const name = type.toLowerCase();
  if (name === 'incident') return 'incident';
  if (name === 'epic') return 'epic';
  return name === 'task' || name === 'requirement' || name === 'test case' ? 'task' : 'issue';
}
