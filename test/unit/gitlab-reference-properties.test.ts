import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import type { ListFilter, Reference } from '../../src/gitlab/references/reference.js';
import { referenceUrl } from '../../src/gitlab/references/reference-url.js';

const COM = { id: 'default', baseUrl: 'https://gitlab.com' };
const OWN = { id: 'own', baseUrl: 'https://git.example:8443/gitlab' };
const INSTANCES = [COM, OWN];

const parse = (text: string) => parseReference(text, INSTANCES);

const name = fc.stringMatching(/^x[a-zA-Z0-9_.-]{0,11}y$/);
const paths = (least: number) => fc.array(name, { minLength: least, maxLength: 5 }).map((names) => names.join('/'));
const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => /^[^/\\\p{Cc}\p{Cs}]+$/u.test(text) && !/^\.{1,2}$/.test(text));
const slashed = (least: number) => fc.array(piece, { minLength: least, maxLength: 8 }).map((pieces) => pieces.join('/'));
const iid = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const id = fc.integer({ min: 1, max: 999_999_999_999_999 });
const ref = fc.stringMatching(/^[a-z0-9#%?&+ü-]{1,6}(?:\/[a-z0-9]{1,5}){0,2}$/);
const tag = ref.filter((text) => !['new', 'permalink'].includes(text));
const level = fc.constantFrom('project' as const, 'group' as const);
const refType = fc.option(fc.constantFrom('heads' as const, 'tags' as const), { nil: undefined });
const line = fc.integer({ min: 1, max: 9_999_999 });
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => /^[^\p{Cc}\p{Cs}]+$/u.test(text));

const inProject = { instance: fc.constant(''), fullPath: paths(2) };
/** A group may be at the top, a project lies in one; where both have a page, a path that fits both. */
const placed = { ...inProject, level };
const note = fc.option(id, { nil: undefined });
const is = <K extends string>(kind: K) => fc.constant(kind);

const words = fc.record(
  {
    ...{ state: word, milestone: word, assignee: word, author: word, search: word, createdAfter: word, createdBefore: word, updatedAfter: word, updatedBefore: word, sort: word },
    labels: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: [] },
);
const list = (of: 'issues' | 'work-items' | 'merge-requests' | 'pipelines' | 'commits' | 'releases', levels: typeof level, filter: fc.Arbitrary<ListFilter>) =>
  fc.record({ kind: is('list'), ...inProject, level: levels, of: fc.constant(of), filter });
const onProject: typeof level = fc.constant('project' as const);
const and = (more: Record<string, fc.Arbitrary<unknown>>) => fc.tuple(words, fc.record(more, { requiredKeys: [] })).map(([a, b]): ListFilter => ({ ...a, ...b }));

type Loose<T> = T extends Reference ? { readonly [P in keyof T]: T[P] | undefined } : never;

const KINDS: { readonly [K in Reference['kind']]: fc.Arbitrary<Loose<Reference>> } = {
  project: fc.record({ kind: is('project'), ...inProject }),
  group: fc.record({ kind: is('group'), instance: fc.constant(''), fullPath: paths(1) }),
  namespace: fc.record({ kind: is('namespace'), instance: fc.constant(''), fullPath: name }),
  user: fc.record({ kind: is('user'), instance: fc.constant(''), username: name }),
  issue: fc.record({ kind: is('issue'), ...inProject, iid, note }),
  'work-item': fc.record({ kind: is('work-item'), ...placed, iid, note }),
  epic: fc.record({ kind: is('epic'), ...inProject, level: is('group'), iid, note }),
  'merge-request': fc.record({ kind: is('merge-request'), ...inProject, iid, note, tab: fc.option(fc.constantFrom('changes' as const, 'commits' as const, 'pipelines' as const), { nil: undefined }) }),
  file: fc.record({
    ...{ kind: is('file'), ...inProject, refAndPath: slashed(2), refType },
    lines: fc.option(fc.tuple(line, line).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })), { nil: undefined }),
  }),
  folder: fc.record({ kind: is('folder'), ...inProject, refAndPath: fc.oneof(fc.constant(''), slashed(1)), refType }),
  commit: fc.record({ kind: is('commit'), ...inProject, sha: fc.stringMatching(/^[0-9a-f]{7,64}$/) }),
  comparison: fc.record({ kind: is('comparison'), ...inProject, from: ref, to: ref, straight: fc.boolean(), fromProject: note }),
  branch: fc.record({ kind: is('branch'), ...inProject, name: ref.filter((text) => !['active', 'stale', 'all', 'new'].includes(text)) }),
  tag: fc.record({ kind: is('tag'), ...inProject, name: tag }),
  pipeline: fc.record({ kind: is('pipeline'), ...inProject, id }),
  'latest-pipeline': fc.record({ kind: is('latest-pipeline'), ...inProject, ref: fc.option(ref, { nil: undefined }) }),
  job: fc.record({ kind: is('job'), ...inProject, id }),
  milestone: fc.record({ kind: is('milestone'), ...placed, iid }),
  release: fc.record({ kind: is('release'), ...inProject, tag: fc.option(tag, { nil: undefined }) }),
  iteration: fc.record({ kind: is('iteration'), ...placed, id }),
  snippet: fc.record({ kind: is('snippet'), ...inProject, fullPath: fc.option(paths(2), { nil: undefined }), id }),
  wiki: fc.record({ kind: is('wiki'), ...placed, slug: slashed(1).filter((slug) => !/^(?:pages|new|git_access|templates|-)(?:\/|$)|(?:^|\/)(?:edit|history|diff)$/.test(slug)) }),
  environment: fc.record({ kind: is('environment'), ...inProject, id }),
  board: fc.record({ kind: is('board'), ...placed, id: fc.option(id, { nil: undefined }) }),
  list: fc.oneof(
    list('issues', level, words),
    list('work-items', level, and({ types: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) })),
    list('merge-requests', level, and({ reviewer: word })),
    list('pipelines', onProject, and({ refAndPath: ref })),
    list('commits', onProject, and({ refAndPath: slashed(1) })),
    list('releases', level, words),
  ),
  search: fc.record({
    ...{ kind: is('search'), instance: fc.constant(''), search: word },
    ...{ scope: fc.option(fc.stringMatching(/^[a-z_]{1,9}$/), { nil: undefined }), projectId: note, groupId: note },
  }),
};

