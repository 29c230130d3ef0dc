import { describe, expect, jest, test } from '@jest/globals';
import type { Response } from 'express';
import { h } from 'preact';
import { createAssumptions, UNTRIED, type Assumptions } from '../../src/assumptions/assumptions.js';
import { EMPTY_RECORD, withFinding } from '../../src/assumptions/record.js';
import type { ChoiceId } from '../../src/assumptions/registry.js';
import { inlineMatchers, blockMatchers } from '../../src/connect/autoconvert.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import type { Assets } from '../../src/http/assets.js';
import { createPages, type Page, type Pages } from '../../src/http/pages.js';
import { createInstanceMemory } from '../../src/gitlab/loading/instance-memory.js';
import { createPageReader } from '../../src/macros/page-knowledge/page-reader.js';
import type { PageMemory } from '../../src/macros/page-knowledge/page-memory.js';
import { createLogger } from '../../src/logger.js';
import { tenant } from '../support/macro-world.js';
import { testSettings } from '../support/settings.js';
import { english, languages } from '../support/words.js';

const COM = 'https://gitlab.com';

function failed(about: 'gitlab' | 'site', address: string, id: ChoiceId, times?: number): Assumptions {
  return createAssumptions(withFinding(EMPTY_RECORD, about, address, id, { result: 'failed', at: '2026-11-24T02:00:00Z', ...(times === undefined ? {} : { times }) }));
}

describe('how queries are sized', () => {
  test('begins with what that GitLab charged when it was tried, and learns on from there', () => {
    const usual = createInstanceMemory(() => 0).room(true).complexity;
    const memory = createInstanceMemory(() => 0, failed('gitlab', COM, 'gitlab-complexity-as-estimated', 2).gitlab(COM));
    expect(memory.room(true).complexity).toBe(usual / 2);
    memory.learn({ estimate: 100, score: 100, limit: undefined, withToken: true });
    expect(memory.room(true).complexity).toBeGreaterThan(usual / 2);
    const other = createInstanceMemory(() => 0, failed('gitlab', 'https://other.example', 'gitlab-complexity-as-estimated', 2).gitlab(COM));
    expect(other.room(true).complexity).toBe(usual);
  });

  test('stays within bounds, whatever the record says', () => {
    const usual = createInstanceMemory(() => 0).room(true).complexity;
    expect(createInstanceMemory(() => 0, failed('gitlab', COM, 'gitlab-complexity-as-estimated', 1_000).gitlab(COM)).room(true).complexity).toBe(usual / 4);
  });

  test('asks neither for the complexity nor for lists of projects where that GitLab has none, however long it runs', () => {
    let now = 0;
    const unmeasured = createInstanceMemory(() => now, failed('gitlab', COM, 'gitlab-complexity-told').gitlab(COM));
    const unlisted = createInstanceMemory(() => now, failed('gitlab', COM, 'gitlab-projects-by-path').gitlab(COM));
    unmeasured.refuseMeasuring();
    unlisted.refuseLists();
    now = 100 * 24 * 3_600_000;
    expect([unmeasured.measures(), unmeasured.lists(), unlisted.measures(), unlisted.lists()]).toEqual([false, true, true, false]);
  });
});

