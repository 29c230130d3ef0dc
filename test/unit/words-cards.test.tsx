import { describe, expect, it } from '@jest/globals';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ListThing } from '../../src/gitlab/things/list.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { cardOf } from '../../src/macros/cards/card.js';
import { chipOf } from '../../src/macros/cards/chip.js';
import { wordsForDuration } from '../../src/macros/cards/durations.js';
import { problemWords } from '../../src/macros/cards/list-problems.js';
import { wordsForSize } from '../../src/macros/cards/sizes.js';
import { wordsForAge } from '../../src/macros/drawing/words.js';
import { draw } from '../../src/macros/drawing/draw.js';
import { renderBlock } from '../../src/macros/drawing/block.js';
import { subjectModel } from '../../src/macros/drawing/subject.js';
import type { MacroResult, Subject } from '../../src/macros/outcome.js';
import type { Drawing } from '../../src/macros/copies/copy-memory.js';
import { createLanguages } from '../../src/words/languages.js';
import { Card } from '../../views/macros/card.js';
import { Speaking } from '../../views/words/context.js';
import { commit, release } from '../support/code-things.js';
import { file, instance, issue, mergeRequest, project } from '../support/things.js';
import { english } from '../support/words.js';

const languages = createLanguages();
const german = languages.wordsFor({ locale: 'de-DE', timeZone: 'Europe/Berlin' });
const now = Date.parse('2026-11-23T12:00:00Z');

const inGerman = (thing: Thing) => renderToString(h(Speaking.Provider, { value: german, children: <Card card={cardOf(thing, { instance, now, words: german })} /> }));
/** What a reader reads. */
const read = (thing: Thing) => inGerman(thing).replace(/<\/(?:li|p|dt|dd|h1|h2|span)>/g, ' ').replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');

const list: ListThing = {
  ...{ kind: 'list', instance: 'default', of: 'merge-requests', fullPath: 'acme/orbit', level: 'project', rows: [], total: 1_234, next: undefined, problems: [] },
  ...{ filter: { state: 'merged', assignee: 'none', createdAfter: '2026-01-31', sort: 'updated_desc' }, webUrl: 'https://gitlab.example.com/acme/orbit/-/merge_requests' },
};

describe('a card for somebody who reads German', () => {
  it('says everything of ours in German, and what people wrote as it is', () => {
    const text = read(issue({ dueDate: '2026-11-01', state: 'opened' }));
    for (const said of ['Offen', 'Eröffnet am 3. Nov. 2026 von Bob Brown', 'Zugewiesen', 'Meilenstein', '1. Nov. 2026 (überfällig)', 'Zuletzt geändert am 20. Nov. 2026', '2 von 5']) expect(text).toContain(said);
    expect(text).toContain(issue().title);
    expect(read(issue({ type: 'Incident' }))).not.toMatch(/\b(?:Opened|Updated|Assignee|Due)\b/);
    expect(inGerman(issue({ type: 'Incident' }))).toContain('aria-label="Vorfall"');
  });

  it('tells moments by the clock on their wall', () => {
    expect(inGerman(issue({ createdAt: '2026-11-03T23:12:00Z' }))).toMatch(/title="4\. November 2026[^"]* 00:12 MEZ">4\. Nov\. 2026</);
  });

  it('writes numbers, sizes and durations their way', () => {
    const text = read(mergeRequest({ diffStats: { additions: 12_345, deletions: 1, fileCount: 2_001 } }));
    expect(text).toContain('+12.345');
    expect(text).toContain('in 2.001 Dateien');
    expect([wordsForSize(2_458, german), wordsForSize(1, german), wordsForDuration(163, german)]).toEqual(['2,4 KB', '1 Byte', '2 min 43 s']);
    expect(wordsForAge(now - 300_000, now, german)).toBe('vor 5 Minuten');
  });

  it('is German for code, projects and lists too', () => {
    expect(read(file())).toContain('Zeilen 10 bis 12 von 120');
    expect(read(commit())).toMatch(/Verfasst am .* von /);
    expect(read(release())).toMatch(/Veröffentlicht am .* von /);
    expect(read(project())).toContain('Offene Issues');
    const { head } = cardOf(list, { instance, now, words: german });
    expect(head).toMatchObject({ kind: 'Liste', title: 'Zusammengeführte Merge Requests in acme/orbit', badges: [{ text: '1.234 Merge Requests' }] });
    expect(cardOf(list, { instance, now, words: german })).toMatchObject({ about: ['zugewiesen: niemand', 'erstellt nach dem 31. Jan. 2026', 'sortiert nach Aktualisierung, neueste zuerst'], headings: ['Status', 'Pipeline', 'Verfasst von', 'Review', 'Aktualisiert'] });
  });

  it('tells its author in German what is wrong with it', () => {
    expect(problemWords({ is: 'not-among', name: 'state', value: 'open', known: ['opened', 'closed', 'all'] }, german)).toBe('„open“ ist kein Status: Möglich ist opened, closed oder all.');
    expect(problemWords({ is: 'unfit', of: 'releases', filter: 'labels' }, german)).toContain('Releases');
  });

  it('has its state in German within a sentence and where nothing can be shown', () => {
    expect(chipOf(mergeRequest({ state: 'merged' }), german)).toMatchObject({ kind: 'Merge Request', badge: { text: 'Zusammengeführt' } });
    expect(subjectModel({ reference: { kind: 'latest-pipeline', instance: 'default', fullPath: 'acme/orbit', ref: 'main' }, instance }, german).text).toBe('acme/orbit: neueste Pipeline von main');
  });
});

describe('a drawing that is kept', () => {
  const subject: Subject = { reference: { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid: 12 }, instance };

  function drawnFor(...readers: readonly { readonly locale: string; readonly timeZone: string }[]): string[] {
    const kept = new Map<string, Drawing>();
    const drawings = { find: (name: string) => kept.get(name), keep: (name: string, drawing: Drawing) => void kept.set(name, drawing) };
    const result: MacroResult = { outcome: 'shown', subject, thing: issue({ createdAt: '2026-11-03T23:12:00Z' }), takenAt: now, seenAs: undefined, addresses: {}, drawings };
    return readers.map((reader) => draw('link', renderBlock, result, { instances: [instance], words: languages.wordsFor(reader), fragment: '/api/macros/link?url=x', now }).html.toString('utf8'));
  }

  it('is given to nobody of another language, way of dates or time zone', () => {
    const [inEnglish = '', inGermany = '', inAmerica = '', inTokyo = ''] = drawnFor(
      { locale: 'en-GB', timeZone: 'UTC' },
      { locale: 'de-DE', timeZone: 'UTC' },
      { locale: 'en-US', timeZone: 'UTC' },
      { locale: 'en-GB', timeZone: 'Asia/Tokyo' },
    );
    expect(inEnglish).toContain('>3 Nov 2026</time>');
    expect(inGermany).toContain('Offen');
    expect(inGermany).not.toContain('Opened');
    expect(inAmerica).toContain('>Nov 3, 2026</time>');
    expect(inTokyo).toContain('>4 Nov 2026</time>');
  });

  it('is given to the next who reads the same', () => {
    const reader = { locale: 'de-DE', timeZone: 'Europe/Berlin' };
    const [first, second] = drawnFor(reader, reader);
    expect(second).toBe(first);
  });
});

it('is as it was in English', () => {
  expect(cardOf(list, { instance, now, words: english })).toMatchObject({ head: { title: 'Merged merge requests in acme/orbit' }, about: ['assigned to none', 'created after 31 Jan 2026', 'sorted by updated, newest first'] });
});
