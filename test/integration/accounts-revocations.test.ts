import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { createRevocations, type Revocations } from '../../src/accounts/revocations.js';
import { formerRevocationPlace } from '../../src/accounts/sealed-tokens.js';
import { ACCOUNT_COLUMNS } from '../../src/accounts/sealed-columns.js';
import { defineTables } from '../../src/accounts/tables.js';
import { HttpFailure } from '../../src/gitlab/calls/http-client.js';
import { OAuthError } from '../../src/gitlab/errors.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import type { GitLabOAuth } from '../../src/gitlab/oauth/oauth.js';
import { createLogger } from '../../src/logger.js';
import { createQueue, type Queue } from '../../src/queue/queue.js';
import { findWrongKeys } from '../../src/storage/key-check.js';
import { resealColumns } from '../../src/storage/rotation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { closeAfterEach } from '../support/closing.js';
import { eachDatabase } from '../support/databases.js';
import { removeJobs } from '../support/jobs.js';
import { asOperator, readRows } from '../support/rows.js';
import { until } from '../support/until.js';
import { emptyTables, INSTANCE } from './accounts-world.js';

const KEY = { id: 'test', key: Buffer.alloc(32, 7) };
const HANGING = 'https://hanging.example';
const HEALTHY = 'https://healthy.example';
const application = { clientId: 'client', clientSecret: 'secret' };

