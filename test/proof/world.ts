import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { DEMO_USERS, GUEST } from '../../demo/confluence/users.js';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createApp, type App } from '../../src/app.js';
import { createListener } from '../../src/http/listener.js';
import { createLogger } from '../../src/logger.js';
import { loadSettings } from '../../src/settings.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { linkAs, LINKABLE } from '../support/linked.js';
import { createAsking, type Asking } from './asking.js';
import { createCanaries, type Canaries } from './canaries.js';
import { populate, type Username } from './gitlab-world.js';
import { createModel, type Model } from './model.js';
import { putPages, type ProofPage } from './pages.js';
import { createRights } from './rights.js';

/** Two sites, a GitLab, and the app between them as one process or two, all by one clock that steps move. */
export interface ProofWorld {
  readonly sites: readonly StandInConfluence[];
  /** Of each site. */
  readonly pages: readonly (readonly ProofPage[])[];
  readonly gitlab: StandInGitLab;
  /** Where each instance of the app listens. */
  readonly ports: readonly number[];
  readonly database: Database;
  readonly canaries: Canaries;
  readonly model: Model;
  readonly asking: Asking;
  readonly time: { now: number };
  /** Where the app says that it is. */
  readonly baseUrl: string;
  /** Tokens that administrators may share, by name. */
  readonly sharable: ReadonlyMap<string, { readonly token: string; readonly username: string }>;
  /** What was logged since it was last asked, of all instances. */
  takeLog(): string;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** `DATABASE_URL`; a SQLite file of its own without one. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly instances: 1 | 2;
}

const ASSETS = join(import.meta.dirname, '../../dist/public');
/** What each person of each site is in GitLab at the beginning. */
const LINKS: readonly (readonly [tenant: number, person: string, username: Username])[] = [
  [0, 'dana', 'elk'], [0, 'gerda', 'fox'], [0, 'ada', 'owl'], [1, 'dana', 'owl'], [1, 'gerda', 'hen'], [1, 'uma', 'elk'], [1, 'ada', 'bee'],
];

export async function startProofWorld({ databaseUrl, redisUrl, instances }: WorldOptions): Promise<ProofWorld> {
  const root = mkdtempSync(join(tmpdir(), 'proof-'));
  // Ahead of every clock, so that no token of a world is older than its app.
  const time = { now: Date.now() + 60_000 };
  const clock = () => time.now;
  const gitlab = await startGitLab({ clock });
  const canaries = createCanaries();
  populate(gitlab, canaries, time.now);
  const sites = await Promise.all([0, 1].map(() => startConfluence({ clock, users: [...DEMO_USERS, GUEST] })));
  // Atlassian signs the installs of all sites, and one server has its keys.
  const [first, ...further] = sites;
  for (const other of further) Object.assign(other.installKey, first?.installKey);
  const pages = sites.map((site, tenant) => putPages(site, tenant, gitlab, canaries));
  const sharable = new Map([['reef/deep', 'group' as const], ['reef/open', 'project' as const], ['atoll', 'group' as const], ['reef', 'group' as const]].map(([path = '', kind]) => {
    const token = gitlab.issueAccessToken(kind === 'group' ? { group: path, role: 30 } : { project: path, role: 30 }, { expiresOn: new Date(time.now + 300 * 86_400_000).toISOString().slice(0, 10) });
    return [path, { token, username: gitlab.world.users.at(-1)?.username ?? '' }];
  }));

  const lines: string[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) });
  const logger = createLogger('debug', sink);
  const handlers: RequestListener[] = [];
  const listeners = Array.from({ length: instances }, (_, index) => createListener((req, res) => handlers[index]?.(req, res), logger));
  const ports = await Promise.all(listeners.map((listener) => listener.listen(0, '127.0.0.1')));
  const baseUrl = `http://127.0.0.1:${ports[0]}`;
  gitlab.addApplication({ clientId: 'app-id', clientSecret: 'app-secret-of-the-proof', redirectUris: [`${baseUrl}/oauth/callback`], scopes: ['read_api'] });
  const settings = loadSettings({
    ...LINKABLE.environment, NODE_ENV: 'test', AC_LOCAL_BASE_URL: baseUrl, AC_HOST_WHITELIST: 'localhost', AC_HOST_SCRIPT_URL: sites[0]?.hostScriptUrl ?? '', CONNECT_KEYS_CDN_URL: sites[0]?.keyServerUrl ?? '',
    DATABASE_URL: databaseUrl ?? `sqlite:${join(root, 'app.sqlite')}`, GITLAB_URL: gitlab.url, GITLAB_PRIVATE_HOSTS: new URL(gitlab.url).host,
    GITLAB_CLIENT_ID: 'app-id', GITLAB_CLIENT_SECRET: 'app-secret-of-the-proof', UNLINKED_CONTENT: 'public', LOG_LEVEL: 'debug', ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  }, root);
  const databases: Database[] = [];
  const apps: App[] = [];
  for (let index = 0; index < instances; index += 1) {
    const database = await openDatabase({ settings, logger });
    databases.push(database);
    const app = createApp({ settings, logger, database, assetsFolder: ASSETS, clock, pace: 1_000_000 });
    handlers.push(app.express);
    apps.push(app);
  }
  const [database] = databases;
  if (!database) throw new Error('There is no instance.');

  const kinds = new Map([...DEMO_USERS, GUEST].map(({ key, accountId, guest }) => [key, accountId === undefined ? 'anonymous' : guest ? 'guest' : 'member'] as const));
  const inPages = pages.map((all) => new Set(all.flatMap(({ macros }) => canaries.within(JSON.stringify(macros)).map(({ word }) => word))));
  const model = createModel({ rights: createRights(gitlab.world, canaries), inPages, kinds });
  for (const site of sites) await install(site, `${baseUrl}/atlassian-connect.json`);
  for (const [tenant, person, username] of LINKS) {
    const site = sites[tenant];
    if (site) await linkAs({ confluence: site, gitlab, database }, person, username, `${tenant}-${person}`);
    model.linking(tenant, person, username, time.now - 60_000).done(time.now, 0);
  }
  const asking = createAsking();
  return {
    sites, pages, gitlab, ports, database, canaries, model, asking, time, baseUrl, sharable,
    takeLog: () => lines.splice(0).join(''),
    async close() {
      asking.close();
      for (const listener of listeners) await listener.drain(0);
      for (const app of apps) await app.close();
      for (const one of databases) await one.close();
      await gitlab.close();
      for (const site of sites) await site.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** As an administrator does. @throws where the app refuses */
export async function install(site: StandInConfluence, descriptorUrl: string): Promise<void> {
  const result = await site.installFromDescriptor(descriptorUrl);
  if (!result.ok) throw new Error(`The install was refused: ${result.problems.join('; ')}`);
}
