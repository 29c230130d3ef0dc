import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import request from 'supertest';
import { createLogger } from '../../src/logger.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { endChildren } from '../support/child.js';
import { makeOwner } from '../support/databases.js';
import { linkAs } from '../support/linked.js';
import { linkingAs } from '../support/linking.js';
import { describeWithRedis } from '../support/redis.js';
import { readRows } from '../support/rows.js';
import { startCluster, type Cluster } from './cluster.js';
import { askFrame, until } from './frames.js';
import { describeWithServers, startServers, type Servers } from './servers.js';

jest.setTimeout(90_000);

/** Rows are remembered for 2 s, so for that long nobody notices. */
const REMEMBERED_MS = 2_200;

describeWithServers('a failover to another PostgreSQL server', () => describeWithRedis('with two instances on one Redis', (redisUrl) => {
  let servers: Servers;
  let cluster: Cluster;
  let before: Database;
  let owner: Awaited<ReturnType<typeof makeOwner>>;
  const open = (settings: typeof owner) => openDatabase({ settings: { database: settings }, logger: createLogger('silent') });

  beforeAll(async () => {
    servers = await startServers();
    owner = await makeOwner(servers.primary.url, 'keeper');
    before = await open(owner);
    cluster = await startCluster({ settings: owner, database: before }, redisUrl);
  });
  afterAll(async () => {
    await cluster.close();
    await endChildren();
    await before.close().catch(() => undefined);
    await servers.close();
  });

  test('while none leads: 503 within 2 s; while the other only reads: what is linked shows; once it leads: all goes on, and a link that was to be confirmed is [T24a]', async () => {
    const askAll = () => Promise.all(cluster.instances.flatMap((instance) => ['dana', 'anonymous'].map((viewer) => askFrame(cluster, viewer, undefined, instance))));
    const outcomes = (answers: readonly { readonly outcome: string | undefined }[]) => answers.map(({ outcome }) => outcome);
    await linkAs(cluster, 'dana', 'alice');
    expect(outcomes(await askAll())).toEqual(['shown', 'connect', 'shown', 'connect']);
    const steps = linkingAs(cluster, 'uma');
    const { flowSecret } = await steps.reachPending('carol');

    await servers.primary.crash();
    await pause(REMEMBERED_MS);
    for (const answer of await askAll()) {
      expect(answer).toMatchObject({ status: 503, retryAfter: expect.any(Number) });
      expect(answer.ms).toBeLessThan(2_000);
    }

    // As when the address of the database changes hands before the server behind it has taken over.
    cluster.postgres.turnTo(servers.standby.port);
    const shown = await until(20_000, askAll, (answers) => answers.every(({ status }) => status === 200));
    expect(outcomes(shown)).toEqual(['shown', 'connect', 'shown', 'connect']);
    const early = await steps.confirm(flowSecret);
    expect(early.status).toBe(503);
    expect(Number(early.headers['retry-after'])).toBeGreaterThan(0);
    const started = performance.now();
    expect((await linkingAs(cluster, 'gerda').start()).status).toBe(503);
    expect(performance.now() - started).toBeLessThan(2_000);

    await servers.promote();
    await until(20_000, () => request(cluster.url).get('/readyz').then(({ status }) => status), (status) => status === 200);
    await until(20_000, () => steps.confirm(flowSecret).then(({ status }) => status), (status) => status === 200);
    expect((await askFrame(cluster, 'uma')).outcome).not.toBe('connect');

    const standby = new URL(owner.dialect === 'postgres' ? owner.url : '');
    standby.port = String(servers.standby.port);
    const after = await open({ dialect: 'postgres', url: standby.href });
    try {
      expect((await readRows(after, 'links')).map(({ username, status }) => ({ username, status }))).toEqual(expect.arrayContaining([{ username: 'alice', status: 'linked' }, { username: 'carol', status: 'linked' }]));
      expect(await readRows(after, 'links')).toHaveLength(2);
      // The queue goes on with the new server too.
      const revoked = () => cluster.gitlab.calls.filter(({ path }) => path === '/oauth/revoke').length;
      await request(cluster.url).post('/api/link/disconnect').set('authorization', `JWT ${cluster.confluence.contextToken('uma')}`).send({ instance: 'default' });
      await until(30_000, () => Promise.resolve(revoked()), (count) => count >= 1);
    } finally {
      await after.close();
    }
  });
}));
