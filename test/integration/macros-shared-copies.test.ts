import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../../src/storage/redis.js';
import { createLogger } from '../../src/logger.js';
import { createCopies, type Copies } from '../../src/macros/copies/copies.js';
import type { CopyOf } from '../../src/macros/copies/copy-key.js';
import { createSharedCopies } from '../../src/macros/copies/shared-copies.js';
import { openRedis } from '../../src/storage/redis.js';
import { createSealer } from '../../src/storage/sealing.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { describeWithRedis } from '../support/redis.js';
import { testSettings } from '../support/settings.js';
import { instance, issue } from '../support/things.js';

const SECRET = 'A-title-that-is-a-secret';
const logger = createLogger('silent');
const sealer = createSealer(testSettings().encryptionKeys);

describeWithRedis('copies that several processes share', (redisUrl) => {
  const opened: RedisConnection[] = [];
  let anns: CopyOf;
  let time: { now: number };

  beforeEach(() => {
    const tenant = { clientKey: `tenant-${randomUUID()}`, baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined, epoch: 1 };
    const link = { clientKey: tenant.clientKey, accountId: 'account-of-ann', instanceId: 'default', version: '1' };
    anns = { tenant, eyes: { of: 'link', link }, instance, reference: { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid: 12 } };
    time = { now: Date.now() };
  });
  afterAll(() => {
    for (const redis of opened) redis.close();
  });

  async function connect(url = redisUrl): Promise<RedisConnection> {
    const redis = openRedis(url, logger);
    opened.push(redis);
    if (redis.commands.status !== 'ready') await new Promise((resolve) => redis.commands.once('ready', resolve));
    return redis;
  }

  /** One process of the installation. */
  async function start(redis?: RedisConnection): Promise<Copies> {
    return createCopies({ clock: () => time.now, shared: createSharedCopies({ redis: redis ?? (await connect()), sealer, logger }) });
  }
  const load = (copies: Copies, title = SECRET) => copies.load(anns, async () => issue({ title }));
  /** What is kept arrives a moment later. */
  async function until(check: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await check()); tries += 1) {
      if (tries > 100) throw new Error('It did not come to that.');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const knows = async (copies: Copies) => (await copies.find(anns)) !== undefined;

  test('are found by the same eyes in another process, with their age, and by no other eyes [T6b]', async () => {
    const [one, two] = [await start(), await start()];
    const takenAt = time.now;
    await load(one);
    time.now += 20_000;
    await until(() => knows(two));
    expect(await two.find(anns)).toMatchObject({ takenAt, thing: { title: SECRET } });
    const link = { clientKey: anns.tenant.clientKey, accountId: 'account-of-ann', instanceId: 'default', version: '2' };
    const others: CopyOf[] = [
      { ...anns, eyes: { of: 'anybody' } },
      { ...anns, eyes: { of: 'link', link } },
      { ...anns, eyes: { of: 'link', link: { ...link, version: '1', accountId: 'account-of-ben' } } },
      { ...anns, tenant: { ...anns.tenant, epoch: 2 } },
      { ...anns, tenant: { ...anns.tenant, clientKey: 'another' } },
    ];
    for (const other of others) expect(await two.find(other)).toBeUndefined();
  });

  test('win over an older one of this process', async () => {
    const [one, two] = [await start(), await start()];
    await load(two, 'old');
    time.now += 31_000;
    await load(one, 'new');
    await until(async () => ((await two.find(anns))?.thing as { title: string }).title === 'new');
  });

  test('can be read in Redis by nobody, nor whose they are, and end by themselves [T22a]', async () => {
    const redis = await connect();
    const before = new Set(await redis.commands.keys('gitlab-for-confluence:copy:*'));
    await load(await start(redis));
    const fresh = async () => (await redis.commands.keys('gitlab-for-confluence:copy:*')).filter((name) => !before.has(name));
    await until(async () => (await fresh()).length === 1);
    const [name = ''] = await fresh();
    const text = `${name} ${await redis.commands.get(name)}`;
    for (const word of [SECRET, anns.tenant.clientKey, 'account-of-ann', 'acme', 'orbit']) expect(text).not.toContain(word);
    const life = await redis.commands.pttl(name);
    expect(life > 0 && life <= 4 * 3_600_000).toBe(true);
  });

  test('go for all when the link ends, with the tenant, and when GitLab refuses', async () => {
    const [one, two, three] = [await start(), await start(), await start()];
    await load(one);
    await until(() => knows(two));
    one.purgeLink(`${anns.tenant.clientKey} account-of-ann default`);
    await until(async () => !(await knows(await start())));
    await load(one);
    await until(async () => knows(await start()));
    await one.purgeTenant(anns.tenant.clientKey);
    expect(await knows(three)).toBe(false);
  });

  interface Counted {
    readonly redis: RedisConnection;
    /** How often all names were gone through. */
    scans(): number;
    /** Under which name a copy was kept last. */
    keptAs(): string;
  }

  function counting({ commands, ...rest }: RedisConnection): Counted {
    let [scans, keptAs] = [0, ''];
    const counted = new Proxy(commands, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => {
          if (name === 'scan' && given[0] === '0') scans += 1;
          if (name === 'eval') keptAs = String(given[2]);
          return Reflect.apply(value, target, given);
        };
      },
    });
    return { redis: { ...rest, commands: counted }, scans: () => scans, keptAs: () => keptAs };
  }

  test('of many links that end at once go together, without going through all of Redis for each [T17d]', async () => {
    const { redis, scans } = counting(await connect());
    const copies = await start(redis);
    const people = Array.from({ length: 60 }, (_, index) => `account-${index}`);
    const of = (accountId: string): CopyOf => ({ ...anns, eyes: { of: 'link', link: { clientKey: anns.tenant.clientKey, accountId, instanceId: 'default', version: '1' } } });
    for (const accountId of [...people, 'account-of-ben']) await copies.load(of(accountId), async () => issue({ title: accountId }));
    const other = await start();
    const kept = async (accountId: string) => (await other.find(of(accountId))) !== undefined;
    await until(() => kept('account-of-ben'));
    for (const accountId of people) copies.purgeLink(`${anns.tenant.clientKey} ${accountId} default`);
    await copies.purgeTenant('of-another-site');
    const fresh = await start();
    for (const accountId of people) expect(await fresh.find(of(accountId))).toBeUndefined();
    expect(await fresh.find(of('account-of-ben'))).toMatchObject({ thing: { title: 'account-of-ben' } });
    expect(scans()).toBeLessThanOrEqual(3);
  });

  test('of a link that ended are removed by one of the processes that hear of it, however often it is said [T17d]', async () => {
    const counted = [counting(await connect()), counting(await connect()), counting(await connect())];
    const copies = await Promise.all(counted.map(({ redis }) => start(redis)));
    await load(copies[0] as Copies);
    await until(async () => knows(await start()));
    for (let time = 0; time < 5; time += 1) for (const one of copies) one.purgeLink(`${anns.tenant.clientKey} account-of-ann default`);
    await until(async () => !(await knows(await start())));
    expect(counted.reduce((sum, { scans }) => sum + scans(), 0)).toBe(1);
  });

  test('are not kept where they are large, nor beyond the share of their site, and other sites lose nothing [T16e]', async () => {
    const redis = await connect();
    const bounded = () => createCopies({ clock: () => time.now, shared: createSharedCopies({ redis, sealer, logger, bytesAnHour: 100_000 }) });
    const [one, other] = [bounded(), await start()];
    const tenants = [anns.tenant, { ...anns.tenant, clientKey: `tenant-${randomUUID()}` }] as const;
    const of = (iid: number, tenant = anns.tenant): CopyOf => ({ ...anns, tenant, reference: { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid } });
    const known = async (iid: number, tenant = anns.tenant) => (await other.find(of(iid, tenant))) !== undefined;
    const keep = (iid: number, characters: number, tenant = anns.tenant) => one.load(of(iid, tenant), async () => issue({ title: 'x'.repeat(characters) }));
    await keep(0, 65_000);
    expect((await one.find(of(0)))?.takenAt).toBe(time.now);
    // The same again a moment later is no more than it was.
    for (let time = 0; time < 10; time += 1) await keep(1, 20_000);
    for (let iid = 2; iid < 20; iid += 1) await keep(iid, 20_000);
    await keep(1, 20_000, tenants[1]);
    await until(() => known(1, tenants[1]));
    const kept: number[] = [];
    for (let iid = 0; iid < 20; iid += 1) if (await known(iid)) kept.push(iid);
    expect(kept).toEqual([1, 2, 3]);
    const counts = await redis.commands.keys('gitlab-for-confluence:copied:*');
    for (const name of counts) expect(await redis.commands.pttl(name)).toBeGreaterThan(0);
  });

  test('that are kept alive count against the share of their site as new ones do [T16e]', async () => {
    const { redis, keptAs } = counting(await connect());
    const copies = createCopies({ clock: () => time.now, shared: createSharedCopies({ redis, sealer, logger, bytesAnHour: 100_000 }) });
    const lives: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await copies.load(anns, async () => issue({ title: 'x'.repeat(20_000) }));
      // Commands are done in the order in which they were sent.
      lives.push(await redis.commands.pttl(keptAs()));
      await redis.commands.pexpire(keptAs(), 60_000);
    }
    expect(lives.map((life) => life > 60_000)).toEqual([true, true, true, false, false, false]);
  });

  test.each(['rubbish', '', 'v1.test.AAAA', '{"takenAt":1,"json":"{}"}'])('that are none are as if they were not there: %s', async (rubbish) => {
    const redis = await connect();
    const before = new Set(await redis.commands.keys('gitlab-for-confluence:copy:*'));
    await load(await start(redis));
    const names = () => redis.commands.keys('gitlab-for-confluence:copy:*');
    await until(async () => knows(await start(redis)));
    for (const name of await names()) if (!before.has(name)) await redis.commands.set(name, rubbish, 'PX', 10_000);
    expect(await knows(await start(redis))).toBe(false);
  });

  describeProxy((proxyUrl, proxy) => {
    test('are as if there were none while Redis hangs or is away: nobody waits for long, nothing fails', async () => {
      const copies = await start(await connect(proxyUrl()));
      proxy().freeze();
      const started = performance.now();
      expect(await knows(copies)).toBe(false);
      expect((await load(copies)).thing).toMatchObject({ title: SECRET });
      time.now += 60_000;
      expect(await knows(copies)).toBe(true);
      // Twice at most, and not for each of many.
      await Promise.all(Array.from({ length: 50 }, (_, iid) => copies.find({ ...anns, reference: { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid } })));
      expect(performance.now() - started).toBeLessThan(1_000);
      await proxy().cut();
      expect(await knows(copies)).toBe(true);
      await copies.purgeTenant(anns.tenant.clientKey);
      expect(await knows(copies)).toBe(false);
    });
  });

  function describeProxy(suite: (proxyUrl: () => string, proxy: () => Proxy) => void): void {
    let proxy: Proxy;
    beforeAll(async () => {
      const { hostname, port } = new URL(redisUrl);
      proxy = await startProxy({ host: hostname, port: Number(port || 6379) });
    });
    afterAll(() => proxy.close());
    suite(() => `redis://127.0.0.1:${proxy.port}`, () => proxy);
  }
});
