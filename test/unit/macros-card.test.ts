import { describe, expect, it } from '@jest/globals';
import { cardOf } from '../../src/macros/cards/card.js';
import { chipOf } from '../../src/macros/cards/chip.js';
import { labelModel } from '../../src/macros/cards/label.js';
import { mergeability, mergeRequestStatus, pipelineStatus, projectStatuses } from '../../src/macros/cards/statuses.js';
import { issueIcon } from '../../src/macros/cards/work-item-types.js';
import { plainUrl, secondsUntil, wordsForAge } from '../../src/macros/drawing/words.js';
import { alice, bob, file, instance, issue, mergeRequest, project } from '../support/things.js';
import { english } from '../support/words.js';

const now = Date.parse('2026-11-23T12:00:00Z');
const setting = { instance, now, words: english };

describe('the card of an issue', () => {
  it('has what its readers come for', () => {
    expect(cardOf(issue(), setting)).toMatchObject({
      kind: 'issue',
      head: { title: 'Login does not go on after a password reset', kind: 'Issue', badges: [{ text: 'Open', tone: 'success' }] },
      reference: 'acme/orbit#12',
      labels: [{ value: 'bug' }, { scope: 'priority', value: 'high' }],
      assignees: [{ name: 'Alice Adams', username: 'alice' }],
      milestone: { title: 'Release 2.4' },
      due: { day: '2026-12-01', overdue: false },
      tasks: '2 of 5',
      foot: { host: 'gitlab.example.com' },
    });
  });

  it('says where it was moved to', () => {
    const movedTo = { reference: 'acme/other#7', webUrl: 'https://gitlab.example.com/acme/other/-/issues/7' };
    expect(cardOf(issue({ state: 'closed', movedTo }), setting)).toMatchObject({ movedTo: { reference: 'acme/other#7', url: movedTo.webUrl } });
  });

  it('is overdue from the day after the due day, while it is open', () => {
    const overdueOn = (dueDate: string, state: 'opened' | 'closed') => {
      const card = cardOf(issue({ dueDate, state }), setting);
      return card.kind === 'issue' && card.due?.overdue;
    };
    expect(overdueOn('2026-11-22', 'opened')).toBe(true);
    expect(overdueOn('2026-11-23', 'opened')).toBe(false);
    expect(overdueOn('2026-11-22', 'closed')).toBe(false);
  });

  it('says that it is confidential, and when it was closed', () => {
    const card = cardOf(issue({ confidential: true, state: 'closed', closedAt: '2026-11-10T00:00:00Z' }), setting);
    expect(card).toMatchObject({ head: { badges: [{ text: 'Closed' }, { text: 'Confidential' }] }, ended: { how: 'closed' } });
  });

  it('folds a long description, and leaves out an empty one', () => {
    const descriptionOf = (descriptionHtml: string | undefined) => {
      const card = cardOf(issue({ descriptionHtml }), setting);
      return card.kind === 'issue' ? card.description : undefined;
    };
    expect(descriptionOf('<p>short</p>')).toMatchObject({ long: false });
    expect(descriptionOf(`<p>${'word '.repeat(300)}</p>`)).toMatchObject({ long: true });
    expect(descriptionOf('<ul>' + '<li>x</li>'.repeat(20) + '</ul>')).toMatchObject({ long: true });
    expect(descriptionOf('<script>1</script>')).toBeUndefined();
    expect(descriptionOf(undefined)).toBeUndefined();
  });

  it('shows a work item by its type', () => {
    expect(cardOf(issue({ kind: 'work-item', type: 'Task' }), setting)).toMatchObject({ kind: 'issue', head: { kind: 'Task', icon: 'task' } });
    expect(issueIcon('Incident')).toBe('incident');
    expect(issueIcon('Something new')).toBe('issue');
  });
});

describe('the card of a merge request', () => {
  it('has what its readers come for', () => {
    expect(cardOf(mergeRequest(), setting)).toMatchObject({
      kind: 'merge-request',
      sourceBranch: 'fix/password-reset',
      targetBranch: 'main',
      approvals: { people: [{ username: 'bob' }], complete: true },
      pipeline: { text: 'Passed', tone: 'success' },
      changes: { additions: 48, deletions: 12, files: 3 },
      mergeability: { text: 'Ready to merge' },
      reviewers: [{ name: 'Bob Brown' }],
    });
  });

  it('is a draft only while it is open', () => {
    expect(mergeRequestStatus({ state: 'opened', draft: true }, english).text).toBe('Draft');
    expect(mergeRequestStatus({ state: 'closed', draft: true }, english).text).toBe('Closed');
    expect(mergeRequestStatus({ state: 'merged', draft: false }, english).text).toBe('Merged');
  });

  it('waits for nobody once it is merged', () => {
    const card = cardOf(mergeRequest({ state: 'merged', approved: false, approvedBy: [], mergedAt: '2026-11-20T00:00:00Z' }), setting);
    expect(card).toMatchObject({ approvals: { people: [], complete: true }, mergeability: undefined, ended: { how: 'merged' } });
  });

  it('tells what keeps it from being merged, and nothing where that is not known', () => {
    expect(mergeability(mergeRequest({ mergeStatus: 'conflict' }), english)).toMatchObject({ text: 'Has conflicts', tone: 'danger' });
    for (const mergeStatus of ['checking', 'constructor']) expect(mergeability(mergeRequest({ mergeStatus }), english)).toBeUndefined();
    expect(mergeability(mergeRequest({ mergeStatus: 'mergeable', draft: true }), english)).toBeUndefined();
  });

  it('shows a pipeline of a status that GitLab adds later in GitLab’s words', () => {
    expect(pipelineStatus({ status: 'success', label: 'passed with warnings' }, english)).toMatchObject({ text: 'Passed with warnings', tone: 'warning' });
    expect(pipelineStatus({ status: 'hibernating', label: 'hibernating' }, english)).toMatchObject({ text: 'hibernating', tone: 'neutral' });
  });
});

