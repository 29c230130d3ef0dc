import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEndings } from '../../src/connect/endings.js';
import { createTenants, type Tenants } from '../../src/connect/tenants.js';
import type { Tenant } from '../../src/connect/caller.js';
import { healthOf, type EmbedOutcome, type Sighting, type Standing } from '../../src/embeds/embed.js';
import { defineEmbeds, EMBED_COLUMNS } from '../../src/embeds/embeds-table.js';
import { createEmbeds, type Embeds } from '../../src/embeds/embeds.js';
import { createLogger } from '../../src/logger.js';
import type { EncryptionKey } from '../../src/settings.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { resealColumns } from '../../src/storage/rotation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { eachDatabase } from '../support/databases.js';
import { asOperator, readRows } from '../support/rows.js';

const DAY = 24 * 3_600_000;
const [a, b] = ['a', 'b'].map((id): EncryptionKey => ({ id, key: randomBytes(32) })) as [EncryptionKey, EncryptionKey];
const urlOf = (name: string) => `https://gitlab.example.com/secret-canary/-/issues/${name}`;

eachDatabase('embeds', (on) => {
  const logger = createLogger('silent');
  let now: number;
  let tenants: Tenants;
  let acme: Tenant;
  let other: Tenant;
  let running: Embeds[];

  function start(keys: readonly [EncryptionKey, ...EncryptionKey[]] = [a]): Embeds {
    const embeds = createEmbeds({ database: on.database, sealer: createSealer(keys), logger, clock: () => now });
    running.push(embeds);
    return embeds;
  }
  async function install(clientKey: string): Promise<Tenant> {
    const site = { clientKey, baseUrl: `https://${clientKey}.atlassian.net/wiki`, displayUrl: undefined, productType: 'confluence', sharedSecret: 'x'.repeat(40), installationId: undefined };
    await on.database.ofAllTenants.write((transaction) => tenants.put(site, new Date(now), transaction));
    tenants.changed(clientKey);
    return (await tenants.find(clientKey))!;
  }
  interface Look {
    readonly outcome?: EmbedOutcome;
    readonly standing?: Standing;
    readonly page?: string;
    readonly space?: string;
    readonly instance?: string;
    readonly tenant?: Tenant;
  }
  function look(embeds: Embeds, name: string, { outcome = 'shown', standing, page = '7', space = 'DEMO', instance = 'default', tenant = acme }: Look = {}): void {
    const seen: Omit<Sighting, 'shown'> = { tenant, pageId: page, space, macro: { macro: 'link', parameters: { url: urlOf(name) } }, instanceId: instance, kind: 'issue', outcome };
    embeds.saw(outcome === 'shown' ? { ...seen, shown: { takenAt: now, standing: () => standing } } : seen);
  }
  /** Looks at these as one process does that ends then. */
  async function looked(...looks: readonly (readonly [string, Look?])[]): Promise<void> {
    const embeds = start();
    for (const [name, what] of looks) look(embeds, name, what);
    await embeds.stop();
  }
  const namesOf = (rows: readonly { url: string }[]) => rows.map(({ url }) => url.split('/').at(-1));
  const find = async (filter = {}, limit = 100) => namesOf((await start().find('acme', filter, limit)).rows);

  beforeEach(async () => {
    for (const table of ['tenants', 'embeds']) await asOperator(on.database).query(`DELETE FROM "${table}"`);
    now = Date.parse('2026-11-23T12:00:00Z');
    tenants = createTenants({ database: on.database, sealer: createSealer([a]), invalidation: createInvalidation({ redis: undefined, logger }), clock: () => now });
    running = [];
    [acme, other] = [await install('acme'), await install('other')];
  });
  afterEach(async () => {
    for (const embeds of running) await embeds.stop();
  });

  test('are written when the process ends, sealed, and under a name that says nothing', async () => {
    await looked(['1'], ['1'], ['2', { outcome: 'no-access' }]);
    const rows = await readRows(on.database, 'embeds');
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/secret-canary|gitlab\.example/);
    expect((await start().find('acme', {}, 10)).rows).toContainEqual({
      pageId: '7', space: 'DEMO', url: urlOf('2'), macro: 'link', kind: 'issue', instanceId: 'default', health: 'unreadable', outcome: 'no-access', firstSeenAt: new Date(now), seenAt: new Date(now), shownAt: null,
    });
  });

  test('are written every now and then while the process runs', async () => {
    const embeds = start();
    look(embeds, '1');
    embeds.start();
    for (let tries = 0; tries < 200 && (await readRows(on.database, 'embeds')).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await find()).toEqual(['1']);
  });

  test('keep the latest look of each kind, whichever process writes first', async () => {
    const [one, two] = [start(), start()];
    look(one, '1', { standing: 'moved' });
    now += DAY;
    look(two, '1', { outcome: 'no-access' });
    look(two, '1');
    await two.stop();
    await one.stop();
    const [row] = (await start().find('acme', {}, 10)).rows;
    expect(row).toMatchObject({ outcome: 'shown', health: 'shown', shownAt: new Date(now), firstSeenAt: new Date(now - DAY) });
    now += DAY;
    await looked(['1', { outcome: 'connect', space: 'OPS' }]);
    expect((await start().find('acme', {}, 10)).rows).toMatchObject([{ outcome: 'connect', space: 'OPS', shownAt: new Date(now - DAY) }]);
  });

  test('lose nothing where many processes write the same at once', async () => {
    const processes = Array.from({ length: 6 }, () => start());
    for (const [index, embeds] of processes.entries()) {
      now += 1_000;
      for (let name = 0; name < 60; name += 1) look(embeds, String(name), { outcome: index % 2 ? 'shown' : 'no-access' });
    }
    await Promise.all(processes.map((embeds) => embeds.stop()));
    const { rows } = await start().find('acme', {}, 100);
    expect(rows).toHaveLength(60);
    expect(rows.every(({ shownAt, seenAt }) => shownAt?.getTime() === now && seenAt.getTime() === now)).toBe(true);
  });

  describe('that were seen', () => {
    beforeEach(async () => {
      await looked(['old', { page: '1' }]);
      now += 40 * DAY;
      await looked(['old', { page: '1', outcome: 'no-access' }]);
      now += 1_000;
      await looked(['here', { page: '2' }], ['gone', { page: '2', outcome: 'no-access' }], ['barred', { page: '2', outcome: 'unsupported' }]);
      now += 1_000;
      await looked(['went', { page: '3', space: 'OPS', standing: 'moved', instance: 'second' }], ['kept', { page: '4', space: 'OPS', standing: 'archived' }], ['nobody', { page: '5', outcome: 'connect' }], ['theirs', { tenant: other }]);
    });

    test('are told of the site alone, the last first, with how many there are of each health', async () => {
      const { rows, next, counts } = await start().find('acme', {}, 100);
      expect([rows.map(({ pageId }) => pageId), next]).toEqual([['5', '4', '3', '2', '2', '2', '1'], undefined]);
      expect(counts).toEqual({ shown: 1, moved: 1, archived: 1, unreadable: 2, unsupported: 1, unknown: 1 });
      expect((await start().find('acme', { space: 'OPS', health: 'moved' }, 100)).counts).toMatchObject({ moved: 1, archived: 1, shown: 0 });
      expect(await start().spaces('acme', 10)).toEqual(['DEMO', 'OPS']);
      expect(await start().spaces('acme', 1)).toEqual(['DEMO']);
    });

    test('are filtered by space, health, instance and words', async () => {
      expect(await find({ space: 'OPS' })).toEqual(['kept', 'went']);
      expect(await find({ health: 'unreadable' })).toEqual(['gone', 'old']);
      expect(await find({ health: 'unreadable', space: 'OPS' })).toEqual([]);
      expect(await find({ instance: 'second' })).toEqual(['went']);
      expect(await find({ words: 'CANARY went' })).toEqual(['went']);
      expect(await find({ words: 'ops' })).toEqual(['kept', 'went']);
      expect(await find({ words: "%' OR 1=1 --", space: "'; --" })).toEqual([]);
    });

    test('come in pieces, each once', async () => {
      for (const words of [{}, { words: 'canary' }]) {
        const all: (string | undefined)[] = [];
        let after: string | undefined;
        do {
          const { rows, next } = await start().find('acme', { ...words, ...(after && { after }) }, 2);
          expect(rows.length).toBeLessThanOrEqual(2);
          all.push(...namesOf(rows));
          after = next;
        } while (after);
        expect(all).toEqual(await find());
      }
      expect(await find({ after: 'no cursor' })).toEqual(await find());
    });

    test('come as a file, filtered alike', async () => {
      const lines: string[] = [];
      for await (const line of start().csv(acme, { space: 'OPS' })) lines.push(line);
      expect(lines).toHaveLength(3);
      expect(lines.join('')).toMatch(/^space,.*\r\nOPS,4,https:\/\/acme\.atlassian\.net\/wiki\/pages\/viewpage\.action\?pageId=4,https:\S*kept,issue,archived,.*\r\nOPS,3,.*moved.*\r\n$/);
    });
  });

  test('are judged by the database as by the app, whatever was seen', async () => {
    const moments = [null, now, now - 30 * DAY, now - 30 * DAY - 1, now - 50 * DAY].map((time) => (time === null ? null : new Date(time)));
    const all = (['shown', 'no-access', 'connect', 'unsupported'] as const).flatMap((outcome) =>
      ([null, 'moved', 'archived'] as const).flatMap((standing) => moments.flatMap((shownAt) => moments.map((refusedAt) => ({ outcome, standing, shownAt, refusedAt })))),
    );
    const rows = all.map((looks, index) => ({ ...looks, clientKey: 'acme', pageId: String(index), embed: 'x', spaceKey: null, sealedMacro: 'x', instanceId: null, kind: null, firstSeenAt: new Date(now), seenAt: new Date(now) }));
    await on.database.ofAllTenants.write((transaction) => defineEmbeds(on.database.sequelize).bulkCreate(rows, { transaction }));
    const embeds = start();
    const expected = all.map((looks) => healthOf(looks, now));
    for (const health of new Set(expected)) {
      const found = await embeds.find('acme', { health }, 1_000);
      expect(found.rows.map(({ pageId }) => Number(pageId)).sort((left, right) => left - right)).toEqual(expected.flatMap((one, index) => (one === health ? [index] : [])));
      expect(found.counts[health]).toBe(found.rows.length);
    }
  });

  test('go with the site, and nothing that is seen late brings them back', async () => {
    await looked(['1'], ['theirs', { tenant: other }]);
    const late = start();
    look(late, '2');
    await on.database.ofAllTenants.write((transaction) => createEndings(on.database, () => now).end('acme', null, transaction));
    await start().purgeTenant('acme');
    await late.stop();
    expect((await readRows(on.database, 'embeds')).map(({ client_key }) => client_key)).toEqual(['other']);
  });

  test('are forgotten once nobody has seen them for a year', async () => {
    await looked(['1']);
    now += 364 * DAY;
    await looked(['2']);
    now += 2 * DAY;
    await start().forgetOld();
    expect(await find()).toEqual(['2']);
  });

  test('stay one row each when the key changes, before and after the old one is gone', async () => {
    await looked(['1'], ['2']);
    const sealer = createSealer([b, a]);
    expect(await resealColumns(on.database, sealer, EMBED_COLUMNS)).toEqual({ resealed: 2, failures: [] });
    const both = start([b, a]);
    look(both, '1');
    await both.stop();
    const alone = start([b]);
    for (const name of ['1', '2', '3']) look(alone, name);
    await alone.stop();
    expect(namesOf((await start([b]).find('acme', {}, 10)).rows).sort()).toEqual(['1', '2', '3']);
    expect(JSON.stringify(await readRows(on.database, 'embeds'))).not.toContain('v1.a.');
  });
});
