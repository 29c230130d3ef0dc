import { describe, expect, test } from '@jest/globals';
import { againstGitLab } from '../support/against-gitlab.js';

const world = againstGitLab();

function authorOf(username: string) {
  const instance = world.gitlab.preset;
  if (!instance) throw new Error('There is no instance.');
  return { instance, accessToken: world.standIn.issueToken(username).accessToken, signal: new AbortController().signal };
}

describe('an author who looks for something', () => {
  test('finds own projects first, by name or by path', async () => {
    const found = await world.gitlab.finder.projects(authorOf('alice'), 'tide');
    expect(found[0]).toMatchObject({ fullPath: expect.stringContaining('tideboard') as unknown, webUrl: expect.stringContaining(world.standIn.url) as unknown });
    expect(new Set(found.map(({ fullPath }) => fullPath)).size).toBe(found.length);
  });

  test('finds no project that is hidden from them', async () => {
    const names = async (username: string) => (await world.gitlab.finder.projects(authorOf(username), 'payroll')).map(({ fullPath }) => fullPath);
    expect(await names('carol')).toContain('harbourlight/office/payroll');
    expect(await names('bob')).toEqual([]);
  });

  test('finds what they have open, once each, with state and address', async () => {
    const found = await world.gitlab.finder.recentWork(authorOf('alice'), 'alice');
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.map(({ webUrl }) => webUrl)).size).toBe(found.length);
    expect(found.every(({ state }) => state === 'opened')).toBe(true);
  });

  test('finds branches and tags by a part of their names', async () => {
    const author = authorOf('alice');
    const path = 'harbourlight/tideboard';
    const all = await world.gitlab.finder.refs(author, path, '');
    expect(all).toMatchObject({ defaultBranch: 'main', branches: expect.arrayContaining(['main']) as unknown, tags: expect.arrayContaining(['v1.4.0']) as unknown });
    const some = await world.gitlab.finder.refs(author, path, 'ring');
    expect(some.branches).toEqual(['feature/rings']);
    expect(some.tags).toEqual([]);
  });

  test('is told when a repository is hidden, as if there were none', async () => {
    await expect(world.gitlab.finder.refs(authorOf('bob'), 'harbourlight/office/payroll', '')).rejects.toMatchObject({ failure: 'not-found' });
  });
});

describe('an author who filters a list', () => {
  const values = (username: string, of: 'labels' | 'milestones' | 'people', words = '', place = 'harbourlight/tideboard') => world.gitlab.finder.values(authorOf(username), { of, place, words });
  const names = (found: readonly { readonly value: string }[]) => found.map(({ value }) => value);

  test('finds groups by name and, without words, their own', async () => {
    const found = await world.gitlab.finder.groups(authorOf('alice'), 'harbour');
    expect(found).toContainEqual(expect.objectContaining({ fullPath: 'harbourlight', webUrl: expect.stringContaining('/groups/harbourlight') as unknown }));
    expect((await world.gitlab.finder.groups(authorOf('alice'), '')).length).toBeGreaterThan(0);
  });

  test.each(['labels', 'milestones', 'people'] as const)('finds %s by a part of their names, in a project and in its group', async (of) => {
    const all = await values('alice', of);
    expect(all.length).toBeGreaterThan(0);
    const one = all[0]?.value ?? '';
    expect(names(await values('alice', of, one.slice(1).toUpperCase()))).toContain(one);
    expect(await values('alice', of, 'no such thing')).toEqual([]);
    const inGroup = names(await values('alice', of, '', 'harbourlight'));
    expect(inGroup.length).toBe(new Set(inGroup).size);
    expect(inGroup.length).toBeGreaterThan(0);
  });

  test('is told the colours of labels, the days of milestones and the names of people', async () => {
    expect((await values('alice', 'labels'))[0]?.color).toMatch(/^#[0-9a-f]{6}$/);
    expect((await values('alice', 'milestones')).some(({ detail }) => /^\d{4}-\d\d-\d\d$/.test(detail ?? ''))).toBe(true);
    expect(await values('alice', 'people', 'alice')).toEqual([expect.objectContaining({ value: 'alice', detail: expect.stringContaining('Alice') as unknown })]);
  });

  test('finds nothing where the project is hidden', async () => {
    await expect(values('bob', 'labels', '', 'harbourlight/office/payroll')).rejects.toMatchObject({ failure: 'not-found' });
  });
});
