import { join } from 'node:path';
import { createApp } from '../../src/app.js';
import { linkPlace } from '../../src/accounts/sealed-tokens.js';
import { createListener } from '../../src/http/listener.js';
import { createLogger } from '../../src/logger.js';
import { loadSettings } from '../../src/settings.js';
import { createSiteChanges } from '../../src/sites/changes.js';
import { openDatabase } from '../../src/storage/database.js';
import { createSealer } from '../../src/storage/sealing.js';
import { answerQuestions } from './child.js';
import { crowdOf, type Crowd } from './crowd.js';

/** A person of the stand-in Confluence with the tokens of a GitLab account. */
export interface LinkedPerson {
  readonly clientKey: string;
  readonly accountId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the instance that the site's administrators have added; that of `GITLAB_URL` without it. */
  readonly instance?: { readonly id: string; readonly url: string };
}

const settings = loadSettings(process.env, process.env.BENCH_FOLDER ?? '.');
const logger = createLogger(settings.logLevel);
const database = await openDatabase({ settings, logger });
const app = createApp({ settings, logger, database, pace: Number(process.env.BENCH_PACE ?? 1), assetsFolder: join(import.meta.dirname, '../../public') });
const listener = createListener(app.express, logger);
const sealer = createSealer(settings.encryptionKeys);
await listener.listen(settings.port, '127.0.0.1');

const questions = {
  ready: () => true,
  /** Microseconds of processor time so far. */
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory: () => process.memoryUsage().rss,
  /** Links people as if each had confirmed. */
  link: (people: readonly LinkedPerson[]) => insert('links', people.map((person, index) => rowOf(person, index))),
  /** Adds an instance to a site as its administrators would; answers its id. */
  addInstance: async ({ clientKey, baseUrl }: { clientKey: string; baseUrl: string }) => {
    const changes = createSiteChanges({ database, sealer, clock: Date.now });
    const { id } = await database.ofTenant(clientKey).write((transaction) => changes.addInstance(clientKey, { baseUrl, clientId: 'bench', clientSecret: null }, transaction));
    return id;
  },
  /** Fills the database with other sites, their people's links and the pages that are known of them. */
  fill: async (size: Crowd) => {
    for (const [table, rows] of crowdOf(size, sealer, settings.gitlab.url)) await insert(table, rows);
  },
};

export type AppQuestions = typeof questions;

answerQuestions(questions);

async function insert(table: string, rows: readonly object[]): Promise<void> {
  const query = database.sequelize.getQueryInterface();
  await database.ofAllTenants.write(async (transaction) => {
    for (let from = 0; from < rows.length; from += 500) await query.bulkInsert(table, rows.slice(from, from + 500), { transaction });
  });
}

function rowOf({ clientKey, accountId, username, accessToken, refreshToken, instance = { id: 'default', url: settings.gitlab.url } }: LinkedPerson, index: number) {
  const owner = { clientKey, accountId, instanceId: instance.id };
  return {
    client_key: clientKey, account_id: accountId, instance_id: instance.id, instance_url: instance.url,
    version: `bench-${index}-${accountId.slice(-12)}`, cas: 0, status: 'linked',
    sealed_access_token: sealer.seal(accessToken, linkPlace(owner, 'access_token')),
    sealed_refresh_token: sealer.seal(refreshToken, linkPlace(owner, 'refresh_token')),
    expires_at: new Date(Date.now() + 7_200_000), gitlab_user_id: '1', username, name: username,
    lease_owner: null, lease_until: null, retry_at: null, lost_tries: 0, linked_at: new Date(),
  };
}
