import { drawRing } from '../../png.js';
import type { Calendar } from '../compose.js';
import { label, milestone } from '../compose.js';
import { ACCESS, type Label, type Milestone, type Project } from '../model.js';
import type { People } from '../people.js';
import { issues } from './issues.js';
import { mergeRequests } from './merge-requests.js';
import { code } from './code.js';
import { environments, pipelines } from './pipelines.js';

/** What the data files of one project share. */
export interface Setting {
  readonly people: People;
  readonly calendar: Calendar;
  readonly labels: Label[];
  readonly milestones: Milestone[];
}

/** The public project that most of the demo shows. */
export function tideboard(people: People, calendar: Calendar): Project {
  const labels = [
    label(201, 'bug', '#d9534f', 'Something does what it should not'),
    label(202, 'feature', '#1f75cb', 'Something new'),
    label(203, 'documentation', '#5cb85c'),
    label(204, 'good first issue', '#c8e6a0', 'A friendly place to start'),
    label(205, 'priority::high', '#c0392b'),
    label(206, 'priority::low', '#95a5a6'),
    label(207, 'workflow::ready', '#7f8c8d'),
    label(208, 'workflow::in review', '#5843ad', 'A merge request waits for its reviewers'),
    label(209, 'accessibility', '#f0ad4e'),
  ];
  const milestones = [
    milestone({ id: 301, iid: 4, title: '1.4 Equinox', state: 'closed', startDate: calendar.day(-120), dueDate: calendar.day(-40) }),
    milestone({ id: 302, iid: 5, title: '1.5 Winter tides', description: 'Rings, and boards one can read from the pier.', startDate: calendar.day(-39), dueDate: calendar.day(18) }),
  ];
  const setting: Setting = { people, calendar, labels, milestones };
  const ofBranches = pipelines(setting);
  return {
    id: 101,
    fullPath: 'harbourlight/tideboard',
    formerPaths: ['harbourlight/tide-clock'],
    name: 'Tideboard',
    description: 'A board for small harbours: **when the water turns**, how high it will stand, and whether to stay in bed.',
    visibility: 'public',
    archived: false,
    topics: ['tides', 'weather', 'display'],
    stars: 214,
    forks: 31,
    color: '#2471a3',
    members: { alice: ACCESS.developer },
    features: { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' },
    createdAt: calendar.ago(912),
    lastActivityAt: calendar.ago(0, 2),
    labels,
    milestones,
    issues: issues(setting),
    mergeRequests: mergeRequests(setting),
    uploads: new Map([['5f2a90c17be34d5e8a61c0d2f7b49e13/tide-ring.png', drawRing()]]),
    repository: code(setting),
    boards: [{ id: 401, name: 'Development', labels: ['workflow::ready', 'workflow::in review'] }],
    pipelines: ofBranches,
    environments: environments(ofBranches, setting),
  };
}
