import { describe, expect, it } from '@jest/globals';
import type { Thing } from '../../src/gitlab/things/things.js';
import { cardOf } from '../../src/macros/cards/card.js';
import { pinNotice } from '../../src/macros/cards/pin.js';
import { chipOf } from '../../src/macros/cards/chip.js';
import type { Drift } from '../../src/gitlab/things/code.js';
import { Card } from '../../views/macros/card.js';
import { Chip } from '../../views/macros/chip.js';
import { Values } from '../../views/parts/value.js';
import { branch, comparison, commit, folder, release, snippet, summary, tag, wiki } from '../support/code-things.js';
import { file, instance } from '../support/things.js';
import { english, inEnglish } from '../support/words.js';

const setting = { instance, words: english, now: Date.parse('2026-11-23T12:00:00Z') };
const html = (thing: Thing) => inEnglish(<Card card={cardOf(thing, setting)} />);
/** What a reader reads. */
const words = (thing: Thing) => html(thing).replace(/<\/(?:li|p|dt|dd|h1|h2|span)>/g, ' ').replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');

describe('the card of a folder', () => {
  it('has its entries as links, its last commit and its README', () => {
    const shown = html(folder());
    expect(shown).toContain('<a href="https://gitlab.example.com/acme/orbit/-/tree/main/src/docs"');
    expect(shown).toContain('aria-label="Submodule"');
    expect(shown).toContain('href="https://gitlab.example.com/acme/orbit/-/blob/main/a.md"');
    expect(words(folder())).toMatch(/src acme\/orbit main 3 entries Last commit Keep the session 4f1c2a9b by Alice Adams, 20 Nov 2026/);
  });

  it('says that there is more, and that there is nothing', () => {
    expect(words(folder({ cut: true }))).toContain('more than 3 entries');
    expect(words(folder({ cut: true }))).toContain('There is more in GitLab');
    expect(words(folder({ path: '', entries: [], lastCommit: undefined, readme: undefined }))).toContain('This repository is empty.');
  });

  it('folds many entries', () => {
    const entries = Array.from({ length: 40 }, (_, index) => ({ kind: 'file' as const, name: `f${index}`, webUrl: undefined }));
    expect(words(folder({ entries }))).toContain('Show 28 more');
    expect(words(folder({ entries: entries.slice(0, 15) }))).not.toContain('Show');
  });
});

describe('the card of a commit', () => {
  it('has its message, its author, its changes and its pipeline', () => {
    expect(words(commit())).toMatch(/Keep the session acme\/orbit 4f1c2a9b Authored 20 Nov 2026 by Alice Adams Pipeline Passed Changes \+12 −3 in 1 file Parent aaaaaaaa It was lost\. Changed files src\/b\.ts \(was src\/a\.ts\)/);
  });

  it('says how many files are left out', () => {
    expect(words(commit({ fileCount: 250 }))).toContain('249 more are in GitLab');
  });

  it('has the message as it was written where it came so', () => {
    expect(html(commit({ descriptionHtml: undefined, description: 'Not **rendered**.' }))).toContain('<strong>rendered</strong>');
  });
});

describe('the card of a comparison', () => {
  it('has what was merged, the other commits and the files', () => {
    expect(words(comparison())).toMatch(/v1\.\.\.v2 .* What v2 adds to v1 Commits 3 Merge requests 1 Changes \+4 −0 in 1 file Merge requests Send people on !34 by Bob Brown, merged 20 Nov 2026 Commits without a merge request Keep the session/);
  });

  it('groups merge requests by what their labels say', () => {
    const [first] = comparison().mergeRequests;
    const of = (title: string, label: string) => ({ ...first!, title, labels: [{ title: label, color: '#000000' }] });
    const mergeRequests = [of('a', 'type::bug'), of('b', 'feature'), of('c', 'priority::1'), of('d', 'documentation')];
    expect(words(comparison({ mergeRequests }))).toMatch(/New b .*Fixed a .*Documentation d .*Changed c /);
  });

  it('says so where there is nothing, the same, or too much', () => {
    const empty = { mergeRequests: [], commits: [], otherCommits: 0, commitCount: 0, files: [] };
    expect(words(comparison({ ...empty, same: true }))).toContain('v1 and v2 are the same commit.');
    expect(words(comparison(empty))).toContain('v2 has nothing that v1 does not have.');
    expect(words(comparison({ files: undefined, commitCount: 100, commitsCut: true }))).toMatch(/too many to show here.*100 or more/);
    expect(words(comparison({ mergeRequests: [], otherCommits: 150 }))).toContain('149 more are in GitLab');
  });
});

