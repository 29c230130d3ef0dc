import { type Calendar, issue, label, mergeRequest, milestone, pick, pipeline } from './compose.js';
import type { Commit, Project, Tree } from './model.js';
import type { People } from './people.js';
import { repository, textFile, withFiles } from './repository.js';
import { tidebookWiki } from './tidebook-wiki.js';

/** Fixed, so that permalinks in pages keep their meaning. */
export const TIDEBOOK = {
  v20: '2a6e0f4c9b17d83e5c40a2f6d91b78e35f0c64a1',
  paper: '3c8d17e5fa2b904661d3e8b05a7cf92417be6d03',
  paperMerge: '4d9e28f60b3ca15772e4f9c16b8d0a3528cf7e14',
  leap: '5eaf3901c4db26688305fad27c9e1b4639d08f25',
  leapMerge: '6fb04a12d5ec37799416fbe38daf2c574ae19036',
  typo: '70c15b23e6fd488aa5270cf49eb03d685bf2a147',
  v21: '81d26c34f70e599bb6381d05afc14e796c03b258',
  next: '92e37d4508f16aacc7492e16b0d25f8a7d14c369',
  year2027: 'a3f48e56190b7bbdd85a3f27c1e36a9b8e25d47a',
} as const;

const PRINT = `export interface Tide {
  readonly at: Date;
  readonly metres: number;
}

/** A page of the book: one month of one harbour, in the zone of its pier. */
export function page(tides: readonly Tide[], zone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: '2-digit' });
  return tides.map(({ at, metres }) => \`\${day.format(at)}  \${metres.toFixed(1)} m\`).join('\\n');
}
`;
const MARGINS = PRINT.replace('metres.toFixed(1)', 'metres.toFixed(2)');
const LEAP = `export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();\n`;

function trees(): Record<'v20' | 'paper' | 'leap' | 'typo' | 'year' | 'next', Tree> {
  const harbours = ['abersoch', 'camaret', 'conquet', 'isbel', 'ouessant', 'porthdin', 'pwllheli', 'roscoff', 'sauzon', 'tudy', 'ushant', 'vannes', 'zennor'];
  const v20 = withFiles(new Map(), [
    ['README.md', textFile('# Tidebook\n\nThe year in tides, on paper. Print it with `npm run book`.\n')],
    ['LICENSE', textFile('Free, like the sea.\n')],
    ['src/page.ts', textFile(PRINT)],
    ['src/words.ts', textFile("export const WORDS = { high: 'High water', low: 'Low watre' };\n")],
    ['harbours/README.md', textFile('# Harbours\n\nOne file a harbour. **Depths are metres** above chart datum; see [the page](../src/page.ts).\n')],
    ...harbours.map((name, index) => [`harbours/${name}.yaml`, textFile(`name: ${name}\nzone: Europe/Paris\nmean: ${(3 + index / 10).toFixed(1)}\n`)] as const),
  ]);
  const paper = withFiles(v20, [['src/page.ts', textFile(MARGINS)]]);
  const leap = withFiles(paper, [['src/leap.ts', textFile(LEAP)]]);
  const typo = withFiles(leap, [['src/words.ts', textFile("export const WORDS = { high: 'High water', low: 'Low water' };\n")]]);
  const year = withFiles(typo, [['year.txt', textFile('2027\n')]]);
  return { v20, paper, leap, typo, year, next: withFiles(typo, [['src/cover.ts', textFile("export const COVER = 'The tides of 2027';\n")]]) };
}

