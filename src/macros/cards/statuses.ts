import type { Status } from '../../../views/parts/badge.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { IssueThing, MergeRequestThing, Pipeline, ProjectThing } from '../../gitlab/things/things.js';
import { said, type State } from './said.js';

export const OPEN: State = { word: 'states.open', tone: 'success', icon: 'open' };
export const CLOSED: State = { word: 'states.closed', tone: 'information', icon: 'check' };

/** The state of an issue or work item in a word, an icon and a colour. */
export function issueStatus({ state }: Pick<IssueThing, 'state'>, words: Words): Status {
  return said(state === 'opened' ? OPEN : CLOSED, words);
}

const MERGE_REQUEST_STATES = {
  opened: { word: 'states.open', tone: 'success', icon: 'merge' },
  merged: { word: 'states.merged', tone: 'information', icon: 'merge' },
  closed: { word: 'states.closed', tone: 'danger', icon: 'cross' },
  locked: { word: 'states.locked', tone: 'warning', icon: 'lock' },
} as const satisfies Record<MergeRequestThing['state'], State>;

const DRAFT: State = { word: 'states.draft', tone: 'neutral', icon: 'draft' };

/** A draft is open, and says so instead. */
export function mergeRequestStatus({ state, draft }: Pick<MergeRequestThing, 'state' | 'draft'>, words: Words): Status {
  return said(state === 'opened' && draft ? DRAFT : MERGE_REQUEST_STATES[state], words);
}

const PIPELINES: ReadonlyMap<string, State> = new Map(Object.entries<State>({
  success: { word: 'states.passed', tone: 'success', icon: 'check' },
  failed: { word: 'states.failed', tone: 'danger', icon: 'cross' },
  running: { word: 'states.running', tone: 'information', icon: 'running' },
  pending: { word: 'states.pending', tone: 'warning', icon: 'paused' },
  created: { word: 'states.created', tone: 'neutral', icon: 'open' },
  preparing: { word: 'states.preparing', tone: 'neutral', icon: 'running' },
  waiting_for_resource: { word: 'states.waiting', tone: 'warning', icon: 'paused' },
  waiting_for_callback: { word: 'states.waiting', tone: 'warning', icon: 'paused' },
  canceling: { word: 'states.canceling', tone: 'neutral', icon: 'skipped' },
  canceled: { word: 'states.canceled', tone: 'neutral', icon: 'skipped' },
  skipped: { word: 'states.skipped', tone: 'neutral', icon: 'skipped' },
  manual: { word: 'states.manual', tone: 'neutral', icon: 'paused' },
  scheduled: { word: 'states.scheduled', tone: 'neutral', icon: 'calendar' },
}));

const WITH_WARNINGS: State = { word: 'states.passedWithWarnings', tone: 'warning', icon: 'check' };

/** `passed with warnings` is GitLab's label of a success that isn't whole. */
export function pipelineStatus({ status, label }: Pick<Pipeline, 'status' | 'label'>, words: Words): Status {
  const known = PIPELINES.get(status);
  if (known === undefined) return { text: label ?? status, tone: 'neutral', icon: 'open' };
  return said(label?.includes('warning') ? WITH_WARNINGS : known, words);
}

const waiting = (word: MessageKey): State => ({ word, tone: 'neutral', icon: 'paused' });
const hindered = (word: MessageKey): State => ({ word, tone: 'warning', icon: 'cross' });

/** https://docs.gitlab.com/api/merge_requests/#merge-status; what is missing here (checks under way, not open) says nothing useful. */
const MERGEABILITY: ReadonlyMap<string, State> = new Map(Object.entries<State>({
  mergeable: { word: 'states.readyToMerge', tone: 'success', icon: 'check' },
  conflict: { word: 'states.conflicts', tone: 'danger', icon: 'cross' },
  need_rebase: hindered('states.needsRebase'),
  discussions_not_resolved: hindered('states.unresolvedThreads'),
  requested_changes: hindered('states.changesRequested'),
  ci_must_pass: hindered('states.pipelineMustSucceed'),
  ci_still_running: waiting('states.pipelineRunning'),
  not_approved: waiting('states.needsApproval'),
  blocked_status: hindered('states.blockedByAnother'),
  external_status_checks: waiting('states.externalChecks'),
  security_policies_violations: hindered('states.securityPolicy'),
  locked_paths: hindered('states.filesLocked'),
  locked_lfs_files: hindered('states.filesLocked'),
  merge_time: waiting('states.later'),
  title_not_matching: hindered('states.titleRules'),
  jira_association_missing: hindered('states.needsJiraKey'),
  commits_status: hindered('states.noCommits'),
}));

/** What keeps an open merge request from being merged, or that nothing does; undefined where GitLab's word helps nobody. */
export function mergeability({ state, draft, mergeStatus }: MergeRequestThing, words: Words): Status | undefined {
  const known = state === 'opened' && !draft && mergeStatus !== undefined ? MERGEABILITY.get(mergeStatus) : undefined;
  return known && said(known, words);
}

const VISIBILITIES = {
  public: { word: 'states.public', tone: 'neutral', icon: 'globe' },
  internal: { word: 'states.internal', tone: 'neutral', icon: 'shield' },
  private: { word: 'states.private', tone: 'neutral', icon: 'lock' },
} as const satisfies Record<NonNullable<ProjectThing['visibility']>, State>;

const ARCHIVED: State = { word: 'states.archived', tone: 'warning', icon: 'archive' };

/** Who may see a project, and whether it is archived. */
export function projectStatuses({ visibility, archived }: Pick<ProjectThing, 'visibility' | 'archived'>, words: Words): Status[] {
  const shown = visibility === undefined ? [] : [VISIBILITIES[visibility]];
  return [...shown, ...(archived ? [ARCHIVED] : [])].map((state) => said(state, words));
}

/** Marks an issue that only the project's members see. */
export const CONFIDENTIAL: State = { word: 'states.confidential', tone: 'warning', icon: 'eyeOff' };
