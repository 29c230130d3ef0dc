import type { Status } from '../../../views/parts/badge.js';
import type { IconName } from '../../../views/parts/icon.js';
import type { ListedKind, ListRow } from '../../gitlab/things/list.js';
import { CONFIDENTIAL, issueIcon, issueStatus, mergeRequestStatus, pipelineStatus } from './statuses.js';

const OTHER_STATES: ReadonlyMap<string, Status> = new Map(Object.entries<Status>({
  active: { text: 'Active', tone: 'success', icon: 'open' },
  upcoming: { text: 'Upcoming', tone: 'neutral', icon: 'calendar' },
  released: { text: 'Released', tone: 'success', icon: 'check' },
  closed: { text: 'Closed', tone: 'information', icon: 'check' },
}));

/** The state of a row, and that only members see it where that is so. */
export function stateOf({ state, draft = false, pipeline, confidential }: ListRow, of: ListedKind): Status[] {
  if (state === undefined) return [];
  const marks = confidential ? [CONFIDENTIAL] : [];
  if (of === 'pipelines') return [pipelineStatus({ status: state, label: pipeline?.label })];
  if (of === 'merge-requests' && isMergeState(state)) return [mergeRequestStatus({ state, draft }), ...marks];
  if (of === 'issues' || of === 'work-items') return [issueStatus({ state: state === 'opened' ? 'opened' : 'closed' }), ...marks];
  return [OTHER_STATES.get(state) ?? { text: state, tone: 'neutral', icon: 'open' }];
}

const isMergeState = (state: string): state is 'opened' | 'closed' | 'merged' | 'locked' => ['opened', 'closed', 'merged', 'locked'].includes(state);

const ICONS: Readonly<Partial<Record<ListedKind, IconName>>> = {
  'merge-requests': 'merge',
  pipelines: 'pipeline',
  commits: 'commit',
  releases: 'release',
  projects: 'project',
  milestones: 'milestone',
  users: 'person',
  files: 'file',
  'wiki-pages': 'book',
  comments: 'comment',
  snippets: 'snippet',
};

/** What stands before a row's title. */
export function rowIcon({ type = 'Issue' }: ListRow, of: ListedKind): IconName {
  return ICONS[of] ?? issueIcon(type);
}