/** A public project with two releases, what was merged between them, a wiki and snippets. */
export function tidebook({ alice, bob, carol, mira }: People, { ago, day }: Calendar): Project {
  const labels = [label(801, 'bug', '#d9534f'), label(802, 'feature', '#1f75cb')];
  const milestones = [milestone({ id: 381, iid: 1, title: '2.1 Leap year', state: 'closed', startDate: day(-60), dueDate: day(-12) })];
  const of = trees();
  const commit = (sha: string, parent: string | undefined, title: string, author: Commit['author'], at: number, tree: Tree, more: Partial<Commit> = {}): Commit => ({ sha, parent, title, author, at, tree, ...more });
  const commits = [
    commit(TIDEBOOK.v20, undefined, 'Tidebook 2.0', carol, ago(50), of.v20),
    commit(TIDEBOOK.paper, TIDEBOOK.v20, 'Print heights with two decimals', alice, ago(40), of.paper, { body: 'One was **not enough** at the bar of the river:\n\n- two boats touched\n- nobody was amused' }),
    commit(TIDEBOOK.paperMerge, TIDEBOOK.v20, "Merge branch 'two-decimals' into 'main'", carol, ago(38), of.paper, { otherParents: [TIDEBOOK.paper] }),
    commit(TIDEBOOK.leap, TIDEBOOK.paperMerge, 'Give February its day', bob, ago(30), of.leap),
    commit(TIDEBOOK.leapMerge, TIDEBOOK.paperMerge, "Merge branch 'leap' into 'main'", carol, ago(28), of.leap, { otherParents: [TIDEBOOK.leap] }),
    commit(TIDEBOOK.typo, TIDEBOOK.leapMerge, 'Spell water', mira, ago(20), of.typo),
    commit(TIDEBOOK.v21, TIDEBOOK.typo, 'Tidebook 2.1', carol, ago(12), of.typo),
    commit(TIDEBOOK.next, TIDEBOOK.v21, 'A cover for next year', alice, ago(3), of.next),
    commit(TIDEBOOK.year2027, TIDEBOOK.v21, 'Begin the year 2027', alice, ago(1), of.year),
  ];
  const merged = { state: 'merged', mergeStatus: 'NOT_OPEN', mergeUser: carol } as const;
  return {
    id: 131, fullPath: 'harbourlight/tidebook', formerPaths: ['harbourlight/almanac'], name: 'Tidebook', description: 'The year in tides, on paper.',
    visibility: 'public', archived: false, topics: ['tides', 'print'], stars: 21, forks: 2, color: '#1f618d', members: {},
    features: { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' }, createdAt: ago(300), lastActivityAt: ago(1), labels, milestones,
    issues: [issue({ id: 8101, iid: 1, title: 'February lacks a day', author: bob, labels: pick(labels, 'bug'), description: 'Every fourth year.', createdAt: ago(45), closedAt: ago(28) })],
    mergeRequests: [
      mergeRequest({
        ...merged, id: 8201, iid: 2, title: 'Print heights with two decimals', author: alice, sourceBranch: 'two-decimals', headSha: TIDEBOOK.paper, mergeCommitSha: TIDEBOOK.paperMerge, labels: pick(labels, 'feature'),
        description: 'One was not enough.', createdAt: ago(41), mergedAt: ago(38), changes: [{ path: 'src/page.ts', additions: 1, deletions: 1 }],
        pipeline: pipeline({ id: 70801, iid: 21, status: 'SUCCESS', ref: 'two-decimals', sha: TIDEBOOK.paper, user: alice, createdAt: ago(40), duration: 61 }),
      }),
      mergeRequest({
        ...merged, id: 8202, iid: 3, title: 'Give February its day', author: bob, sourceBranch: 'leap', headSha: TIDEBOOK.leap, mergeCommitSha: TIDEBOOK.leapMerge, labels: pick(labels, 'bug'),
        description: 'Closes #1', createdAt: ago(31), mergedAt: ago(28), changes: [{ path: 'src/leap.ts', additions: 1, deletions: 0 }],
      }),
      mergeRequest({ id: 8203, iid: 4, title: 'A cover for next year', author: alice, sourceBranch: 'feature/cover', headSha: TIDEBOOK.next, description: 'With a gull.', createdAt: ago(3), changes: [{ path: 'src/cover.ts', additions: 1, deletions: 0 }] }),
    ],
    repository: {
      ...repository(commits, { main: TIDEBOOK.year2027, 'feature/cover': TIDEBOOK.next }, { 'v2.0': TIDEBOOK.v20, 'v2.1': TIDEBOOK.v21, 'print/2026': TIDEBOOK.v20 }),
      tagMessages: new Map([['v2.1', 'Tidebook 2.1\n\nThe one with the leap day.']]),
      protectedBranches: ['main'],
    },
    releases: [
      { id: 1, tag: 'v2.0', name: 'Tidebook 2.0', description: 'The first on **paper**.', author: carol, releasedAt: ago(50), milestones: [], links: [] },
      {
        id: 2, tag: 'v2.1', name: 'Tidebook 2.1', author: carol, releasedAt: ago(12), milestones,
        description: '## What is new\n\n- Heights with two decimals, !2\n- February has its day, !3\n\nPrint it on **120 g** paper.',
        links: [{ name: 'tidebook-2.1.pdf', url: 'https://downloads.harbourlight.example/tidebook-2.1.pdf' }],
      },
    ],
    snippets: [
      {
        id: 61, title: 'Print one harbour', visibility: 'public', author: alice, createdAt: ago(9), description: 'For those who only want *theirs*.',
        files: [{ name: 'print.sh', text: '#!/bin/sh\nset -e\nnpm run book -- --only "$1"\n' }, { name: 'isbel.yaml', text: 'name: isbel\ncopies: 2\n' }],
      },
      { id: 62, title: 'Keys of the print shop', visibility: 'private', author: carol, createdAt: ago(8), description: '', files: [{ name: 'keys.txt', text: 'Under the third flowerpot.\n' }] },
    ],
    wiki: tidebookWiki,
  };
}
