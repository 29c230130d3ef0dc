import type { Status } from '../../../views/parts/badge.js';
import type { IconName } from '../../../views/parts/icon.js';
import type { Words } from '../../../views/words/words.js';
import type { ListedKind, ListRow } from '../../gitlab/things/list.js';
import { said, type State } from './said.js';
import { CLOSED, CONFIDENTIAL, issueStatus, mergeRequestStatus, pipelineStatus } from './statuses.js';
import { issueIcon } from './work-item-types.js';

const OTHER_STATES: ReadonlyMap<string, State> = new Map(Object.entries<State>({
  active: { word: 'states.active', tone: 'success', icon: 'open' },
  upcoming: { word: 'states.upcoming', tone: 'neutral', icon: 'calendar' },
  released: { word: 'states.released', tone: 'success', icon: 'check' },
  closed: CLOSED,
}));

/** The state of a row, and that only members see it where that is so. */
export function stateOf({ state, draft = false, pipeline, confidential }: ListRow, of: ListedKind, words: Words): Status[] {
  if (state === undefined) return [];
  const marks = confidential ? [said(CONFIDENTIAL, words)] : [];
  if (of === 'pipelines') return [pipelineStatus({ status: state, label: pipeline?.label }, words)];
  if (of === 'merge-requests' && isMergeState(state)) return [mergeRequestStatus({ state, draft }, words), ...marks];
  if (of === 'issues' || of === 'work-items') return [issueStatus({ state: state === 'opened' ? 'opened' : 'closed' }, words), ...marks];
  const known = OTHER_STATES.get(state);
  return [known ? said(known, words) : { text: state, tone: 'neutral', icon: 'open' }];
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