/** Without the keys that are undefined, as the parser leaves them out. */
function tidy(made: Loose<Reference>): Reference {
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as unknown as Reference;
}

describe('a printed reference reads back as itself', () => {
  test.each(Object.entries(KINDS))('%s', (_, kind) => {
    fc.assert(
      fc.property(kind, fc.constantFrom(...INSTANCES), (made, home) => {
        const there = tidy({ ...made, instance: home.id });
        expect(parse(referenceUrl(there, home))).toEqual(there);
      }),
    );
  });
});

describe('no text makes the parser throw, and what it reads lies on the instance', () => {
  const holds = (text: string) => {
    const read = parse(text);
    const home = INSTANCES.find((instance) => instance.id === read?.instance);
    if (read && home) expect(parse(referenceUrl(read, home))).toEqual(read);
  };

  test('arbitrary text, URLs, and what follows a good beginning', () => {
    const binary = fc.string({ unit: 'binary' });
    const parts = ['-', 'issues', 'blob', 'tree', 'compare', 'a...b', 'wikis', 'users', 'groups', 'a', '%', '%2f', '..', '/', '#L', '#note_', '?', '?show=', '@', ':', '1', '\ud800'];
    const noise = fc.oneof(
      binary,
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      binary.map((tail) => `https://gitlab.com/${tail}`),
      fc.tuple(fc.constantFrom('/', ''), fc.array(fc.constantFrom(...parts))).map(([glue, tail]) => `https://gitlab.com/a/b/${tail.join(glue)}`),
    );
    fc.assert(fc.property(noise, holds), { numRuns: 1_000 });
  });

  test('good addresses with a piece cut out, doubled or put in', () => {
    const printed = fc.oneof(...Object.values(KINDS)).map((made) => referenceUrl(tidy(made), COM));
    const cut = fc.tuple(printed, fc.nat(), fc.nat(12), fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('/', '//', '-/', '?', '#', '%2F', '%', '...', '.git', '.diff', '@', '\\')));
    fc.assert(
      fc.property(cut, ([url, at, length, put]) => {
        const start = at % (url.length + 1);
        holds(url.slice(0, start) + put + url.slice(start + length));
        holds(url.slice(0, start + length) + put + url.slice(start));
      }),
      { numRuns: 2_000 },
    );
  });

  test('100 KiB of anything is refused at once [T18b]', () => {
    for (const unit of ['/', '-/', '%2f', '(', '.', 'a/', '@', '\\', ' ', '?show=', '#', '\ud800']) {
      expect(parse(`https://gitlab.com/${unit.repeat(100_000)}`)).toBeUndefined();
      expect(parse(unit.repeat(100_000))).toBeUndefined();
    }
  });
});
