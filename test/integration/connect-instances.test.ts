import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createTenants } from '../../src/connect/tenants.js';
import type { Database } from '../../src/storage/database.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createLogger } from '../../src/logger.js';
import { createSealer } from '../../src/storage/sealing.js';
import { eachDatabase, onSqlite, type TestDatabase } from '../support/databases.js';
import { makeSecret, makeSite, startConnectApp, type ConnectApp, type ConnectAppOptions } from '../support/lifecycle-app.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

interface Pair {
  readonly one: ConnectApp;
  readonly two: ConnectApp;
}

/** Two processes of an installation, made anew for each test. */
function usePair(on: TestDatabase, settings: () => NonNullable<ConnectAppOptions['settings']>): () => Pair {
  let pair: Pair | undefined;
  let second: Database | undefined;
  beforeEach(async () => {
    const one = await startConnectApp(on.database, { settings: settings() });
    second = await on.open();
    pair = { one, two: await startConnectApp(second, { beside: one, settings: settings() }) };
  });
  afterEach(async () => {
    await pair?.two.close();
    await second?.close();
    await pair?.one.close();
  });
  return () => {
    if (!pair) throw new Error('the pair is there only within tests');
    return pair;
  };
}

eachDatabase('a second process without Redis', (on) => {
  const pair = usePair(on, () => ({}));

  test('remembers a tenant for 2 s at most', async () => {
    const { one, two } = pair();
    const site = makeSite();
    await one.install(site).expect(204);
    await two.frame(site).expect(200);
    one.time.now += 1_000;
    const again = { ...site, sharedSecret: makeSecret() };
    await one.install(again).expect(204);
    await one.frame(site).expect(401);
    one.time.now += 999;
    await two.frame(site).expect(200);
    one.time.now += 2;
    await two.frame(site).expect(401);
    await two.frame(again).expect(200);
    await one.uninstall(site).expect(204);
    one.time.now += 2_001;
    await two.frame(again).expect(401);
  });

  test('does not remember that it did not know a tenant', async () => {
    const { one, two } = pair();
    const site = makeSite();
    await two.frame(site).expect(401);
    await one.install(site).expect(204);
    await two.frame(site).expect(200);
  });

  test('does not remember what it read before a change', async () => {
    const { one } = pair();
    const site = makeSite();
    await one.install(site).expect(204);
    const invalidation = createInvalidation({ redis: undefined, logger: createLogger('silent') });
    const tenants = createTenants({ database: on.database, sealer: createSealer(one.settings.encryptionKeys), invalidation, clock: () => one.time.now });
    const reading = tenants.findWithSecret(site.clientKey);
    one.time.now += 1_000;
    const again = { ...site, sharedSecret: makeSecret() };
    tenants.changed(site.clientKey);
    expect((await reading)?.sharedSecret).toBe(site.sharedSecret);
    await one.install(again).expect(204);
    expect((await tenants.findWithSecret(site.clientKey))?.sharedSecret).toBe(again.sharedSecret);
  });
});

describeWithRedis('a second process with Redis', (redisUrl) => {
  const on = onSqlite();
  const pair = usePair(on, () => ({ redisUrl }));

  test('learns of an install and an uninstall at once', async () => {
    const { one, two } = pair();
    const site = makeSite();
    const seenBy = async (process: ConnectApp, by: typeof site) => (await process.frame(by)).status;
    await one.install(site).expect(204);
    await two.frame(site).expect(200);
    one.time.now += 1_000;
    const again = { ...site, sharedSecret: makeSecret() };
    await one.install(again).expect(204);
    await until(async () => (await seenBy(two, again)) === 200);
    await two.frame(site).expect(401);
    one.time.now += 1_000;
    await two.uninstall(site).expect(204);
    await until(async () => (await seenBy(one, again)) === 401);
  });

  test('minds no rubbish on its channel', async () => {
    const { one, two } = pair();
    const site = makeSite();
    await one.install(site).expect(204);
    const anybody = new Redis(redisUrl);
    for (const text of ['', '{', 'null', '5', '[]', '{"topic":"tenant"}', '{"topic":5,"name":"x"}', '{"topic":"__proto__","name":"x"}']) {
      await anybody.publish('gitlab-for-confluence:changed', text);
    }
    anybody.disconnect();
    await two.frame(site).expect(200);
  });
});

describeWithRedis('while Redis is away', (redisUrl) => {
  const on = onSqlite();
  const target = { host: new URL(redisUrl).hostname, port: Number(new URL(redisUrl).port || 6379) };
  let proxy: Proxy;
  beforeEach(async () => {
    proxy = await startProxy(target);
    await proxy.cut();
  });
  afterEach(() => proxy.close());
  const pair = usePair(on, () => ({ redisUrl: `redis://127.0.0.1:${proxy.port}` }));

  test('a process starts, lets sites in and out, and stops', async () => {
    const { one } = pair();
    const site = makeSite();
    await one.install(site).expect(204);
    await one.frame(site).expect(200);
    one.time.now += 1_000;
    await one.uninstall(site).expect(204);
    await one.frame(site).expect(401);
  });

  test('processes hear nothing of each other, and do again once it is back', async () => {
    const { one, two } = pair();
    const site = makeSite();
    let current = site;
    await one.install(site).expect(204);
    await two.frame(site).expect(200);
    await proxy.mend();
    await until(async () => {
      one.time.now += 1;
      current = { ...site, sharedSecret: makeSecret() };
      await one.call('/connect/installed', one.token('/connect/installed', site.clientKey, { jti: current.sharedSecret }), {
        key: 'gitlab-for-confluence', clientKey: site.clientKey, baseUrl: site.baseUrl, sharedSecret: current.sharedSecret,
      }).expect(204);
      return (await two.frame(current)).status === 200;
    });
  });
});
