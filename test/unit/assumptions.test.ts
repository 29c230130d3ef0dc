import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Assumption } from '../../src/assumptions/assumption.js';
import { createAssumptions, UNTRIED } from '../../src/assumptions/assumptions.js';
import { EMPTY_RECORD, readRecord, recordFile, withFinding, writeRecord, type LiveRecord } from '../../src/assumptions/record.js';
import { ASSUMPTIONS, isAssumption } from '../../src/assumptions/registry.js';

const ROOT = join(import.meta.dirname, '../..');
const AT = '2026-11-24T02:00:00.000Z';
const SITE = { baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined };

describe('the registry', () => {
  test('names each assumption once, with a claim, a fallback and a check', () => {
    const ids = ASSUMPTIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, claim, fallback, check } of ASSUMPTIONS as readonly Assumption[]) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
      expect([claim, fallback].filter((text) => !/^[A-Z].{10,}\.$/s.test(text) || /[|\n]/.test(text))).toEqual([]);
      if (check.by === 'person') expect({ id, ends: check.question.slice(-1), steps: check.steps.length > 0 }).toEqual({ id, ends: '?', steps: true });
      else expect(check.how.length).toBeGreaterThan(10);
      expect(isAssumption(id)).toBe(true);
    }
    expect(isAssumption('toString')).toBe(false);
  });

  test('names files that are there', () => {
    const files = (ASSUMPTIONS as readonly Assumption[]).flatMap(({ usedIn, chosenBy }) => [...usedIn, ...(chosenBy === undefined ? [] : [chosenBy])]);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  test('says truly where a feature chooses by the record, and nothing else chooses by it', () => {
    const texts = sources(join(ROOT, 'src')).map((file) => [file.slice(ROOT.length + 1), readFileSync(file, 'utf8')] as const);
    for (const { id, chosenBy } of ASSUMPTIONS as readonly Assumption[]) {
      const choosing = texts.filter(([file, text]) => !file.startsWith('src/assumptions/') && new RegExp(`(?:failed|excess)\\('${id}'\\)`).test(text)).map(([file]) => file);
      expect({ id, choosing }).toEqual({ id, choosing: chosenBy === undefined ? [] : [chosenBy] });
    }
  });

  test('lets nothing that guards the product be chosen [T30d]', () => {
    const guarding = /(guard|token|key|seal|header|limit-memory|address|oauth|flow|lifecycle|install)[^/]*\.ts$/;
    const chosen = (ASSUMPTIONS as readonly Assumption[]).filter(({ chosenBy }) => chosenBy !== undefined && guarding.test(chosenBy));
    expect(chosen).toEqual([]);
  });
});