eachDatabase('tokens that wait to be revoked', (on) => {
  const later = closeAfterEach();
  const logger = createLogger('silent');
  /** In the order of the calls; a hanging GitLab lets a call wait until its signal or its time ends it. */
  let asked: { readonly url: string; readonly token: string }[];
  let most: number;
  let hangMs: number;

  beforeEach(async () => {
    await emptyTables(on.database);
    await removeJobs(on);
    [asked, most, hangMs] = [[], 0, 8_000];
  });

  function oauth(): Pick<GitLabOAuth, 'revoke'> {
    let hanging = 0;
    return {
      async revoke({ baseUrl }: GitLabInstance, { token, signal }) {
        asked.push({ url: baseUrl, token });
        if (!baseUrl.startsWith(HANGING)) return;
        hanging += 1;
        most = Math.max(most, hanging);
        await pause(hangMs, undefined, { signal }).catch(() => undefined);
        hanging -= 1;
        throw new OAuthError('lost', 'GitLab OAuth revoke failed: lost.', { cause: new HttpFailure('slow', 'no answer in time') });
      },
    };
  }

  function open(sealer = createSealer([KEY])): { readonly revocations: Revocations; readonly queue: Queue } {
    const queue = createQueue({ database: on.database, logger });
    later(queue.close);
    const table = defineTables(on.database.sequelize).revocations;
    const gitlab = { preset: INSTANCE, oauth: oauth() };
    const revocations = createRevocations({ database: on.database, table, sealer, gitlab, sites: { applicationOf: () => Promise.resolve(application) }, queue, logger, clock: Date.now });
    queue.handle('revoke-token', (data, signal) => revocations.revoke(data['id'] ?? '', signal));
    return { revocations, queue };
  }

  const keep = ({ revocations }: ReturnType<typeof open>, instanceUrl: string, ...tokens: readonly string[]) =>
    on.database.ofAllTenants.write((transaction) =>
      revocations.keep(tokens.map((accessToken) => ({ instanceId: 'own', instanceUrl, application, pair: { accessToken, refreshToken: undefined, expiresAt: 0 } })), transaction),
    );
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `token-${from + index}`);
  const askedOf = (url: string) => asked.filter((call) => call.url.startsWith(url)).map(({ token }) => token);
  const waiting = () => readRows(on.database, 'revocations');

  test('of a GitLab that hangs hold up nobody else’s, and are two calls at once', async () => {
    const mine = open();
    // Of several paths of one host, which are one GitLab to whoever has it hang.
    for (let path = 0; path < 3; path += 1) await keep(mine, `${HANGING}/${path}`, ...names(path * 10, path * 10 + 10));
    await mine.revocations.handOver(new AbortController().signal);
    await keep(mine, HEALTHY, 'good');
    await mine.revocations.handOver(new AbortController().signal);
    const before = performance.now();
    mine.queue.start();
    await until(async () => askedOf(HEALTHY).length === 1 && (await waiting()).length === 30);
    expect(performance.now() - before).toBeLessThan(4_000);
    expect([askedOf(HANGING).length, most]).toEqual([2, 2]);
  }, 20_000);

  test('spend no try while they wait for two of their GitLab’s, and are all tried again when one had no answer, with no further call', async () => {
    hangMs = 500;
    const mine = open();
    await keep(mine, HANGING, ...names(0, 8));
    await mine.revocations.handOver(new AbortController().signal);
    mine.queue.start();
    await until(async () => askedOf(HANGING).length === 2 && (await mine.queue.depth())['revoke-token'].running === 0);
    // Those that were given back come again in 2 s, and are told at once.
    await until(async () => (await triesOfAll()).every((tries) => tries === 1));
    expect([askedOf(HANGING).length, (await waiting()).length]).toEqual([2, 8]);
  }, 20_000);

  test('are revoked at once and all where no GitLab hangs, without the queue and with it', async () => {
    const mine = open();
    await keep(mine, HEALTHY, ...names(0, 60));
    await mine.revocations.revokeNow(AbortSignal.timeout(10_000));
    expect([askedOf(HEALTHY).sort(), await waiting()]).toEqual([names(0, 60).sort(), []]);
    await keep(mine, HEALTHY, ...names(60, 75));
    await mine.revocations.handOver(new AbortController().signal);
    mine.queue.start();
    await until(async () => (await waiting()).length === 0);
    expect(askedOf(HEALTHY)).toHaveLength(75);
  }, 30_000);

  test('are revoked without the queue beside those of a GitLab that hangs', async () => {
    const mine = open();
    await keep(mine, HANGING, ...names(0, 30));
    await keep(mine, HEALTHY, 'good');
    const stop = new AbortController();
    const before = performance.now();
    const done = mine.revocations.revokeNow(stop.signal);
    await until(async () => (await waiting()).length === 30);
    expect([askedOf(HEALTHY), askedOf(HANGING).length, performance.now() - before < 4_000]).toEqual([['good'], 2, true]);
    stop.abort();
    await done;
  }, 20_000);

  test('go to the address alone that they were sealed for [T22b]', async () => {
    const mine = open();
    await keep(mine, HEALTHY, 'good');
    await asOperator(on.database).query("UPDATE revocations SET instance_url = 'https://elsewhere.example'");
    const [row] = await waiting();
    await expect(mine.revocations.revoke(String(row?.['id']), new AbortController().signal)).rejects.toThrow('was altered, moved from another place');
    expect([asked, (await waiting()).length]).toEqual([[], 1]);
  });

  test('open as the release before has sealed them, and are bound to their address by a new key', async () => {
    const [sealer, rotated] = [createSealer([KEY]), createSealer([{ id: 'fresh', key: Buffer.alloc(32, 8) }, KEY])];
    const mine = open(sealer);
    await keep(mine, HEALTHY, 'good', 'fine');
    for (const row of await waiting()) {
      const [id, place] = [String(row['id']), { id: String(row['id']), instanceId: 'own', instanceUrl: HEALTHY }];
      const former = (column: 'sealed_token' | 'sealed_application', text: string) => sealer.seal(text, formerRevocationPlace(place, column));
      await asOperator(on.database).query('UPDATE revocations SET sealed_token = :token, sealed_application = :application WHERE id = :id', {
        replacements: { id, token: former('sealed_token', 'old'), application: former('sealed_application', JSON.stringify(application)) },
      });
    }
    expect(await findWrongKeys(on.database, sealer, ACCOUNT_COLUMNS)).toEqual([]);
    const [first, second] = (await waiting()).map((row) => String(row['id']));
    await mine.revocations.revoke(first ?? '', new AbortController().signal);
    expect(asked).toEqual([{ url: HEALTHY, token: 'old' }]);
    expect(await resealColumns(on.database, rotated, ACCOUNT_COLUMNS)).toEqual({ resealed: 2, failures: [] });
    await asOperator(on.database).query("UPDATE revocations SET instance_url = 'https://elsewhere.example'");
    await expect(open(rotated).revocations.revoke(second ?? '', new AbortController().signal)).rejects.toThrow('was altered, moved');
    expect(asked).toHaveLength(1);
  });

  async function triesOfAll(): Promise<readonly number[]> {
    const schema = on.settings.dialect === 'postgres' ? `${new URL(on.settings.url).username}_jobs.job` : '';
    const sql = on.dialect === 'sqlite' ? "SELECT tries FROM jobs WHERE kind = 'revoke-token'" : `SELECT CASE WHEN state = 'retry' AND started_on IS NOT NULL THEN retry_count + 1 ELSE 0 END AS tries FROM ${schema} WHERE name = 'revoke-token'`;
    const [rows] = await asOperator(on.database).query(sql);
    return (rows as { tries: number }[]).map(({ tries }) => Number(tries));
  }
});
