import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseReference, type Reference } from '../../src/gitlab/reference.js';
import { referenceUrl } from '../../src/gitlab/reference-url.js';

const COM = { id: 'default', baseUrl: 'https://gitlab.com' };
const OWN = { id: 'own', baseUrl: 'https://git.example:8443/gitlab' };
const INSTANCES = [COM, OWN];
const SHA = '0123456789abcdef0123456789abcdef01234567';

const parse = (text: string) => parseReference(text, INSTANCES);
const on = { instance: 'default', fullPath: 'acme/web' };
const issue12 = { kind: 'issue', ...on, iid: 12 };
const mr7 = { kind: 'merge-request', ...on, iid: 7 };

describe('known kinds', () => {
  test.each<[string, object]>([
    ['https://gitlab.com/acme/web', { kind: 'project', ...on }],
    ['https://gitlab.com/acme/web/', { kind: 'project', ...on }],
    ['https://gitlab.com/acme/web.git', { kind: 'project', ...on }],
    ['https://gitlab.com/acme/web?tab=readme#top', { kind: 'project', ...on }],
    ['  HTTPS://GitLab.com:443/acme/web\n', { kind: 'project', ...on }],
    ['https://gitlab.com/Acme/sub.group/deep_er/web', { kind: 'project', instance: 'default', fullPath: 'Acme/sub.group/deep_er/web' }],
    ['https://gitlab.com/acme/ci/pipelines', { kind: 'project', instance: 'default', fullPath: 'acme/ci/pipelines' }],
    ['https://git.example:8443/gitlab/acme/web', { kind: 'project', instance: 'own', fullPath: 'acme/web' }],
    ['https://gitlab.com/acme/web/-/issues/12', issue12],
    ['https://gitlab.com/acme/web/-/issues/12#note_99', issue12],
    ['https://gitlab.com/acme/web/-/issues/12/designs/a.png?version=2', issue12],
    ['https://gitlab.com/acme/web/-/issues/incident/12/timeline', issue12],
    ['https://gitlab.com/acme/web/issues/12', issue12],
    ['https://gitlab.com/acme/web/-/work_items/12', { kind: 'work-item', ...on, iid: 12 }],
    ['https://gitlab.com/acme/web/-/merge_requests/7', mr7],
    ['https://gitlab.com/acme/web/-/merge_requests/7/diffs?commit_id=abc#x', mr7],
    ['https://gitlab.com/acme/web/-/merge_requests/7/commits', mr7],
    ['https://gitlab.com/acme/web/-/merge_requests/7/pipelines/', mr7],
    ['https://gitlab.com/acme/web/-/merge_requests/7.diff', mr7],
    ['https://gitlab.com/acme/web/merge_requests/7', mr7],
    ['https://gitlab.com/acme/web/-/blob/main/README.md', { kind: 'file', ...on, refAndPath: 'main/README.md' }],
    ['https://gitlab.com/acme/web/blob/main/README.md', { kind: 'file', ...on, refAndPath: 'main/README.md' }],
    ['https://gitlab.com/acme/web/-/raw/main/a/b.rb?inline=false', { kind: 'file', ...on, refAndPath: 'main/a/b.rb' }],
    ['https://gitlab.com/acme/web/-/blame/main/a/b.rb', { kind: 'file', ...on, refAndPath: 'main/a/b.rb' }],
    [`https://gitlab.com/acme/web/-/blob/${SHA}/x.ts#L10`, { kind: 'file', ...on, refAndPath: `${SHA}/x.ts`, lines: { from: 10, to: 10 } }],
    ['https://gitlab.com/acme/web/-/blob/main/x.ts#L10-20', { kind: 'file', ...on, refAndPath: 'main/x.ts', lines: { from: 10, to: 20 } }],
    ['https://gitlab.com/acme/web/-/blob/main/x.ts#L20-L10', { kind: 'file', ...on, refAndPath: 'main/x.ts', lines: { from: 10, to: 20 } }],
    ['https://gitlab.com/acme/web/-/blob/main/x.ts#L0', { kind: 'file', ...on, refAndPath: 'main/x.ts' }],
    [
      'https://gitlab.com/acme/web/-/blob/feature%2Fx/d%20ir/c%23.md?plain=1&ref_type=heads',
      { kind: 'file', ...on, refAndPath: 'feature/x/d ir/c#.md', refType: 'heads' },
    ],
    ['https://gitlab.com/acme/web/-/blob/main/-/issues/12', { kind: 'file', ...on, refAndPath: 'main/-/issues/12' }],
    ['https://gitlab.com/acme/web/-/blob/main/дом/ü.txt', { kind: 'file', ...on, refAndPath: 'main/дом/ü.txt' }],
  ])('%s', (url, reference) => {
    expect(parse(url)).toEqual(reference);
  });
});

