import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../src/connect/caller.js';
import type { PageStorage } from '../../src/connect/confluence.js';
import { createEndings } from '../../src/connect/endings.js';
import { createTenants, type Tenants } from '../../src/connect/tenants.js';
import { createLogger } from '../../src/logger.js';
import { createPageKnowledge, type PageKnowledge } from '../../src/macros/page-knowledge/page-knowledge.js';
import type { PageMacro } from '../../src/macros/page-knowledge/page-macros.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { eachDatabase } from '../support/databases.js';
import { asOperator, readRows } from '../support/rows.js';
import { testSettings } from '../support/settings.js';

const DAY = 24 * 3_600_000;
const urlOf = (number: number) => `https://gitlab.example.com/secret-canary/-/issues/${number}`;
const link = (number: number): PageMacro => ({ macro: 'link', parameters: { url: urlOf(number) } });
const stored = (...numbers: readonly number[]) =>
  numbers.map((number) => `<ac:structured-macro ac:name="gitlab-for-confluence-link"><ac:parameter ac:name="url">${urlOf(number)}</ac:parameter></ac:structured-macro>`).join('');
const numbersOf = (macros: readonly PageMacro[]) => macros.map(({ parameters }) => Number(parameters.url?.split('/').at(-1)));

eachDatabase('what a page shows', (on) => {
  const logger = createLogger('silent');
  const sealer = createSealer(testSettings().encryptionKeys);
  let now: number;
  let tenants: Tenants;
  let acme: Tenant;
  let other: Tenant;
  /** Each page that Confluence was asked for. */
  let asked: string[];
  let confluence: (pageId: string, signal: AbortSignal) => Promise<PageStorage | undefined> | PageStorage | undefined;
  let running: PageKnowledge[];

  /** One process of the app. */
  function start(): PageKnowledge {
    const pageStorage = async ({ clientKey }: Tenant, pageId: string, signal: AbortSignal) => {
      asked.push(`${clientKey} ${pageId}`);
      return confluence(pageId, signal);
    };
    const knowledge = createPageKnowledge({ database: on.database, sealer, logger, clock: () => now, confluence: { pageStorage } });
    running.push(knowledge);
    return knowledge;
  }

  /** Ends a process after it has written what it learned. */
  async function end(knowledge: PageKnowledge): Promise<void> {
    running.splice(running.indexOf(knowledge), 1);
    await knowledge.stop();
  }

  async function install(clientKey: string): Promise<Tenant> {
    const site = { clientKey, baseUrl: `https://${clientKey}.atlassian.net/wiki`, displayUrl: undefined, productType: 'confluence', sharedSecret: 'x'.repeat(40), installationId: undefined };
    await on.database.ofAllTenants.write((transaction) => tenants.put(site, new Date(now), transaction));
    tenants.changed(clientKey);
    const tenant = await tenants.find(clientKey);
    if (!tenant) throw new Error('not installed');
    return tenant;
  }

  async function uninstall({ clientKey }: Tenant): Promise<void> {
    await on.database.ofAllTenants.write((transaction) => createEndings(on.database, () => now).end(clientKey, null, transaction));
    tenants.changed(clientKey);
  }

  async function frame(knowledge: PageKnowledge, number: number, { tenant = acme, pageId = '7', version = 1, signed = true, accountId = 'ann' as string | undefined, within = 5_000 } = {}) {
    const macros = await knowledge.macrosOf({ tenant, accountId }, { pageId, version, signed }, link(number), AbortSignal.timeout(within));
    return numbersOf(macros);
  }

  beforeEach(async () => {
    for (const table of ['tenants', 'known_pages']) await asOperator(on.database).query(`DELETE FROM "${table}"`);
    now = Date.parse('2026-11-23T12:00:00Z');
    tenants = createTenants({ database: on.database, sealer, invalidation: createInvalidation({ redis: undefined, logger }), clock: () => now });
    [acme, other] = [await install('acme'), await install('other')];
    [asked, running] = [[], []];
    confluence = () => undefined;
  });
  afterEach(async () => {
    for (const knowledge of [...running]) await end(knowledge);
  });

  describe('and the app user may read', () => {
    it('is read once for each version, however many frames ask at once', async () => {
      const knowledge = start();
      confluence = async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { version: 1, storage: stored(1, 2, 3) };
      };
      const frames = await Promise.all(Array.from({ length: 30 }, (_, index) => frame(knowledge, 1 + (index % 3), { accountId: index % 2 ? 'ann' : undefined })));
      expect(frames.every((numbers) => numbers.join() === '1,2,3')).toBe(true);
      confluence = () => ({ version: 2, storage: stored(3, 4) });
      expect(await frame(knowledge, 3)).toEqual([1, 2, 3]);
      expect(asked).toEqual(['acme 7']);
      expect(await frame(knowledge, 4, { version: 2 })).toEqual([3, 4]);
      expect(await frame(knowledge, 3, { version: 2 })).toEqual([3, 4]);
      expect(asked).toEqual(['acme 7', 'acme 7']);
    });

    it('is known to a process that starts later, and to one that runs beside', async () => {
      const [first, beside] = [start(), start()];
      confluence = () => ({ version: 1, storage: stored(1, 2) });
      await frame(first, 1);
      await end(first);
      expect(await frame(beside, 1)).toEqual([1, 2]);
      expect(await frame(start(), 2)).toEqual([1, 2]);
      expect(asked).toHaveLength(1);
    });

    it('holds what a frame shows besides, as from a page that is included', async () => {
      const knowledge = start();
      confluence = () => ({ version: 1, storage: stored(1) });
      await frame(knowledge, 9);
      expect(await frame(knowledge, 1)).toEqual([1, 9]);
    });

    it('is taken from the newer version where somebody has just published one, and not from an older one', async () => {
      const knowledge = start();
      confluence = () => ({ version: 3, storage: stored(3) });
      expect(await frame(knowledge, 1, { version: 2 })).toEqual([3, 1]);
      confluence = () => ({ version: 3, storage: stored(4) });
      expect(await frame(knowledge, 3, { version: 4 })).toEqual([3]);
      expect(await frame(knowledge, 3, { version: 3 })).toEqual([3]);
    });

    it('is no longer what an older version showed, nor learned from one', async () => {
      const knowledge = start();
      confluence = () => ({ version: 5, storage: stored(5) });
      await frame(knowledge, 5, { version: 5 });
      expect(await frame(knowledge, 4, { version: 4 })).toEqual([5, 4]);
      expect(await frame(knowledge, 5, { version: 5 })).toEqual([5]);
      expect(asked).toHaveLength(1);
    });
  });

  describe('and the app user may not read', () => {
    it('is learned from its frames, for whoever comes next, and not asked for again', async () => {
      const knowledge = start();
      for (const number of [1, 2, 3]) await frame(knowledge, number);
      expect(await frame(knowledge, 2, { accountId: 'bob' })).toEqual([1, 2, 3]);
      await end(knowledge);
      expect(await frame(start(), 2, { accountId: undefined })).toEqual([1, 2, 3]);
      expect(asked).toHaveLength(1);
    });

    it('is fetched together by the frames that a browser asks for at once', async () => {
      const knowledge = start();
      await frame(knowledge, 1);
      expect(await Promise.all([2, 3, 4].map((number) => frame(knowledge, number)))).toEqual([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]);
    });

    it('is expected to show what it did a version before, and no longer than that', async () => {
      const knowledge = start();
      for (const number of [1, 2, 3]) await frame(knowledge, number);
      expect(await frame(knowledge, 1, { version: 2 })).toEqual([1, 2, 3]);
      await frame(knowledge, 4, { version: 2 });
      expect(await frame(knowledge, 4, { version: 3 })).toEqual([1, 4]);
      expect(asked).toHaveLength(3);
    });

    it('is two hundred macros at most', async () => {
      const knowledge = start();
      await frame(knowledge, 1);
      await Promise.all(Array.from({ length: 230 }, (_, index) => frame(knowledge, index + 1)));
      const numbers = await frame(knowledge, 230);
      expect([numbers.length, numbers.at(-2), numbers.at(-1)]).toEqual([201, 200, 230]);
    });

    it('is what several processes learned of it together', async () => {
      const both = [start(), start()] as const;
      await Promise.all([1, 2, 3, 4, 5, 6].map((number) => frame(both[number % 2 === 0 ? 0 : 1], number)));
      await Promise.all(both.map(end));
      expect((await frame(start(), 1)).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  describe('and Confluence does not tell', () => {
    it('is tried again after a minute, then later and later, and not for each frame', async () => {
      const knowledge = start();
      confluence = () => Promise.reject(new Error('Confluence answered 500'));
      for (const number of [1, 2, 3]) await frame(knowledge, number);
      expect(await frame(knowledge, 1)).toEqual([1, 2, 3]);
      expect(asked).toHaveLength(1);
      now += 61_000;
      await frame(knowledge, 1);
      now += 61_000;
      await frame(knowledge, 1);
      expect(asked).toHaveLength(2);
      now += 61_000;
      confluence = () => ({ version: 1, storage: stored(1, 8) });
      expect(await frame(knowledge, 1)).toEqual([1, 8, 2, 3]);
      expect(asked).toHaveLength(3);
    });

    it('makes the first frames wait for a second and the next ones not at all', async () => {
      const knowledge = start();
      confluence = (_pageId, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
      const started = performance.now();
      expect(await Promise.all([frame(knowledge, 1), frame(knowledge, 2)])).toEqual([[1, 2], [1, 2]]);
      const first = performance.now() - started;
      now += 1_000;
      expect(await frame(knowledge, 3)).toEqual([1, 2, 3]);
      expect([first > 900, first < 2_000, performance.now() - started - first < 500]).toEqual([true, true, true]);
      expect(asked).toHaveLength(1);
    });

    it('keeps nobody who has no time left', async () => {
      const knowledge = start();
      confluence = (_pageId, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
      const started = performance.now();
      expect(await frame(knowledge, 1, { within: 100 })).toEqual([1]);
      expect(performance.now() - started).toBeLessThan(700);
    });
  });

  it('is learned only where Confluence signed that the frame is in that page', async () => {
    const knowledge = start();
    confluence = () => ({ version: 1, storage: stored(1) });
    expect(await frame(knowledge, 6, { signed: false })).toEqual([6]);
    expect(asked).toEqual([]);
    await frame(knowledge, 1);
    expect(await frame(knowledge, 6, { signed: false, version: 9 })).toEqual([1, 6]);
    expect(await frame(knowledge, 1)).toEqual([1]);
  });

  it('is learned also from frames that nothing has to be fetched for', async () => {
    const knowledge = start();
    for (const number of [1, 2]) knowledge.saw({ tenant: acme, accountId: 'ann' }, { pageId: '7', version: 1, signed: true }, link(number));
    knowledge.saw({ tenant: acme, accountId: 'ann' }, { pageId: '7', version: 1, signed: false }, link(6));
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await frame(knowledge, 3)).toEqual([1, 2, 3]);
    expect(asked).toHaveLength(1);
  });

  it('is each site’s own, also where pages of two sites have one id', async () => {
    const knowledge = start();
    confluence = () => ({ version: 1, storage: stored(asked.length) });
    expect(await frame(knowledge, 1)).toEqual([1]);
    expect(await frame(knowledge, 2, { tenant: other })).toEqual([2]);
    await end(knowledge);
    const next = start();
    expect([await frame(next, 1), await frame(next, 2, { tenant: other })]).toEqual([[1], [2]]);
    expect(asked).toEqual(['acme 7', 'other 7']);
  });

  it('is stored sealed, for that page of that site', async () => {
    const knowledge = start();
    confluence = () => ({ version: 1, storage: stored(1) });
    await frame(knowledge, 1);
    await frame(knowledge, 2, { pageId: '8' });
    await end(knowledge);
    const rows = await readRows(on.database, 'known_pages');
    expect(rows.map(({ page_id: id, version, learned }) => [id, version, learned])).toEqual([['7', 1, 'read'], ['8', 1, 'read']]);
    expect(JSON.stringify(rows)).not.toContain('canary');
    await asOperator(on.database).query(`UPDATE known_pages SET sealed_macros = (SELECT sealed_macros FROM known_pages WHERE page_id = '7') WHERE page_id = '8'`);
    confluence = () => undefined;
    expect(await frame(start(), 5, { pageId: '8' })).toEqual([5]);
  });

  it('goes with the site, also where a process still had something to write', async () => {
    const knowledge = start();
    confluence = () => ({ version: 1, storage: stored(1, 2) });
    await frame(knowledge, 1, { tenant: other });
    await frame(knowledge, 1);
    await uninstall(acme);
    await knowledge.purgeTenant('acme');
    const late = start();
    await frame(late, 1);
    await end(late);
    await end(knowledge);
    expect((await readRows(on.database, 'known_pages')).map(({ client_key: clientKey }) => clientKey)).toEqual(['other']);
  });

  it('is forgotten after ninety days without a reader, and kept while there are some', async () => {
    const first = start();
    confluence = (pageId) => ({ version: 1, storage: stored(Number(pageId)) });
    for (const pageId of ['7', '8']) await frame(first, Number(pageId), { pageId });
    await end(first);
    now += 60 * DAY;
    const reader = start();
    await frame(reader, 7);
    await end(reader);
    now += 60 * DAY;
    await start().forgetOld();
    expect((await readRows(on.database, 'known_pages')).map(({ page_id: id }) => id)).toEqual(['7']);
  });

  it('is no more than the frame itself while the database does not answer', async () => {
    const gone = await on.open();
    await gone.close();
    const knowledge = createPageKnowledge({ database: gone, sealer, logger, clock: () => now, confluence: { pageStorage: async () => undefined } });
    expect(numbersOf(await knowledge.macrosOf({ tenant: acme, accountId: 'ann' }, { pageId: '7', version: 1, signed: true }, link(1), AbortSignal.timeout(5_000)))).toEqual([1]);
    await knowledge.stop();
  });
});
