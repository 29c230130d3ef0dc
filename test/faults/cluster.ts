import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import type { Database } from '../../src/storage/database.js';
import { run, type Child } from '../support/child.js';
import type { TestDatabase } from '../support/databases.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { ROOT } from '../support/processes.js';
import { APPLICATION } from '../support/whole-app.js';
import { startBalancer, type Balancer } from './balancer.js';

/** One process of the app, as operators run it. */
export interface Instance {
  readonly child: Child;
  readonly port: number;
  readonly url: string;
}

/** Several instances on one PostgreSQL and one Redis, which a test can take away, behind a balancer whose address is the base URL. */
export interface Cluster {
  readonly url: string;
  readonly confluence: StandInConfluence;
  readonly gitlab: StandInGitLab;
  /** Straight to the database, whatever becomes of the instances' way to it. */
  readonly database: Database;
  readonly postgres: Proxy;
  readonly redis: Proxy;
  readonly balancer: Balancer;
  readonly instances: readonly Instance[];
  /** Starts one more; the balancer sends requests to it from then on, unless told otherwise. */
  start(environment?: Readonly<Record<string, string>>): Promise<Instance>;
  /** The same, without waiting until it listens. */
  begin(environment?: Readonly<Record<string, string>>): Child;
  /** Ends an instance by a signal and waits for its end. */
  kill(instance: Instance, signal: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

/** For the `PG_…` and `REDIS_URL` of instances: database 9 of Redis is the faults' own, so that it can be flushed. */
export const REDIS_DATABASE = 9;
const KEY = Buffer.alloc(32, 7).toString('base64');

export async function startCluster(on: Pick<TestDatabase, 'settings' | 'database'>, redisUrl: string, count = 2): Promise<Cluster> {
  if (on.settings.dialect !== 'postgres') throw new Error('Instances share a PostgreSQL.');
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  const { hostname: redisHost, port: redisPort } = new URL(redisUrl);
  const databaseUrl = new URL(on.settings.url);
  const postgres = await startProxy({ host: databaseUrl.hostname, port: Number(databaseUrl.port) });
  databaseUrl.host = `127.0.0.1:${postgres.port}`;
  const redis = await startProxy({ host: redisHost, port: Number(redisPort || 6379) });
  const confluence = await startConfluence();
  const gitlab = await startGitLab({ host: (await findLoopbackHosts()).gitlab });
  const balancer = await startBalancer();
  gitlab.addApplication({ ...APPLICATION, redirectUris: [`${balancer.url}/oauth/callback`], scopes: ['read_api'] });
  const settings = {
    NODE_ENV: 'test',
    PORT: '0',
    AC_LOCAL_BASE_URL: balancer.url,
    AC_HOST_WHITELIST: 'localhost',
    AC_HOST_SCRIPT_URL: confluence.hostScriptUrl,
    CONNECT_KEYS_CDN_URL: confluence.keyServerUrl,
    DATABASE_URL: databaseUrl.href,
    REDIS_URL: `redis://127.0.0.1:${redis.port}/${REDIS_DATABASE}`,
    ENCRYPTION_KEYS: `tests:${KEY}`,
    GITLAB_URL: gitlab.url,
    GITLAB_PRIVATE_HOSTS: new URL(gitlab.url).host,
    GITLAB_CLIENT_ID: APPLICATION.clientId,
    GITLAB_CLIENT_SECRET: APPLICATION.clientSecret,
    UNLINKED_CONTENT: 'public',
    LOG_LEVEL: 'info',
  };
  const instances: Instance[] = [];
  const begin = (environment: Readonly<Record<string, string>> = {}) => run(process.execPath, [join(ROOT, 'dist/src/server.js')], folder, { ...settings, ...environment });
  const cluster: Cluster = {
    url: balancer.url, confluence, gitlab, database: on.database, postgres, redis, balancer, instances, begin,
    async start(environment) {
      const child = begin(environment);
      const port = await child.listening();
      const instance = { child, port, url: `http://127.0.0.1:${port}` };
      instances.push(instance);
      balancer.ports.add(port);
      return instance;
    },
    async kill(instance, signal) {
      if (signal === 'SIGKILL') balancer.ports.delete(instance.port);
      instance.child.process.kill(signal);
      await instance.child.ended;
      balancer.ports.delete(instance.port);
      instances.splice(instances.indexOf(instance), 1);
    },
    async close() {
      await Promise.all([...instances].map((instance) => cluster.kill(instance, 'SIGKILL')));
      await balancer.close();
      await Promise.all([postgres.close(), redis.close(), gitlab.close(), confluence.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await Promise.all(Array.from({ length: count }, () => cluster.start()));
  const installed = await confluence.installFromDescriptor(`${balancer.url}/atlassian-connect.json`);
  if (!installed.ok) throw new Error(`The install was refused: ${installed.problems.join('; ')}`);
  return cluster;
}