describe('what features know', () => {
  const failed = (about: 'gitlab' | 'site', address: string, id: Parameters<typeof withFinding>[3], times?: number, record = EMPTY_RECORD) =>
    withFinding(record, about, address, id, { result: 'failed', at: AT, ...(times === undefined ? {} : { times }) });

  test('is that everything holds until it was tried', () => {
    expect(UNTRIED.site(SITE).failed('popup-reaches-frame')).toBe(false);
    expect(UNTRIED.gitlab('https://gitlab.com').excess('gitlab-complexity-as-estimated')).toBe(1);
  });

  test('is about the site or instance that was tried, and no other', () => {
    const found = createAssumptions(failed('gitlab', 'https://gitlab.com', 'gitlab-complexity-told', undefined, failed('site', 'https://one.atlassian.net', 'popup-reaches-frame')));
    expect(found.site(SITE).failed('popup-reaches-frame')).toBe(true);
    expect(found.site(SITE).failed('inline-frames-grow')).toBe(false);
    expect(found.site({ ...SITE, baseUrl: 'https://two.atlassian.net/wiki' }).failed('popup-reaches-frame')).toBe(false);
    expect(found.site({ baseUrl: 'https://two.atlassian.net/wiki', displayUrl: 'https://one.atlassian.net/x' }).failed('popup-reaches-frame')).toBe(true);
    expect(found.sites.failed('popup-reaches-frame')).toBe(true);
    expect(found.gitlab('https://gitlab.com').failed('gitlab-complexity-told')).toBe(true);
    expect(found.gitlab('https://gitlab.com.evil.example').failed('gitlab-complexity-told')).toBe(false);
  });

  test('never makes the app bolder: what held, or was less than assumed, changes nothing', () => {
    const held = withFinding(EMPTY_RECORD, 'gitlab', 'https://gitlab.com', 'gitlab-complexity-as-estimated', { result: 'held', at: AT, times: 0.1 });
    expect(createAssumptions(held).gitlab('https://gitlab.com').excess('gitlab-complexity-as-estimated')).toBe(1);
    const less = failed('gitlab', 'https://gitlab.com', 'gitlab-complexity-as-estimated', 0.1);
    expect(createAssumptions(less).gitlab('https://gitlab.com').excess('gitlab-complexity-as-estimated')).toBe(1);
    expect(createAssumptions(failed('gitlab', 'https://gitlab.com', 'gitlab-complexity-as-estimated', 3)).gitlab('https://gitlab.com').excess('gitlab-complexity-as-estimated')).toBe(3);
  });

  test('comes from no name that every object has', () => {
    expect(createAssumptions(EMPTY_RECORD).gitlab('constructor').failed('gitlab-complexity-told')).toBe(false);
    const strange = JSON.parse('{"version":1,"gitlab":{"__proto__":{"gitlab-complexity-told":{"result":"failed","at":"2026-11-24T02:00:00Z"}}},"site":{}}') as LiveRecord;
    expect(createAssumptions(strange).gitlab('https://gitlab.com').failed('gitlab-complexity-told')).toBe(false);
  });
});

describe('the record', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'record-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (text: string) => {
    mkdirSync(dirname(recordFile(root)), { recursive: true });
    writeFileSync(recordFile(root), text);
  };

  test('is empty where there is none, and comes back as it was written, for the owner’s eyes only', () => {
    expect(readRecord(root)).toEqual({ record: EMPTY_RECORD, problem: undefined });
    const first = withFinding(EMPTY_RECORD, 'site', 'https://one.atlassian.net', 'popup-reaches-frame', { result: 'held', at: AT, detail: 'said so' });
    const second = withFinding(first, 'site', 'https://one.atlassian.net', 'inline-frames-grow', { result: 'failed', at: AT });
    writeRecord(root, first);
    writeRecord(root, second);
    expect(readRecord(root)).toEqual({ record: second, problem: undefined });
    expect(statSync(recordFile(root)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(recordFile(root)))).toEqual(['live-check.json']);
  });

  test.each([
    ['no JSON', '{"version":1'],
    ['another version', '{"version":2,"gitlab":{},"site":{}}'],
    ['an unknown result', '{"version":1,"gitlab":{"https://gitlab.com":{"a":{"result":"maybe","at":"2026-11-24T02:00:00Z"}}},"site":{}}'],
    ['a list', '[]'],
    ['nothing', ''],
    ['more than a record can be', `{"version":1,"gitlab":{},"site":{},"x":"${'x'.repeat(1024 * 1024)}"}`],
  ])('counts as none, and says what to do, where it holds %s', (_name, text) => {
    put(text);
    const { record, problem } = readRecord(root);
    expect(record).toEqual(EMPTY_RECORD);
    expect(problem).toMatch(/live-check\.json .*run it again, or remove/);
    expect(problem).not.toContain('maybe');
  });

  test('counts as none where it is a folder, or leads nowhere', () => {
    mkdirSync(recordFile(root), { recursive: true });
    expect(readRecord(root).problem).toBeDefined();
    rmSync(recordFile(root), { recursive: true });
    symlinkSync(join(root, 'gone'), recordFile(root));
    expect(readRecord(root)).toEqual({ record: EMPTY_RECORD, problem: undefined });
  });

  test('takes names that it does not know, as an older or newer version may have written', () => {
    put('{"version":1,"gitlab":{"https://gitlab.com":{"from-the-future":{"result":"failed","at":"2026-11-24T02:00:00Z","more":1}}},"site":{},"more":{}}');
    expect(readRecord(root).problem).toBeUndefined();
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)]));
}
