import { describe, expect, it } from '@jest/globals';
import { beginOfDay } from '../../src/admin/days.js';
import { AUDIT_ACTIONS } from '../../src/audit/entry.js';
import { ACTION_WORDS, detailIn } from '../../views/admin/audit-actions.js';
import { languages } from '../support/words.js';

describe.each(languages.names)('the audit log in %s', (locale) => {
  const words = languages.wordsFor({ locale });

  it('has a sentence of its own for each action', () => {
    const sentences = AUDIT_ACTIONS.map((action) => words.say(ACTION_WORDS[action]));
    expect(sentences.filter((sentence) => sentence.trim() === '' || (AUDIT_ACTIONS as readonly string[]).includes(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(AUDIT_ACTIONS.length);
  });

  it('names what is told besides, and tells as it is what it has no words for', () => {
    for (const name of ['url', 'from', 'to', 'application', 'secret', 'accounts', 'what', 'tries', 'username', 'where', 'why', 'space', 'reported', 'closed', 'updated']) {
      expect([name, detailIn(words, [name, 'x'])]).toEqual([name, expect.not.stringMatching(new RegExp(`^${name}:`))]);
    }
    expect(detailIn(words, ['newcomer', '{value, plural}'])).toBe('newcomer: {value, plural}');
  });

  it('puts its own words for what it means by them alone', () => {
    expect(detailIn(words, ['secret', 'same'])).not.toContain('same');
    expect(detailIn(words, ['username', 'same'])).toContain('same');
  });
});

describe('a calendar day', () => {
  it.each([
    ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01', 'Europe/Berlin', '2026-02-28T23:00:00.000Z'],
    ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
    ['2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
  ])('%s begins in %s at %s', (day, zone, moment) => {
    expect(beginOfDay(day, zone)?.toISOString()).toBe(moment);
  });

  it('is over when the next one begins, also where the clocks change in it', () => {
    expect(beginOfDay('2026-03-29', 'Europe/Berlin', 1)?.toISOString()).toBe('2026-03-29T22:00:00.000Z');
    expect(beginOfDay('2026-02-28', 'UTC', 1)?.toISOString()).toBe('2026-03-01T00:00:00.000Z');
  });

  it.each(['', '2026-13-01', '1.3.2026', '2026-03-01T00:00', "'; --"])('is none in %j', (text) => {
    expect(beginOfDay(text, 'UTC')).toBeUndefined();
  });
});