describe('the cards of branches, tags and releases', () => {
  it('have their standing and their commit', () => {
    expect(words(branch())).toMatch(/main Default Protected acme\/orbit Last commit Keep the session/);
    expect(words(branch({ isDefault: false, isProtected: false, isMerged: true }))).toContain('Merged');
    expect(words(tag())).toMatch(/v2 acme\/orbit Tagged 20 Nov 2026 The second Release v2 Commit Keep the session/);
    expect(words(release())).toMatch(/Orbit 2 acme\/orbit Released 20 Nov 2026 by Bob Brown Tag v2 Milestone 2\.0 Higher\. Downloads orbit\.zip/);
    expect(words(release({ upcoming: true }))).toMatch(/Upcoming .*Planned for 20 Nov 2026/);
    expect(words(release({ releasedAt: undefined, author: undefined, assets: [], milestones: [], tag: undefined, descriptionHtml: undefined, commit: undefined }))).toContain('Orbit 2');
  });
});

describe('the cards of snippets and wiki pages', () => {
  it('have their text', () => {
    expect(html(snippet())).toContain('<span class="tok-keyword">def</span>');
    expect(words(snippet())).toMatch(/Restart it Private acme\/orbit\$7 Created 3 Nov 2026 by Alice Adams 1 file Twice\. restart\.py/);
    expect(words(snippet({ fullPath: undefined }))).toContain('Private $7');
    expect(html(wiki())).toContain('href="https://gitlab.example.com/acme/orbit/-/wikis/home"');
    expect(words(wiki({ html: undefined }))).toContain('This page is empty.');
  });

  it('say what is left out of a snippet', () => {
    const [one] = snippet().files;
    expect(words(snippet({ files: [{ ...one!, lineCount: 300 }] }))).toContain('The first 2 lines are shown; 298 more are in GitLab.');
    expect(words(snippet({ files: [{ ...one!, text: undefined, withheld: 'binary' }] }))).toContain('This file is not text.');
    expect(words(snippet({ files: [{ ...one!, text: '', lineCount: 0 }] }))).toContain('This file is empty.');
  });
});

describe('chips of code', () => {
  it('hold a title and where it is', () => {
    const chips = [folder(), folder({ path: '' }), commit(), comparison(), branch(), tag(), release(), snippet(), wiki()].map((thing) => chipOf(thing, english));
    expect(chips.map(({ title, reference }) => `${title} (${reference ?? ''})`)).toEqual([
      ...['src (orbit)', 'acme/orbit (main)', 'Keep the session (orbit@4f1c2a9b)', 'v1...v2 (orbit)', 'main (orbit)', 'v2 (orbit)'],
      ...['Orbit 2 (orbit)', 'Restart it (orbit$7)', 'How to (orbit)'],
    ]);
  });
});

