import { drawRing } from '../../png.js';
import type { Commit, FileContent, Repository, Tree } from '../model.js';
import { readTree, repository, textFile, withFiles, without } from '../repository.js';
import type { Setting } from './project.js';

/** Fixed, so that permalinks in pages keep their meaning. */
export const SHA = {
  first: '0c4f1b7a9d3e58260f7b1c9a4e6d8035b2a7f911',
  release14: '3b9e5d02c7418fa6e0d92b6475c1a8f3d06e4b27',
  harbourTime: '6a1f0e94d8b35c72e9a4106f5d83b2c7e9140fd8',
  main: '9f2c4e7b16a8d05f3c92e7b4018d6a5fe3b7c026',
  rings: 'b7d20a6e41f9c83d5e06a7b19c4f2d80e5a36b14',
  placeNames: 'c3e8f1a05b7294d6e80f3a1c5d92b7460fe8a3d9',
  noSensor: 'd5a09c3be7f1846205cd9e3b7a1f804e6c2d95b0',
  webgl: 'e1b6d7f2093c5a84be20f9d6417c3a8b5f0e92d6',
  breton: 'f4c82e5a7019b3d6c5f0a2e8914d7b36a0c5e8f2',
} as const;

/** A few megabytes of readings: too long for any card. */
function readings(rows: number): string {
  const lines = ['time,harbour,level_m,wind_ms'];
  const start = Date.UTC(2026, 0, 1);
  for (let row = 0; row < rows; row += 1) {
    const level = 2.4 + 1.9 * Math.cos(row / 59.3);
    lines.push(`${new Date(start + row * 300_000).toISOString()},port-isbel,${level.toFixed(3)},${(row * 7) % 23}.${row % 10}`);
  }
  return `${lines.join('\n')}\n`;
}

function mainTree(): Tree {
  const archive: FileContent = { kind: 'huge', size: 12_582_912, text: () => readings(250_000).slice(0, 12_582_912) };
  return withFiles(readTree('tideboard/main'), [
    ['docs/tide-ring.png', { kind: 'binary', bytes: drawRing() }],
    ['data/readings-2026.csv', textFile(readings(40_000))],
    ['data/readings-all.csv', archive],
    ['docs/what next?.md', textFile('# What next?\n\nRings first. Then sleep.\n')],
    ['docs/île #1.md', textFile('# Île numéro 1\n\nÀ marée basse on y va à pied.\n')],
  ]);
}

/** `main`, `feature/rings` ahead of it, and the release before the clock was right. */
export function code({ people: { alice, bob, carol }, calendar: { ago } }: Setting): Repository {
  const main = mainTree();
  const release = withFiles(without(without(main, 'docs/harbours.md'), 'docs/tide-ring.png'), readTree('tideboard/v1.4.0'));
  const first = withFiles(new Map(), [['README.md', textFile('# Tide clock\n\nTells the tide.\n')]]);
  const rings = withFiles(main, readTree('tideboard/feature-rings'));
  const commit = (sha: string, parent: string | undefined, title: string, author: Commit['author'], at: number, tree: Tree): Commit => ({ sha, parent, title, author, at, tree });
  const commits = [
    commit(SHA.first, undefined, 'A clock for the tide', carol, ago(912), first),
    commit(SHA.release14, SHA.first, 'Release 1.4.0', carol, ago(61), release),
    commit(SHA.harbourTime, SHA.release14, "Count hours in the harbour's own time zone", alice, ago(47), main),
    commit(SHA.main, SHA.harbourTime, "Merge branch 'fix/harbour-time' into 'main'", carol, ago(46), main),
    commit(SHA.rings, SHA.main, 'Draw the tide as a ring', alice, ago(0, 3), rings),
    commit(SHA.placeNames, SHA.main, 'Read place names as UTF-8', bob, ago(0, 1), main),
    commit(SHA.noSensor, SHA.main, 'Start without a pressure sensor', alice, ago(0, 5), main),
  ];
  const branches = { main: SHA.main, 'feature/rings': SHA.rings, 'fix/place-names': SHA.placeNames, 'fix/no-pressure-sensor': SHA.noSensor };
  return repository(commits, branches, { 'v1.4.0': SHA.release14, 'harbour/first': SHA.first });
}
