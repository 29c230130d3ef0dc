import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { endChildren } from '../support/child.js';
import { administratorUrl, onPostgres } from '../support/databases.js';
import { linkAs } from '../support/linked.js';
import { linkingAs } from '../support/linking.js';
import { describeWithRedis } from '../support/redis.js';
import { asOperator, readRows } from '../support/rows.js';
import { startCluster, type Cluster } from './cluster.js';
import { askFrame, until, type FrameAnswer } from './frames.js';
import { isLong } from './length.js';

jest.setTimeout(90_000);
// What must come within seconds is asked of a machine that does other things too: what is broken is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const AWAY_MS = isLong ? 10_000 : 3_000;
/** Rows are remembered for 2 s, so for that long nobody notices. */
const REMEMBERED_MS = 2_200;

describeWithRedis('with Redis', (redisUrl) => onPostgres('two instances whose database', (on) => {
  const role = `faults_${randomBytes(4).toString('hex')}`;
  let cluster: Cluster;
  let client: pg.Client;
  const sql = (text: string) => client.query(text);

  beforeAll(async () => {
    if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
    client = new pg.Client({ connectionString: administratorUrl() });
    await client.connect();
    // A login of its own, whose connections can be ended.
    const own = new URL(on.settings.url);
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD '${role}' IN ROLE ${own.username}`);
    own.searchParams.set('options', `-csearch_path=${own.username}`);
    [own.username, own.password] = [role, role];
    cluster = await startCluster({ ...on, settings: { dialect: 'postgres', url: own.href } }, redisUrl);
    await linkAs(cluster, 'dana', 'alice');
  });
  afterAll(async () => {
    await cluster.close();
    await endChildren();
    await endConnections();
    await sql(`DROP ROLE ${role}`);
    await client.end();
  });
  beforeEach(async () => {
    for (const instance of cluster.instances) await until(20_000, () => askFrame(cluster, 'dana', undefined, instance), ({ outcome }) => outcome === 'shown');
  });

  const endConnections = () => sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}' AND pid <> pg_backend_pid()`);
  const askAll = () => Promise.all(cluster.instances.flatMap((instance) => ['dana', 'uma', 'anonymous'].map((viewer) => askFrame(cluster, viewer, undefined, instance))));
  const expectComeAgain = (answers: readonly FrameAnswer[]) => {
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, retryAfter: expect.any(Number) });
      expect(answer.ms).toBeLessThan(2_000);
    }
  };

  test.each(['breaks off', 'goes silent'] as const)('%s for a while: 503 with Retry-After within 2 s, and all is as before once it is back [T24a]', async (how) => {
    const [one] = cluster.instances;
    if (!one) throw new Error('There is no instance.');
    const steps = linkingAs(cluster, 'uma', { url: one.url });
    const flow = await steps.reachPending('carol');
    if (how === 'breaks off') await cluster.postgres.cut();
    else cluster.postgres.freeze();
    const away = pause(AWAY_MS);
    await pause(REMEMBERED_MS);
    expectComeAgain(await askAll());
    expect((await fetch(`${one.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${one.url}/healthz`)).status).toBe(200);
    await away;
    await cluster.postgres.mend();
    const again = await until(10_000, askAll, (answers) => answers.every(({ status }) => status === 200));
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['shown', 'connect']));
    await steps.confirm(flow.flowSecret).expect(200);
    expect(await readRows(on.database, 'links')).toHaveLength(2);
    await asOperator(on.database).query(`DELETE FROM links WHERE username = 'carol'`);
  });

  test('ends every connection: the next requests are answered [T24a]', async () => {
    await pause(REMEMBERED_MS);
    await endConnections();
    const answers = await until(5_000, askAll, (all) => all.every(({ status }) => status === 200));
    expect(answers.filter(({ outcome }) => outcome === 'shown')).toHaveLength(2);
  });
}));