describe('the card of a file', () => {
  it('has its lines with their numbers, its ref and a permanent link', () => {
    expect(cardOf(file(), setting)).toMatchObject({
      kind: 'file',
      project: 'acme/orbit',
      ref: 'main',
      commit: { short: '4f1c2a9b' },
      extent: 'Lines 10 to 12 of 120',
      size: '2.4 KB',
      code: { firstLine: 10, lines: [expect.anything(), expect.anything(), expect.anything()] },
      note: undefined,
    });
  });

  it('names no commit that the link names already', () => {
    const { sha } = file();
    expect(cardOf(file({ ref: sha ?? '' }), setting)).toMatchObject({ commit: undefined });
  });

  it('says why there is nothing to see', () => {
    const noteOf = (about: Parameters<typeof file>[0]) => {
      const card = cardOf(file(about), setting);
      return card.kind === 'file' ? card.note : undefined;
    };
    const without = { text: undefined, lines: undefined, lineCount: undefined };
    expect(noteOf({ ...without, withheld: 'binary' })).toBe('This file is not text.');
    expect(noteOf({ ...without, withheld: 'too-big' })).toMatch(/too big/);
    expect(noteOf({ text: '', lines: undefined, lineCount: 0 })).toBe('This file is empty.');
    expect(noteOf({ text: '', lines: { from: 500, to: 510 }, lineCount: 120 })).toMatch(/no such lines/);
    expect(noteOf({ text: 'x\n'.repeat(300), lines: undefined, lineCount: 300 })).toBe('The first 200 lines are shown; 100 more are in GitLab.');
  });
});

describe('the card of a project', () => {
  it('has its description, figures and README', () => {
    expect(cardOf(project(), setting)).toMatchObject({
      kind: 'project',
      head: { title: 'Acme / Orbit', badges: [{ text: 'Private' }] },
      openIssues: 8,
      readme: { path: 'README.md', prose: { html: expect.stringContaining('npm start') } },
    });
  });

  it('leaves a README that is not Markdown to GitLab', () => {
    const readme = { path: 'README.rst', webUrl: 'https://gitlab.example.com/acme/orbit/-/blob/main/README.rst', markdown: 'Orbit\n=====' };
    expect(cardOf(project({ readme }), setting)).toMatchObject({ readme: undefined });
  });

  it('resolves links of a README in a folder from there, and rooted ones from the repository', () => {
    const readme = { path: 'docs/README.md', webUrl: 'https://gitlab.example.com/acme/orbit/-/blob/main/docs/README.md', markdown: '[a](a.md) [b](/b.md) [c](../c.md)' };
    const card = cardOf(project({ readme }), setting);
    const html = card.kind === 'project' ? card.readme?.prose.html : '';
    expect(html).toContain('/-/blob/main/docs/a.md"');
    expect(html).toContain('/-/blob/main/b.md"');
    expect(html).toContain('/-/blob/main/c.md"');
  });

  it('says that it is archived', () => {
    expect(projectStatuses({ visibility: 'public', archived: true }, english).map(({ text }) => text)).toEqual(['Public', 'Archived']);
    expect(projectStatuses({ visibility: undefined, archived: false }, english)).toEqual([]);
  });
});

describe('chips', () => {
  it('hold a title, a short reference and a state', () => {
    expect(chipOf(issue(), english)).toMatchObject({ reference: 'orbit#12', badge: { text: 'Open' } });
    expect(chipOf(mergeRequest({ assignees: [alice, bob] }), english)).toMatchObject({ reference: 'orbit!34', badge: { text: 'Open' } });
    expect(chipOf(file(), english)).toMatchObject({ title: 'session.ts:10-12', badge: undefined });
    expect(chipOf(project(), english)).toMatchObject({ title: 'Orbit', badge: undefined });
  });
});

describe('labels', () => {
  it('are scoped by their last double colon', () => {
    expect(labelModel({ title: 'a::b::c', color: '#000000' })).toMatchObject({ scope: 'a::b', value: 'c' });
    expect(labelModel({ title: '::b', color: '#000000' })).toMatchObject({ scope: undefined, value: '::b' });
    expect(labelModel({ title: 'a::', color: '#000000' })).toMatchObject({ scope: undefined, value: 'a::' });
  });

  it('have the ink that reads better on their colour', () => {
    expect(labelModel({ title: 'x', color: '#000080' }).ink).toBe('light');
    expect(labelModel({ title: 'x', color: '#ffff00' }).ink).toBe('dark');
  });
});

describe('words', () => {
  it('tell ages and waits roughly', () => {
    expect([0, 60, 300, 3_600, 9_000].map((seconds) => wordsForAge(now - seconds * 1_000, now, english))).toEqual([
      'less than a minute ago', '1 minute ago', '5 minutes ago', '1 hour ago', '2 hours ago',
    ]);
    expect([now - 5, now + 1, now + 30_000, now + 1e9].map((moment) => secondsUntil(moment, now))).toEqual([1, 1, 30, 3_600]);
  });

  it('link only what is an address of the web', () => {
    expect(plainUrl(' https://example.com/a b ')).toBe('https://example.com/a%20b');
    expect(plainUrl('javascript:alert(1)')).toBeUndefined();
    expect(plainUrl('https://user:secret@example.com/')).toBeUndefined();
    expect(plainUrl('')).toBeUndefined();
  });
});