describe('what is no reference', () => {
  test.each([
    '',
    'acme/web#12',
    'gitlab.com/acme/web',
    'https:gitlab.com/acme/web',
    'https:/gitlab.com/acme/web',
    'https:///gitlab.com/acme/web',
    'https:\\\\gitlab.com\\acme\\web',
    'https://gitlab.com\\@evil.example/acme/web',
    'javascript:alert(1)//https://gitlab.com/acme/web',
    'http://gitlab.com/acme/web',
    'ftp://gitlab.com/acme/web',
    'https://gitlab.com:8443/acme/web',
    'https://gitlab.com./acme/web',
    'https://www.gitlab.com/acme/web',
    'https://gitlab.com.evil.example/acme/web',
    'https://evilgitlab.com/acme/web',
    'https://gitlab.com@evil.example/acme/web',
    'https://user@gitlab.com/acme/web',
    'https://user:password@gitlab.com/acme/web',
    'https://@gitlab.com/acme/web',
    'https://gitlаb.com/acme/web', // a Cyrillic letter
    'https://git.example/gitlab/acme/web',
    'https://git.example:8443/acme/web',
    'https://git.example:8443/gitlabx/acme/web',
    'https://git.example:8443/gitlab',
    'https://git.example:8443/gitlab/../acme/web',
    'https://gitlab.com/acme/./web',
    'https://gitlab.com/acme/%2e%2E/web/x',
    'https://gitlab.com/acme/web\n/-/issues/1',
    'https://gitlab.com/acme\t/web',
    'https://gitlab.com/acme/w%00eb',
    'https://gitlab.com/acme/%ff',
    'https://gitlab.com//acme/web',
    'https://gitlab.com/acme',
    'https://gitlab.com/',
    'https://gitlab.com/help',
    'https://gitlab.com/help/user',
    'https://gitlab.com/users/sign_in',
    'https://gitlab.com/groups/acme',
    'https://gitlab.com/groups/acme/-/epics/3',
    'https://gitlab.com/groups/acme/web/-/issues/3',
    'https://gitlab.com/-/snippets/3',
    'https://gitlab.com/-/issues/3',
    'https://gitlab.com/snippets/3',
    'https://gitlab.com/dashboard/issues',
    'https://gitlab.com/API/v4',
    'https://gitlab.com/acme/web.atom',
    'https://gitlab.com/acme/-web',
    'https://gitlab.com/acme/we b',
    'https://gitlab.com/acme/web/-/issues',
    'https://gitlab.com/acme/web/-/issues/new',
    'https://gitlab.com/acme/web/-/issues/0',
    'https://gitlab.com/acme/web/-/issues/12x',
    'https://gitlab.com/acme/web/-/issues/99999999999',
    'https://gitlab.com/acme/web/-/tree/main',
    'https://gitlab.com/acme/web/tree/main',
    'https://gitlab.com/acme/web/commit/0123abc',
    'https://gitlab.com/acme/web/-/pipelines/5',
    'https://gitlab.com/acme/web/pipelines/5',
    'https://gitlab.com/acme/web/-/blob/main',
    'https://gitlab.com/acme/web/-/blob/main/',
    'https://gitlab.com/acme/web/-/blob/main/..%2f..%2fsecret',
    'https://gitlab.com/acme/web/-/blob/main//x',
    'https://gitlab.com/acme/web/-/',
    `https://gitlab.com/acme/web/-/blob/main/${'a'.repeat(5000)}`,
  ])('%s', (url) => {
    expect(parse(url)).toBeUndefined();
  });

  test('an instance that is not configured', () => {
    expect(parseReference('https://gitlab.com/acme/web', [])).toBeUndefined();
    expect(parseReference('https://gitlab.com/acme/web', [{ id: 'x', baseUrl: 'not a URL' }])).toBeUndefined();
  });
});

test('of two instances on one origin the one with the longer base path has the URL', () => {
  const root = { id: 'root', baseUrl: 'https://git.example' };
  const below = { id: 'below', baseUrl: 'https://git.example/gitlab' };
  expect(parseReference('https://git.example/gitlab/acme/web', [root, below])).toMatchObject({ instance: 'below', fullPath: 'acme/web' });
  expect(parseReference('https://git.example/acme/web', [below, root])).toMatchObject({ instance: 'root', fullPath: 'acme/web' });
});

describe('properties', () => {
  const name = fc.stringMatching(/^x[a-zA-Z0-9_.-]{0,11}y$/);
  const fullPath = fc.array(name, { minLength: 2, maxLength: 5 }).map((names) => names.join('/'));
  const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => /^[^/\\\p{Cc}\p{Cs}]+$/u.test(text) && !/^\.{1,2}$/.test(text));
  const instance = fc.constantFrom(...INSTANCES);
  const lines = fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 1, max: 9_999_999 }));
  const reference: fc.Arbitrary<Reference> = fc.oneof(
    fc.record({ kind: fc.constant('project' as const), instance: fc.constant(''), fullPath }),
    fc.record({
      kind: fc.constantFrom('issue' as const, 'work-item' as const, 'merge-request' as const),
      instance: fc.constant(''),
      fullPath,
      iid: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    }),
    fc.record(
      {
        kind: fc.constant('file' as const),
        instance: fc.constant(''),
        fullPath,
        refAndPath: fc.array(piece, { minLength: 2, maxLength: 8 }).map((pieces) => pieces.join('/')),
        refType: fc.constantFrom('heads' as const, 'tags' as const),
        lines: lines.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
      },
      { requiredKeys: ['kind', 'instance', 'fullPath', 'refAndPath'] },
    ),
  );

  test('a printed reference reads back as itself', () => {
    fc.assert(
      fc.property(reference, instance, (made, home) => {
        const placed = { ...made, instance: home.id };
        expect(parse(referenceUrl(placed, home))).toEqual(placed);
      }),
    );
  });

  test('no text makes the parser throw', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary' }).map((tail) => `https://gitlab.com/${tail}`),
      fc.array(fc.constantFrom('-', 'issues', 'blob', 'a', '%', '%2f', '..', '/', '#L', '?', '@', ':', '1', '\ud800')).map((parts) => `https://gitlab.com/a/b/${parts.join('/')}`),
    );
    fc.assert(
      fc.property(noise, (text) => {
        const read = parse(text);
        if (read) expect(referenceUrl(read, COM).startsWith('https://gitlab.com/')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('100 KiB of anything is refused at once', () => {
    for (const unit of ['/', '-/', '%2f', '(', '.', 'a/', '@', '\\']) {
      expect(parse(`https://gitlab.com/${unit.repeat(100_000)}`)).toBeUndefined();
    }
  });
});
