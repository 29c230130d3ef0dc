import { type Calendar, issue, label, mergeRequest, milestone, pick, pipeline } from './compose.js';
import type { Project } from './model.js';
import type { People } from './people.js';
import { readTree, repository } from './repository.js';

const MAIN = '41d7e9b03f6a2c85d1e07b94c6a3f58209be7d14';
const FASTER = '52e8fac14073bd96e2f18ca5d7b406931acf8e25';

/** The internal project: everybody who is signed in at this GitLab sees it, outsiders don't. */
export function forecast({ alice, carol, mira }: People, { ago, day }: Calendar): Project {
  const labels = [label(221, 'bug', '#d9534f'), label(222, 'performance', '#34495e'), label(223, 'team::platform', '#16a085')];
  const milestones = [milestone({ id: 311, iid: 7, title: 'Model 2026', startDate: day(-60), dueDate: day(38) })];
  const commit = (sha: string, title: string, at: number, parent?: string) => ({ sha, title, author: alice, at, parent, tree: files });
  const files = readTree('forecast/main');
  return {
    id: 102, fullPath: 'harbourlight/platform/forecast', formerPaths: [], name: 'Forecast', description: 'Tides of the next fortnight, from the harmonics of each harbour.',
    visibility: 'internal', archived: false, topics: ['tides', 'python', 'go'], stars: 9, forks: 0, color: '#117864', members: {},
    features: { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' }, createdAt: ago(640), lastActivityAt: ago(1), labels, milestones,
    issues: [
      issue({
        id: 1105, iid: 5, title: 'Add the shallow-water tides of Saint-Guénolé', author: carol, assignees: [alice], labels: pick(labels, 'team::platform'), milestone: milestones[0],
        dueDate: day(30), description: 'The bay is shallow, so M4 and MS4 matter:\n\n| Name | Speed | Amplitude |\n|---|---|---|\n| M4 | 57.968 | 0.21 m |\n| MS4 | 58.984 | 0.14 m |',
        createdAt: ago(26), updatedAt: ago(3), upvotes: 2, notes: 4,
      }),
      issue({
        id: 1107, iid: 7, title: 'Predictions take 40 ms; the boards wait for 600 harbours', author: mira, labels: pick(labels, 'performance'),
        description: 'Once an hour all boards ask at the same second.', createdAt: ago(12), updatedAt: ago(1), notes: 3,
      }),
    ],
    mergeRequests: [
      mergeRequest({
        id: 2109, iid: 9, title: 'Predict all harbours at once', author: alice, assignees: [alice], reviews: [{ user: carol, state: 'UNREVIEWED' }], approved: false,
        sourceBranch: 'perf/at-once', headSha: FASTER, labels: pick(labels, 'performance'), mergeStatus: 'CI_STILL_RUNNING', description: 'One matrix instead of 600 loops. For #7.',
        createdAt: ago(1, 6), updatedAt: ago(0, 1), commits: 3, notes: 1,
        changes: [{ path: 'model/harmonics.py', additions: 36, deletions: 22 }],
        pipeline: pipeline({ id: 70109, iid: 88, status: 'RUNNING', ref: 'perf/at-once', sha: FASTER, user: alice, createdAt: ago(0, 1) }),
      }),
    ],
    repository: repository([commit(MAIN, 'Answer with an hour of caching', ago(7)), commit(FASTER, 'Predict all harbours at once', ago(0, 1), MAIN)], { main: MAIN, 'perf/at-once': FASTER }),
  };
}
