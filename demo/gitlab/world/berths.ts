import { BASIN, basinFiles, basinUpload } from './basin.js';
import { type Calendar, issue, label, mergeRequest, milestone, pick, pipeline, reviewedBy } from './compose.js';
import { ACCESS, type Project } from './model.js';
import type { People } from './people.js';
import { readTree, repository, withFiles } from './repository.js';

const MAIN = '7c05b1e8f2d946a3b0e7c5f19d82a46e30b9f5c1';
const HOLDS = '8d16c2f903ea57b4c1f8d60a2e93b57f41ca06d2';

const TWICE = `On Saturday two boats were given **berth C7**, four seconds apart. Both skippers had a receipt and a point.

The hold is read first and written later:

\`\`\`go
if live, _ := k.holds.Live(ctx, berth); live == nil {
	return k.holds.Save(ctx, hold) // somebody else is here too
}
\`\`\`

- [x] Apologise, with cake
- [x] One statement that claims or fails
- [ ] A test with a hundred skippers at once`;

/** The private project: alice develops, carol maintains, mira is a guest (issues, but no code), bob doesn't know that it exists. */
export function berths({ alice, carol, mira }: People, { ago, day }: Calendar): Project {
  const labels = [label(241, 'bug', '#d9534f'), label(242, 'severity::1', '#922b21'), label(243, 'customer', '#d4ac0d'), label(244, 'idea', '#aed6f1')];
  const milestones = [milestone({ id: 321, iid: 2, title: 'Summer season', startDate: day(-10), dueDate: day(120) })];
  const files = withFiles(readTree('berths/main'), basinFiles());
  const commit = (sha: string, title: string, at: number, parent?: string) => ({ sha, title, author: alice, at, parent, tree: files });
  return {
    id: 103, fullPath: 'harbourlight/platform/berths', formerPaths: [], name: 'Berths', description: 'Who lies where, and until when. Knows people and their boats: **not public**.',
    visibility: 'private', archived: false, topics: ['booking'], stars: 3, forks: 0, color: undefined, members: { mira: ACCESS.guest },
    features: { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' }, createdAt: ago(300), lastActivityAt: ago(0, 4), labels, milestones,
    issues: [
      issue({
        id: 1203, iid: 3, title: 'Two boats can book the same berth', author: carol, assignees: [alice], labels: pick(labels, 'bug', 'severity::1', 'customer'), milestone: milestones[0],
        dueDate: day(3), description: TWICE, createdAt: ago(4), updatedAt: ago(0, 4), upvotes: 5, notes: 13,
      }),
      issue({
        id: 1204, iid: 4, title: 'The marina at Port Isbel owes us for two seasons', author: carol, confidential: true, labels: pick(labels, 'customer'),
        description: 'Speak to the office before answering their tickets.', createdAt: ago(30), updatedAt: ago(11), notes: 2,
      }),
      issue({
        id: 1206, iid: 6, type: 'TASK', parent: 3, title: 'A hundred skippers at once, as a test', author: alice, assignees: [alice], labels: pick(labels, 'bug'), milestone: milestones[0],
        startDate: day(-1), dueDate: day(2), description: 'All want C7. One gets it.', createdAt: ago(3), updatedAt: ago(0, 8), notes: 1,
      }),
      issue({
        id: 1208, iid: 8, title: 'Show who lies next to whom', author: mira, labels: pick(labels, 'idea'), description: 'Skippers ask for it every week.', createdAt: ago(2), upvotes: 1,
      }),
      issue({
        id: 1209, iid: 9, title: 'The plan of the north basin', author: carol, assignees: [alice], labels: pick(labels, 'idea'), milestone: milestones[0],
        description: BASIN, createdAt: ago(1), updatedAt: ago(0, 2), upvotes: 3, notes: 2,
      }),
    ],
    mergeRequests: [
      mergeRequest({
        id: 2211, iid: 11, title: 'Claim a berth in one statement', author: alice, assignees: [alice], reviews: [reviewedBy(carol)], sourceBranch: 'feature/one-statement', headSha: HOLDS,
        labels: pick(labels, 'bug', 'severity::1'), milestone: milestones[0], description: 'The database decides who was first. Closes #3', createdAt: ago(2), updatedAt: ago(0, 4), commits: 2, notes: 5,
        discussions: { resolvable: 1, resolved: 1 },
        changes: [{ path: 'booking/hold.go', additions: 31, deletions: 24 }, { path: 'booking/hold_test.go', additions: 58, deletions: 0 }],
        pipeline: pipeline({ id: 70211, iid: 140, status: 'SUCCESS', ref: 'feature/one-statement', sha: HOLDS, user: alice, createdAt: ago(0, 4), duration: 211, coverage: 88.4 }),
      }),
    ],
    releases: [{ id: 9, tag: 'v0.9', name: 'Berths 0.9', description: 'For the harbour masters only.', author: alice, releasedAt: ago(15), milestones: [], links: [] }],
    snippets: [{ id: 71, title: 'Free a berth by hand', visibility: 'private', author: alice, createdAt: ago(5), description: 'Only when the skipper agrees.', files: [{ name: 'free.sql', text: "delete from holds where berth = 'C7';\n" }] }],
    wiki: [{ slug: 'on-call', title: 'On call', content: 'Ring the **harbour master** first.\n' }],
    uploads: basinUpload(),
    repository: repository([commit(MAIN, 'Rules for draught and length', ago(20)), commit(HOLDS, 'Claim a berth in one statement', ago(0, 4), MAIN)], { main: MAIN, 'feature/one-statement': HOLDS }, { 'v0.9': MAIN }),
  };
}