describe('a pinned file', () => {
  const drift: Drift = { ref: 'main', webUrl: 'https://gitlab.example.com/x', state: 'ahead', ahead: 12, capped: false, file: 'changed', comparisonUrl: 'https://gitlab.example.com/y' };
  const told = (about: Partial<Drift> | undefined) =>
    inEnglish(<Values phrase={pinNotice({ sha: summary.sha, webUrl: summary.webUrl, drift: about && { ...drift, ...about } }, english)} />).replace(/<[^>]*>/g, '');

  it('says to what, and what has happened since', () => {
    expect(told({})).toBe('Pinned to 4f1c2a9. main is 12 commits ahead; this file has changed since. Compare');
    expect(told({ ahead: 1, file: 'same' })).toBe('Pinned to 4f1c2a9. main is 1 commit ahead; this file hasn’t changed since. Compare');
    expect(told({ ahead: 1_000, capped: true, file: 'deleted' })).toContain('main is 1,000+ commits ahead; this file is no longer in it.');
    expect(told({ state: 'here', ahead: 0 })).toBe('Pinned to 4f1c2a9. main is still there.');
    expect(told({ state: 'gone', comparisonUrl: undefined })).toContain('main, which it was taken from, is no longer there.');
    expect(told({ state: 'apart' })).toContain('main no longer has this commit; this file has changed since.');
    expect(told({ ahead: undefined, file: undefined })).toContain('main has moved on; whether this file has changed is not known.');
    expect(told(undefined)).toBe('Pinned to 4f1c2a9.');
  });

  it('says so on its card', () => {
    expect(words(file({ pin: { sha: summary.sha, webUrl: summary.webUrl, drift } }))).toContain('is 12 commits ahead');
    expect(words(file({ withheld: 'not-at-pin', text: undefined, lines: undefined, lineCount: undefined }))).toContain('The commit that this file is pinned to does not have it, or is no longer there.');
  });
});

describe('foreign text in cards of code', () => {
  const nasty = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
  const bad: typeof summary = { sha: nasty, title: nasty, webUrl: 'javascript:alert(1)', author: { name: nasty, person: { name: nasty, username: nasty, webUrl: 'javascript:alert(1)' } }, authoredAt: nasty };
  const change = { change: 'renamed', path: nasty, oldPath: nasty, additions: 1, deletions: 1 } as const;
  const everywhere = { fullPath: nasty, webUrl: 'javascript:alert(1)' };

  it.each<[string, Thing]>([
    ['a folder', folder({ ...everywhere, path: nasty, ref: nasty, entries: [{ kind: 'file', name: nasty, webUrl: 'javascript:alert(1)' }], lastCommit: bad, readme: { path: `${nasty}.md`, webUrl: 'https://gitlab.example.com/x', markdown: nasty } })],
    ['a commit', commit({ ...everywhere, ...bad, descriptionHtml: nasty, committer: nasty, parents: [{ sha: nasty, webUrl: 'javascript:alert(1)' }], files: [change], pipeline: { status: nasty, label: nasty, webUrl: 'javascript:alert(1)' } })],
    ['a comparison', comparison({ ...everywhere, from: nasty, to: nasty, commits: [bad], files: [change], mergeRequests: [{ iid: 1, title: nasty, webUrl: 'javascript:alert(1)', author: bad.author.person, labels: [{ title: nasty, color: nasty }], mergedAt: nasty }] })],
    ['a branch', branch({ ...everywhere, name: nasty, commit: bad })],
    ['a tag', tag({ ...everywhere, name: nasty, message: nasty, createdAt: nasty, commit: bad, releaseUrl: 'javascript:alert(1)' })],
    ['a release', release({ ...everywhere, name: nasty, tag: nasty, tagUrl: 'javascript:alert(1)', descriptionHtml: nasty, milestones: [{ title: nasty, webUrl: 'javascript:alert(1)' }], commit: bad, assets: [{ kind: 'link', name: nasty, url: 'javascript:alert(1)' }] })],
    ['a snippet', snippet({ ...everywhere, title: nasty, descriptionHtml: nasty, files: [{ path: nasty, size: 1, text: nasty, withheld: undefined, lineCount: 1 }] })],
    ['a wiki page', wiki({ ...everywhere, title: nasty, slug: `a/${nasty}`, html: nasty })],
  ])('is text: %s [T9b]', (_kind, thing) => {
    for (const shown of [html(thing), inEnglish(<Chip chip={chipOf(thing, english)} />)]) {
      expect(shown).not.toMatch(/<(?:script|img)/i);
      for (const [found] of shown.matchAll(/<[a-z][^"'>]*(?:"[^"]*"[^"'>]*)*>/gi)) expect(found.replace(/"[^"]*"/g, '""')).not.toMatch(/\son\w+=/i);
      expect(shown).not.toMatch(/href="(?!https?:|mailto:)/);
      expect(shown).not.toMatch(/\sstyle=/);
    }
  });
});
