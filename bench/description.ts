import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { renderMarkdown } from '../demo/gitlab/markdown/markdown.js';
import { BASIN } from '../demo/gitlab/world/basin.js';
import { renderBlock } from '../src/macros/drawing/block.js';
import type { GitLabInstance } from '../src/gitlab/instance.js';
import type { IssueThing } from '../src/gitlab/things/things.js';
import { warmUp } from '../src/macros/content/warm-up.js';
import { createPictures } from '../src/macros/pictures/pictures.js';
import { createSealer } from '../src/storage/sealing.js';
import { createLanguages } from '../src/words/languages.js';
import { Speaking } from '../views/words/context.js';
import { median, type Bench } from './support/results.js';
import { DEFAULT_POLICIES } from '../src/sites/policies.js';
import { makeSite } from '../src/sites/site.js';

const KILOBYTES = 50;
const ROUNDS = 40;
const MOST_MS = 30;
const words = createLanguages().wordsFor({});

/** For how long an issue with a long description keeps everybody else waiting while it is drawn for the first time. */
export const description: Bench = {
  about: `an issue with a description of ${KILOBYTES} KB, from GitLab's HTML to the frame's, never drawn before`,
  async run() {
    const texts = Array.from({ length: ROUNDS }, (_, round) => issueWith(round));
    const addresses = makeAddresses();
    // As every server does when it has started.
    await warmUp(words);
    const times = texts.map((thing) => timeOf(() => draw(thing, addresses)));
    const [first = NaN] = times;
    const later = median(times.slice(ROUNDS / 2));
    const size = texts[0]?.descriptionHtml?.length ?? 0;
    return [
      { name: `event loop, median of ${ROUNDS / 2} descriptions (${(size / 1024).toFixed(0)} KB of HTML)`, value: later, most: MOST_MS, unit: 'ms' },
      { name: 'to the limit', value: later / MOST_MS, most: 1, unit: 'x' },
      { name: 'the very first after a start', value: first, unit: 'ms' },
    ];
  },
};

const instance: GitLabInstance = { id: 'default', baseUrl: 'https://gitlab.example.com', oauth: undefined, unlinkedContent: 'public' };
const tenant = { clientKey: 'one', baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined, epoch: 1 };

function makeAddresses() {
  const never = () => Promise.reject(new Error('Nothing is fetched here.'));
  const pictures = createPictures({
    gitlab: { raw: never },
    sites: { of: never },
    viewers: { viewerOf: never, refused: never },
    tenants: { find: never },
    sealer: createSealer([{ id: 'bench', key: Buffer.alloc(32, 1) }]),
    settings: { baseUrl: 'https://app.example.com' },
    clock: Date.now,
  });
  return { pictures: pictures.showTo({ tenant }, { of: 'anybody' }, instance, makeSite([instance], DEFAULT_POLICIES, '')), diagrams: '/diagram' };
}

/** Paragraphs, lists, tables and code as people write them, with some formulas, pictures and diagrams among them; each round another text. */
function issueWith(round: number): IssueThing {
  const parts: string[] = [BASIN];
  for (let length = BASIN.length, index = 0; length < KILOBYTES * 1024; index += 1) {
    const part = partOf(round, index);
    parts.push(part);
    length += part.length;
  }
  const markdown = parts.join('\n\n').slice(0, KILOBYTES * 1024);
  const html = renderMarkdown(markdown, { root: '', projectId: 103, target: (reference) => (reference.startsWith('#') ? { kind: 'issue', path: `/a/b/-/issues/${reference.slice(1)}`, title: 'x', id: 1 } : undefined) });
  const web = 'https://gitlab.example.com/a/b';
  return {
    kind: 'issue', instance: 'default', fullPath: 'a/b', iid: round + 1, reference: `a/b#${round + 1}`, webUrl: `${web}/-/issues/${round + 1}`, title: `Issue ${round + 1}`, type: 'Issue', state: 'opened',
    confidential: false, dueDate: undefined, descriptionHtml: html, labels: [], assignees: [], author: undefined, milestone: undefined, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-02T00:00:00Z',
    closedAt: undefined, upvotes: 1, userNotesCount: 2, taskCompletion: undefined,
  };
}

function partOf(round: number, index: number): string {
  const words = Array.from({ length: 60 }, (_, word) => `word${(round * 31 + index * 17 + word * 7) % 997}`).join(' ');
  switch (index % 5) {
    case 0:
      return `### Part ${index}\n\n${words} see #${index + 1}, **${words.slice(0, 40)}** and [the plan](/a/b/-/wikis/plan-${index}).`;
    case 1:
      return `- [x] ${words.slice(0, 90)}\n- [ ] \`code ${index}\` ${words.slice(90, 200)}\n- ${words.slice(200, 330)}`;
    case 2:
      return `| A | B | C |\n|---|---|---:|\n${Array.from({ length: 6 }, (_, row) => `| ${words.slice(row * 9, row * 9 + 30)} | \`${row}\` | ${row * index} |`).join('\n')}`;
    case 3:
      return `\`\`\`ts\n${Array.from({ length: 12 }, (_, line) => `export const value${line} = await read('${words.slice(line * 5, line * 5 + 20)}', ${index * line}); // ${line}`).join('\n')}\n\`\`\``;
    default:
      return `${words} $a_${index}^2 + b$ ![picture](/uploads/7d3e51b8c0f94a26b1e7a9d24c60f518/${index}.png)`;
  }
}

function draw(thing: IssueThing, addresses: ReturnType<typeof makeAddresses>): string {
  const result = { outcome: 'shown', subject: { reference: { kind: 'issue', instance: 'default', fullPath: 'a/b', iid: thing.iid }, instance }, thing, takenAt: Date.now(), seenAs: 'ann', addresses, drawings: undefined } as const;
  const drawn = renderBlock(result, { instances: [instance], words, fragment: '/api/macros/link?url=x', now: Date.now() });
  return renderToString(h(Speaking.Provider, { value: words, children: drawn }));
}

/** Milliseconds of the processor, which are the event loop's as long as this process has one to itself. */
function timeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
