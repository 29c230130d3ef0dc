import { describe, expect, it } from '@jest/globals';
import { directionOf, spokenTo } from '../../views/words/spoken.js';
import { createTimes } from '../../views/words/times.js';
import { createLanguages } from '../../src/words/languages.js';
import { personName } from '../../src/words/listeners.js';

const person = (accountId: string | undefined, clientKey = 'site-1') => ({ tenant: { clientKey }, accountId });
const asking = (query: Record<string, unknown> = {}, header?: string) => ({ query, headers: { 'accept-language': header } });
const said = { locale: 'de_DE', zone: 'Europe/Berlin' };

describe('somebody in a frame', () => {
  it('is spoken to as its script says, then as it last said of the same account at the same site, then as the browser says', () => {
    const languages = createLanguages();
    const ofGerda = (header?: string) => languages.wordsOf(asking({}, header), person('gerda'));
    expect(ofGerda('en-US,en;q=0.9')).toMatchObject({ language: 'en', locale: 'en-US', timeZone: 'UTC' });
    expect(languages.wordsOf(asking(said, 'en-US'), person('gerda'))).toMatchObject({ language: 'de', locale: 'de-DE', timeZone: 'Europe/Berlin' });
    expect(ofGerda('en-US')).toMatchObject({ language: 'de', locale: 'de-DE', timeZone: 'Europe/Berlin' });
    expect(languages.wordsOf(asking(), person('dana')).language).toBe('en');
    expect(languages.wordsOf(asking(), person('gerda', 'site-2')).language).toBe('en');
    expect(languages.wordsOf(asking()).language).toBe('en');
    expect(createLanguages().wordsOf(asking(), person('gerda')).language).toBe('en');
  });

  it('is forgotten with the site, and other sites are not', () => {
    const languages = createLanguages();
    for (const site of ['site-1', 'site-11']) languages.wordsOf(asking(said), person('gerda', site));
    languages.forgetTenant('site-1');
    expect(languages.wordsOf(asking(), person('gerda', 'site-1')).language).toBe('en');
    expect(languages.wordsOf(asking(), person('gerda', 'site-11')).language).toBe('de');
  });

  it('is forgotten by their own wish, and others of the site are not', () => {
    const languages = createLanguages();
    for (const account of ['gerda', 'gerda2']) languages.wordsOf(asking(said), person(account));
    expect(languages.recall(person('gerda'))).toEqual({ locale: 'de_DE', timeZone: 'Europe/Berlin' });
    languages.forgetPerson(personName('site-1', 'gerda'));
    expect([languages.recall(person('gerda')), languages.recall(person('gerda2'))]).toEqual([undefined, { locale: 'de_DE', timeZone: 'Europe/Berlin' }]);
  });

  it('is not remembered without an account', () => {
    const languages = createLanguages();
    expect(languages.wordsOf(asking(said), person(undefined)).language).toBe('de');
    expect(languages.wordsOf(asking(), person(undefined)).language).toBe('en');
  });

  it.each([[{ locale: 'no locale!' }], [{ locale: ['de', 'en'] }], [{ locale: `de-${'x'.repeat(60)}` }], [{ zone: 'Europe/Berlin' }]])('is spoken to as before where %j is said', (query) => {
    const languages = createLanguages();
    languages.wordsOf(asking(said), person('gerda'));
    expect(languages.wordsOf(asking(query, 'en'), person('gerda')).language).toBe('de');
  });

  it('reads English where there is no message file for them, by their clocks', () => {
    const words = createLanguages().wordsOf(asking({ locale: 'fr_FR', zone: 'Europe/Paris' }, 'de'));
    expect(words).toMatchObject({ language: 'en', direction: 'ltr', locale: 'en-GB', timeZone: 'Europe/Paris' });
    expect(createLanguages().wordsOf(asking({ locale: 'de_AT', zone: 'Nowhere/Else' }))).toMatchObject({ locale: 'de-AT', timeZone: 'UTC' });
  });
});

describe('a locale', () => {
  it('leads to the same language and way of writing in scripts and on the server', () => {
    const { names, wordsFor } = createLanguages();
    for (const locale of ['de_DE', 'de-AT', 'en_US', 'en_GB', 'fr_FR', 'ar', 'nonsense!', '']) expect(wordsFor({ locale })).toMatchObject({ ...spokenTo(locale, names) });
    const time = new Date('2026-11-03T23:30:00Z');
    const words = wordsFor({ locale: 'de_DE', timeZone: 'Europe/Berlin' });
    const times = createTimes('de-DE', 'Europe/Berlin');
    expect([words.day(time), words.minute(time), words.calendarDay('2026-11-03')]).toEqual([times.day(time), times.minute(time), times.calendarDay('2026-11-03')]);
    expect(times.day(time)).toBe('4. Nov. 2026');
    expect(times.calendarDay('2026-11-03')).toBe('3. Nov. 2026');
  });

  it('is written from right to left where its language is', () => {
    expect(['ar', 'he', 'fa', 'ur'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'rtl']);
    expect(['en', 'de', 'ja', 'el'].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr', 'ltr']);
  });
});

describe('the sentences that scripts say without a library', () => {
  const { names, messages } = createLanguages();
  const gapsOf = (text: string) => [...text.matchAll(/\{([^}]*)\}/g)].map(([, gap]) => gap).sort();

  it.each(names)('are plain text with gaps in %s, the same gaps as in English', (language) => {
    for (const area of ['frame', 'popup', 'forge'] as const) {
      for (const [name, text] of Object.entries(messages(language)[area])) {
        expect([name, text.replace(/\{\w+\}/g, '')]).toEqual([name, expect.not.stringMatching(/[{}<>']/)]);
        expect([name, gapsOf(text)]).toEqual([name, gapsOf(Object.entries(messages('en')[area]).find(([other]) => other === name)?.[1] ?? 'none')]);
      }
    }
  });
});