describe('paste patterns where {} stands for slashes too', () => {
  const expressionOf = (pattern: string) => new RegExp(`^${pattern.split('{}').map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('.*')}$`);
  const takers = (pasted: string) =>
    ([['inline', inlineMatchers([COM], 'anything')], ['block', blockMatchers([COM], 'anything')]] as const)
      .filter(([, matchers]) => matchers.some(({ pattern }) => expressionOf(pattern).test(pasted)))
      .map(([name]) => name);

  test.each([
    ['a/b/-/issues/1', 'inline'],
    ['a/b/c/d/e/f/g/h/-/issues/1#note_3', 'inline'],
    ['a/b/-/merge_requests/5/diffs', 'inline'],
    ['a/b/-/work_items/5', 'inline'],
    ['a/b/-/commit/0123456789', 'inline'],
    ['groups/a/b/-/epics/5', 'inline'],
    ['a/b/-/milestones/2', 'inline'],
    ['a/b/-/blob/main/doc/user/index.md#L3', 'block'],
    ['a/b/c/d/e/f/g/h/-/blob/main/a/b/c/d/e/f/g/h/i/j/k/l/m.ts', 'block'],
    ['a/b/-/commits/main', 'block'],
    ['a/b/-/pipelines/12', 'block'],
    ['a/b/-/wikis/home/x', 'block'],
    ['a/b/-/snippets/7', 'block'],
    ['-/snippets/7', 'block'],
    ['a/b/-/compare/v1...v2', 'block'],
  ])('%s is taken by the %s macro alone', (path, name) => {
    expect(takers(`${COM}/${path}`)).toEqual([name]);
  });

  test.each(['a/b', 'a', 'a/b/-/issues', 'explore/projects', 'a/b/-/settings/repository'])('%s stays a link', (path) => {
    expect(takers(`${COM}/${path}`)).toEqual([]);
  });

  test('are in the descriptor once any site was found to read them so', () => {
    const patterns = (assumptions?: Assumptions) => JSON.stringify(makeDescriptor(testSettings(), assumptions)).match(/"pattern":"[^"]+"/g) ?? [];
    const deep = patterns(failed('site', 'https://any.atlassian.net', 'autoconvert-one-segment'));
    expect(patterns(UNTRIED)).toEqual(patterns());
    expect(deep).toContain(`"pattern":"${COM}/{}/-/issues/{}"`);
    expect(deep.length).toBeLessThan(30);
    expect(patterns().length).toBeGreaterThan(300);
  });
});

test('a site whose pages the app may not read is not asked for them', () => {
  const pageStorage = jest.fn<() => Promise<undefined>>().mockResolvedValue(undefined);
  const memory = { recallNow: () => new Promise(() => undefined) } as unknown as PageMemory;
  const reader = (assumptions?: Assumptions) => createPageReader({ confluence: { pageStorage }, memory, logger: createLogger('silent'), clock: () => 0, ...(assumptions ? { assumptions } : {}) });
  const site = new URL(tenant.baseUrl).origin;
  expect(reader(failed('site', site, 'app-user-reads-pages')).read(tenant, '1', 1)).toBeUndefined();
  expect(reader(failed('site', 'https://other.atlassian.net', 'app-user-reads-pages')).read(tenant, '1', 1)).toBeDefined();
  expect(reader().read(tenant, '1', 1)).toBeDefined();
});

describe('the frames of a site', () => {
  const assets = { url: '/assets/' } as Assets;
  const bodyOf = (assumptions: Assumptions = UNTRIED, send: (pages: Pages, res: Response) => void) => {
    const end = jest.fn<(html: string) => void>();
    send(createPages({ settings: testSettings(), assets, languages: languages.names, assumptions }), { setHeader: () => undefined, status: () => ({ setHeader: () => undefined, end }), end } as unknown as Response);
    return /<body[^>]*>/.exec(String(end.mock.calls[0]?.[0]))?.[0];
  };
  const page: Page = { title: 'x', main: h('main', {}), words: english, scripts: ['frame.js'] };
  const site = new URL(tenant.baseUrl).origin;

  test('are told what they were found unable to do there, and those of other sites are not', () => {
    const noPopup = failed('site', site, 'popup-reaches-frame');
    expect(bodyOf(undefined, (pages, res) => pages.frame(res, tenant, page))).not.toContain('data-without');
    expect(bodyOf(noPopup, (pages, res) => pages.frame(res, tenant, page))).toContain('data-without="popup"');
    expect(bodyOf(failed('site', site, 'inline-frames-grow'), (pages, res) => pages.frame(res, tenant, page))).toContain('data-without="room"');
    expect(bodyOf(noPopup, (pages, res) => pages.frame(res, { ...tenant, baseUrl: 'https://two.atlassian.net/wiki' }, page))).not.toContain('data-without');
    expect(bodyOf(noPopup, (pages, res) => pages.popup(res, page))).not.toContain('data-without');
  });
});
