import { mergeRequest, pick, pipeline, reviewedBy } from '../compose.js';
import type { MergeRequest } from '../model.js';
import { SHA } from './code.js';
import { mergeRequestComments } from './comments.js';
import { failingJobs } from './pipelines.js';
import type { Setting } from './project.js';

const RINGS = `Draws the tide as a ring, as wished for in #18.

The ring is plain canvas: no library, 2 kB, and it starts in one frame on the oldest board we have.

\`\`\`ts
draw(canvas, tideRing(last, next, new Date(), 'port-isbel'), 640);
\`\`\`

- [x] Works without a gauge
- [x] Colours agreed
- [ ] Photograph from Port Isbel

Closes #18`;

/** Merge requests 36 to 45, one of each standing. */
export function mergeRequests({ people, calendar, labels, milestones }: Setting): MergeRequest[] {
  const { alice, bob, carol, mira } = people;
  const { ago } = calendar;
  const [equinox, winter] = milestones;
  return [
    mergeRequest({
      id: 2036, iid: 36, title: 'Try WebGL for the sea', author: bob, sourceBranch: 'webgl-sea', headSha: SHA.webgl, state: 'closed', mergeStatus: 'NOT_OPEN',
      description: 'It is beautiful. It also needs more power than the pier has.', createdAt: ago(80), closedAt: ago(74), commits: 3, upvotes: 9, notes: 14,
      changes: [{ path: 'src/sea.ts', additions: 402, deletions: 0 }],
    }),
    mergeRequest({
      id: 2039, iid: 39, title: "Count hours in the harbour's own time zone", author: alice, assignees: [alice], reviews: [reviewedBy(carol)], state: 'merged', mergeStatus: 'NOT_OPEN',
      sourceBranch: 'fix/harbour-time', headSha: SHA.harbourTime, labels: pick(labels, 'bug'), milestone: equinox, description: 'Uses the zone, not an offset. Closes #12',
      createdAt: ago(49), updatedAt: ago(46), mergedAt: ago(46), mergeUser: carol, commits: 2, notes: 6, discussions: { resolvable: 2, resolved: 2 },
      changes: [{ path: 'src/clock.ts', additions: 14, deletions: 5 }, { path: 'docs/harbours.md', additions: 7, deletions: 0 }],
      pipeline: pipeline({ id: 70039, iid: 612, status: 'SUCCESS', ref: 'fix/harbour-time', sha: SHA.harbourTime, user: alice, createdAt: ago(47), duration: 148, coverage: 91.2 }),
    }),
    mergeRequest({
      id: 2042, iid: 42, title: 'Draw the tide as a ring', author: alice, assignees: [alice], reviews: [reviewedBy(carol), { user: mira, state: 'REVIEWED' }],
      sourceBranch: 'feature/rings', headSha: SHA.rings, labels: pick(labels, 'feature', 'workflow::in review'), milestone: winter, description: RINGS,
      createdAt: ago(5), updatedAt: ago(0, 2), commits: 4, upvotes: 6, notes: 12, comments: mergeRequestComments(people, calendar), discussions: { resolvable: 3, resolved: 3 },
      changes: [{ path: 'src/rings.ts', additions: 51, deletions: 0 }, { path: 'src/tide.ts', additions: 6, deletions: 2 }, { path: 'docs/tide-ring.png', additions: 0, deletions: 0 }],
      pipeline: pipeline({ id: 70042, iid: 640, status: 'SUCCESS', warnings: true, ref: 'feature/rings', sha: SHA.rings, user: alice, createdAt: ago(0, 3), duration: 163, coverage: 92.6 }),
    }),
    mergeRequest({
      id: 2043, iid: 43, title: 'Draft: Read place names as UTF-8', draft: true, author: bob, sourceBranch: 'fix/place-names', headSha: SHA.placeNames, approved: false, mergeStatus: 'DRAFT_STATUS',
      labels: pick(labels, 'bug'), description: 'For #27. Still looking for a card that was written by the old program.', createdAt: ago(4), updatedAt: ago(0, 1), commits: 1, notes: 2,
      changes: [{ path: 'src/card.ts', additions: 3, deletions: 3 }],
      pipeline: pipeline({ id: 70043, iid: 641, status: 'RUNNING', ref: 'fix/place-names', sha: SHA.placeNames, user: bob, createdAt: ago(0, 1) }),
    }),
    mergeRequest({
      id: 2044, iid: 44, title: 'Start without a pressure sensor', author: alice, assignees: [alice], reviews: [{ user: carol, state: 'REQUESTED_CHANGES' }], approved: false,
      sourceBranch: 'fix/no-pressure-sensor', headSha: SHA.noSensor, mergeStatus: 'CI_MUST_PASS', labels: pick(labels, 'bug', 'workflow::in review'), milestone: winter,
      description: 'Shows the forecast alone when there is no gauge, and says so. For #21.', createdAt: ago(1), updatedAt: ago(0, 5), commits: 2, notes: 7,
      discussions: { resolvable: 4, resolved: 1 },
      changes: [{ path: 'src/gauge.ts', additions: 28, deletions: 19 }, { path: 'deploy/board.yaml', additions: 1, deletions: 1 }],
      pipeline: pipeline({ id: 70044, iid: 642, status: 'FAILED', ref: 'fix/no-pressure-sensor', sha: SHA.noSensor, user: alice, createdAt: ago(0, 5), duration: 97, source: 'merge_request_event', jobs: failingJobs }),
    }),
    mergeRequest({
      id: 2045, iid: 45, title: 'Translate the board into Breton', author: mira, reviews: [{ user: alice, state: 'UNREVIEWED' }], sourceBranch: 'breton', headSha: SHA.breton, approved: false, mergeStatus: 'CONFLICT',
      labels: pick(labels, 'documentation'), description: 'Mor bras! All words but two.', createdAt: ago(14), updatedAt: ago(8), commits: 5, upvotes: 2, notes: 3,
      changes: [{ path: 'src/words.ts', additions: 64, deletions: 2 }],
    }),
  ];
}
