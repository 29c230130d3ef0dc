import { describe, expect, test } from '@jest/globals';
import { healthOf, type Embed, type Looks, type Sighting } from '../../src/embeds/embed.js';
import { createEmbedNotes } from '../../src/embeds/embed-notes.js';
import { embedLine, EMBEDS_HEADER } from '../../src/embeds/embeds-file.js';
import { standingOf } from '../../src/macros/embeds/sighting.js';
import { instance, issue, project } from '../support/things.js';

const DAY = 24 * 3_600_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (days: number) => new Date(NOW - days * DAY);

describe('the health of an embed', () => {
  const health = (looks: Partial<Looks>) => healthOf({ outcome: 'shown', standing: null, shownAt: null, refusedAt: null, ...looks }, NOW);

  test('is good where somebody was shown it within 30 days, whoever else looked since', () => {
    expect(health({ shownAt: ago(30) })).toBe('shown');
    expect(health({ shownAt: ago(3), outcome: 'no-access', refusedAt: ago(1) })).toBe('shown');
    expect(health({ shownAt: ago(3), outcome: 'connect' })).toBe('shown');
  });

  test('is unreadable where it was hidden from somebody who could look, and shown to nobody for 30 days', () => {
    expect(health({ outcome: 'no-access', refusedAt: ago(0) })).toBe('unreadable');
    expect(health({ outcome: 'connect', shownAt: ago(31), refusedAt: ago(2) })).toBe('unreadable');
    expect(health({ outcome: 'no-access', shownAt: ago(31), refusedAt: ago(2), standing: 'moved' })).toBe('unreadable');
    expect(health({ outcome: 'connect', shownAt: ago(31), refusedAt: ago(32) })).toBe('unknown');
  });

  test('is what the thing told of itself', () => {
    expect(health({ shownAt: ago(1), standing: 'moved' })).toBe('moved');
    expect(health({ shownAt: ago(90), standing: 'archived', outcome: 'unavailable' })).toBe('archived');
  });

  test('is unsupported where nothing is shown to anybody, and else unknown', () => {
    expect(health({ outcome: 'unsupported', shownAt: ago(1) })).toBe('unsupported');
    for (const outcome of ['connect', 'reconnect', 'unavailable'] as const) expect(health({ outcome })).toBe('unknown');
    expect(health({ shownAt: ago(31) })).toBe('unknown');
  });
});

describe('how a thing stands', () => {
  const reference = { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid: 12 } as const;

  test('is moved where it says where it went, or is of another path than its address', () => {
    const movedTo = { reference: 'acme/other#3', webUrl: `${instance.baseUrl}/acme/other/-/issues/3` };
    expect(standingOf(reference, instance, issue())).toBeUndefined();
    expect(standingOf({ ...reference, fullPath: 'ACME/Orbit' }, instance, issue())).toBeUndefined();
    expect(standingOf(reference, instance, issue({ movedTo }))).toBe('moved');
    expect(standingOf({ ...reference, fullPath: 'acme/before' }, instance, issue())).toBe('moved');
  });

  test('is archived where a project is', () => {
    const shown = project({ archived: true });
    expect(standingOf({ kind: 'project', instance: 'default', fullPath: shown.fullPath }, instance, shown)).toBe('archived');
    expect(standingOf({ kind: 'project', instance: 'default', fullPath: shown.fullPath }, instance, project())).toBeUndefined();
  });

  test('is not said to be moved for what GitLab may tell to be elsewhere', () => {
    expect(standingOf({ kind: 'milestone', instance: 'default', level: 'project', fullPath: 'acme/before', iid: 1 }, instance, issue())).toBeUndefined();
  });
});

describe('what a process notes', () => {
  const sighting = (change: Partial<Sighting> = {}): Sighting => ({
    tenant: { clientKey: 'acme', epoch: 1 }, pageId: '7', space: 'DEMO', macro: { macro: 'link', parameters: { url: 'https://gitlab.example.com/a/b' } }, instanceId: 'default', kind: 'project', outcome: 'connect', ...change,
  });

  test('is one note of an embed, written anew where there is news, or after ten minutes', () => {
    let now = NOW;
    const notes = createEmbedNotes(() => now);
    notes.saw(sighting());
    notes.saw(sighting({ macro: { macro: 'link', parameters: { url: 'https://gitlab.example.com/a/b' } } }));
    const first = notes.take(false);
    expect(first).toHaveLength(1);
    notes.wrote(first);
    notes.saw(sighting());
    expect(notes.take(false)).toEqual([]);
    notes.saw(sighting({ outcome: 'no-access' }));
    const second = notes.take(false);
    expect(second).toMatchObject([{ refusedAt: NOW, firstSeenAt: NOW }]);
    notes.wrote(second);
    now += 60_000;
    notes.saw(sighting({ outcome: 'no-access' }));
    expect(notes.take(false)).toEqual([]);
    now += 10 * 60_000;
    expect(notes.take(false)).toMatchObject([{ seenAt: NOW + 60_000 }]);
  });

  test('asks a copy once how it stands, and keeps nothing of it', () => {
    const notes = createEmbedNotes(() => NOW);
    let asked = 0;
    const shown = { takenAt: 1, standing: () => ((asked += 1), 'moved' as const) };
    for (let times = 0; times < 3; times += 1) notes.saw(sighting({ outcome: 'shown', shown }));
    notes.saw(sighting());
    notes.saw(sighting({ outcome: 'shown', shown }));
    const [note] = notes.take(true);
    expect([asked, note?.standing, JSON.stringify(note).includes('standing":"moved'), 'shown' in (note?.sighting ?? {})]).toEqual([1, 'moved', true, false]);
  });

  test('is bounded, and comes back where it could not be written', () => {
    const notes = createEmbedNotes(() => NOW);
    for (let page = 0; page < 6_000; page += 1) notes.saw(sighting({ pageId: String(page) }));
    const taken = notes.take(false);
    expect(taken).toHaveLength(5_000);
    notes.saw(sighting({ pageId: '1', outcome: 'shown' }));
    notes.putBack(taken);
    expect(notes.take(true).filter(({ sighting: { pageId } }) => pageId === '1')).toMatchObject([{ shownAt: NOW }]);
    notes.saw(sighting());
    notes.forgetTenant('acme');
    expect(notes.take(true)).toEqual([]);
  });
});

describe('the file', () => {
  const embed: Embed = { pageId: '7', space: 'DEMO', url: 'https://gitlab.example.com/a', macro: 'link', kind: 'project', instanceId: 'default', health: 'shown', outcome: 'shown', firstSeenAt: ago(2), seenAt: ago(1), shownAt: null };
  const line = (change: Partial<Embed>) => embedLine({ ...embed, ...change }, { baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined });

  test('has a line for each embed, by RFC 4180', () => {
    expect(EMBEDS_HEADER).toBe('space,page_id,page,gitlab,kind,health,last_outcome,first_seen,last_seen,last_shown\r\n');
    expect(line({})).toBe('DEMO,7,https://one.atlassian.net/wiki/pages/viewpage.action?pageId=7,https://gitlab.example.com/a,project,shown,shown,2026-11-21T12:00:00.000Z,2026-11-22T12:00:00.000Z,\r\n');
    expect(line({ url: 'a,"b"\nc', space: null })).toMatch(/^,7,[^,]*,"a,""b""\nc",/);
  });

  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('holds no formula: %j', (url) => {
    expect(line({ url })).toContain(`'${url}`);
  });
});
