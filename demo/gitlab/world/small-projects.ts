import { type Calendar, issue } from './compose.js';
import type { Project } from './model.js';
import type { People } from './people.js';
import { readTree, repository } from './repository.js';

const ALL_ON = { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' } as const;

/** A private project that only carol sees: alice has no access although she is linked. */
export function payroll({ carol }: People, { ago }: Calendar): Project {
  const sha = 'a90d4c6be2f7138505ca9f4e7b1d80362ec5b9f4';
  return {
    id: 104, fullPath: 'harbourlight/office/payroll', formerPaths: [], name: 'Payroll', description: 'Sums for the last Friday of the month.',
    visibility: 'private', archived: false, topics: [], stars: 0, forks: 0, color: undefined, members: {}, features: { ...ALL_ON },
    createdAt: ago(400), lastActivityAt: ago(21), labels: [], milestones: [], mergeRequests: [],
    issues: [issue({ id: 1302, iid: 2, title: 'December bonus', author: carol, assignees: [carol], confidential: true, description: 'Not before the auditors have been.', createdAt: ago(21) })],
    repository: repository([{ sha, title: 'Sums', author: carol, at: ago(21), parent: undefined, tree: readTree('payroll/main') }], { main: sha }),
  };
}

/** A public project that has been archived, with its issues switched off and its merge requests for members only. */
export function harbourBell({ carol }: People, { ago }: Calendar): Project {
  const sha = 'bb1e5d7cf308249616db0a5f8c2e91473fd6ca05';
  return {
    id: 105, fullPath: 'harbourlight/harbour-bell', formerPaths: [], name: 'Harbour bell', description: 'Rang when the fog came.',
    visibility: 'public', archived: true, topics: ['retired'], stars: 12, forks: 1, color: '#7e5109', members: {}, features: { ...ALL_ON, issues: 'disabled', mergeRequests: 'members' },
    createdAt: ago(1500), lastActivityAt: ago(700), labels: [], milestones: [], issues: [], mergeRequests: [],
    repository: repository([{ sha, title: 'Ring out', author: carol, at: ago(700), parent: undefined, tree: readTree('harbour-bell/main') }], { main: sha }),
  };
}
