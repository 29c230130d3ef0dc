import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { QueryTypes } from 'sequelize';
import { endChildren } from '../support/child.js';
import { onPostgres, type TestDatabase } from '../support/databases.js';
import { linkAs } from '../support/linked.js';
import { linkingAs } from '../support/linking.js';
import { describeWithRedis } from '../support/redis.js';
import { asOperator, readRows } from '../support/rows.js';
import { startCluster, type Cluster, type Instance } from './cluster.js';
import { askFrame, PRIVATE, until } from './frames.js';
import { isLong } from './length.js';

jest.setTimeout(isLong ? 500_000 : 60_000);
// What must come within seconds is asked of a machine that does other things too: what is broken is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWithRedis('with Redis', (redisUrl) => onPostgres('two instances', (on) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(on, redisUrl);
  });
  afterAll(async () => {
    await cluster.close();
    await endChildren();
  });
  beforeEach(async () => {
    await run(on, 'DELETE FROM links');
    await run(on, 'DELETE FROM link_flows');
    cluster.gitlab.calls.length = 0;
    while (cluster.instances.length < 2) await cluster.start();
  });
  afterEach(() => {
    cluster.gitlab.switches.tokenLatencyMs = 0;
  });

  const refreshes = () => cluster.gitlab.calls.filter(({ path, body }) => path === '/oauth/token' && (body as { grant_type?: string }).grant_type === 'refresh_token').length;
  const expire = () => run(on, `UPDATE links SET expires_at = now() - interval '1 second'`);
  const both = (): [Instance, Instance] => {
    const [one, two] = cluster.instances;
    if (!one || !two) throw new Error('There are not two instances.');
    return [one, two];
  };

  test('asked by fifty frames each over one expired token refresh it once, and all show [T23a]', async () => {
    await linkAs(cluster, 'dana', 'alice', 'crowd');
    await expire();
    const [one, two] = both();
    const answers = await Promise.all(Array.from({ length: 50 }, () => [askFrame(cluster, 'dana', PRIVATE, one), askFrame(cluster, 'dana', PRIVATE, two)]).flat());
    expect(answers.filter(({ outcome }) => outcome !== 'shown')).toEqual([]);
    expect(refreshes()).toBe(1);
  });

  test('let one be killed in the middle of a refresh: the other serves everybody else, and the link is good or says reconnect [T23b]', async () => {
    await linkAs(cluster, 'dana', 'alice', 'cut-short');
    await linkAs(cluster, 'gerda', 'alice', 'beside');
    await run(on, `UPDATE links SET expires_at = now() - interval '1 second' WHERE version = 'cut-short'`);
    cluster.gitlab.switches.tokenLatencyMs = 60_000;
    const [one, two] = both();
    const lost = askFrame(cluster, 'dana', PRIVATE, one).catch(() => undefined);
    await until(10_000, () => Promise.resolve(refreshes()), (count) => count === 1);
    await cluster.kill(one, 'SIGKILL');
    await lost;
    cluster.gitlab.switches.tokenLatencyMs = 0;
    expect((await askFrame(cluster, 'gerda', PRIVATE, two)).outcome).toBe('shown');
    // Whoever died may be about to store what GitLab gave: its turn is over after a while, which the long run waits for.
    if (!isLong) await run(on, `UPDATE links SET lease_until = now() - interval '5 minutes' WHERE lease_owner IS NOT NULL`);
    const ended = await until(400_000, () => askFrame(cluster, 'dana', PRIVATE, two), ({ outcome }) => outcome !== 'unavailable');
    expect(ended.outcome).toBe('reconnect');
    expect(await readRows(on.database, 'links')).toEqual(expect.arrayContaining([expect.objectContaining({ version: 'cut-short', status: 'reconnect', sealed_access_token: null, sealed_refresh_token: null })]));
  });

  test('let one be killed while GitLab gives it the tokens of a new link: nothing is half linked, and the person links at the other [T24c]', async () => {
    cluster.gitlab.switches.tokenLatencyMs = 60_000;
    const [one, two] = both();
    const steps = linkingAs({ ...cluster, url: one.url }, 'dana', { url: one.url });
    const flow = (await steps.start().expect(200)).body as { ticket: string; flowSecret: string };
    const origin = { ...cluster, url: cluster.url };
    const fromBase = linkingAs(origin, 'dana', { url: one.url });
    const { cookie, authorizeUrl } = await fromBase.sendOff(flow.ticket);
    const back = fromBase.comeBack(await fromBase.authorize(authorizeUrl, 'alice'), cookie).catch(() => undefined);
    await until(10_000, () => Promise.resolve(cluster.gitlab.calls.filter(({ path }) => path === '/oauth/token').length), (count) => count === 1);
    await cluster.kill(one, 'SIGKILL');
    await back;
    cluster.gitlab.switches.tokenLatencyMs = 0;
    expect(await readRows(on.database, 'links')).toEqual([]);
    expect((await askFrame(cluster, 'dana', PRIVATE, two)).outcome).toBe('connect');
    await linkingAs(origin, 'dana', { url: two.url }).link('alice');
    expect((await askFrame(cluster, 'dana', PRIVATE, two)).outcome).toBe('shown');
  });

  test('let a person go through linking with each step at another of them', async () => {
    const [one, two] = both();
    const at = ({ url }: Instance) => linkingAs(cluster, 'dana', { url });
    const flow = (await at(one).start().expect(200)).body as { ticket: string; flowSecret: string };
    const { cookie, authorizeUrl } = await at(two).sendOff(flow.ticket);
    const back = await at(one).comeBack(await at(one).authorize(authorizeUrl, 'alice'), cookie);
    expect(back.status).toBe(200);
    expect((await at(two).status(flow.flowSecret).expect(200)).body).toMatchObject({ status: 'pending' });
    await at(one).confirm(flow.flowSecret).expect(200);
    expect((await askFrame(cluster, 'dana', PRIVATE, two)).outcome).toBe('shown');
  });

  test('let one be killed in the middle of an install: the site is as it was, and installs at the other', async () => {
    const [one, two] = both();
    const [before] = await readRows(on.database, 'tenants');
    cluster.balancer.ports.delete(two.port);
    if (on.settings.dialect !== 'postgres') throw new Error('this is for PostgreSQL');
    const holder = new pg.Client({ connectionString: on.settings.url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM tenants FOR UPDATE');
    const installing = cluster.confluence.installFromDescriptor(`${cluster.url}/atlassian-connect.json`).catch(() => undefined);
    const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = current_user AND wait_event_type = 'Lock'`;
    await until(5_000, async () => (await asOperator(on.database).query<{ count: number }>(waiting, { type: QueryTypes.SELECT }))[0]?.count ?? 0, (count) => count > 0);
    await cluster.kill(one, 'SIGKILL');
    await holder.end();
    await installing;
    expect(await readRows(on.database, 'tenants')).toEqual([before]);
    cluster.balancer.ports.add(two.port);
    expect((await until(20_000, () => cluster.confluence.installFromDescriptor(`${cluster.url}/atlassian-connect.json`), ({ ok }) => ok)).ok).toBe(true);
    expect((await readRows(on.database, 'tenants'))[0]?.shared_secret).not.toBe(before?.shared_secret);
    expect((await askFrame(cluster, 'dana', PRIVATE, two)).outcome).toBe('connect');
  });

  test.each([120, -120])('that are joined by one whose clock is %i s off refresh a token once all the same, and the others serve [T26c]', async (seconds) => {
    await linkAs(cluster, 'dana', 'alice', `clock${seconds}`);
    const askew = await cluster.start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clockOff(seconds))}` });
    cluster.balancer.ports.delete(askew.port);
    await expire();
    cluster.gitlab.switches.tokenLatencyMs = 2_000;
    const [one] = both();
    const asked = [askFrame(cluster, 'dana', PRIVATE, one)];
    await until(10_000, () => Promise.resolve(refreshes()), (count) => count === 1);
    asked.push(askFrame(cluster, 'dana', PRIVATE, askew));
    const [good, other] = await Promise.all(asked);
    expect(good?.outcome).toBe('shown');
    // Confluence signs for three minutes, from when it signs.
    expect(other).toMatchObject(seconds > 0 ? { status: 200, outcome: 'shown' } : { status: 401 });
    expect(refreshes()).toBe(1);
    await cluster.kill(askew, 'SIGTERM');
  });
}));

/** For a process whose clock is so many seconds off. */
function clockOff(seconds: number): string {
  return `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { if (given.length > 0) super(...given); else super(Real.now() + ${seconds * 1_000}); }
    static now() { return Real.now() + ${seconds * 1_000}; }
  };`;
}

function run(on: TestDatabase, sql: string): Promise<unknown> {
  return asOperator(on.database).query(sql, { type: QueryTypes.RAW });
}
