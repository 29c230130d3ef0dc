import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Express } from 'express';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import type { SitePage } from '../../demo/confluence/pages.js';
import type { SiteUser } from '../../demo/confluence/users.js';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createApp } from '../../src/app.js';
import { createAssumptions } from '../../src/assumptions/assumptions.js';
import { EMPTY_RECORD } from '../../src/assumptions/record.js';
import type { ChoiceId } from '../../src/assumptions/registry.js';
import { createListener } from '../../src/http/listener.js';
import { createLogger } from '../../src/logger.js';
import type { Queue } from '../../src/queue/queue.js';
import { ROOT } from '../../src/root.js';
import { loadSettings, type Settings } from '../../src/settings.js';
import { openDatabase, type Database } from '../../src/storage/database.js';
import { claimHome } from '../../src/storage/home.js';
import { NO_TELEMETRY, type Telemetry } from '../../src/telemetry/telemetry.js';

const ASSETS = join(ROOT, 'dist/public');
export const APPLICATION = { clientId: 'app-id', clientSecret: 'app-secret-canary-4711' };

/** The real app between the two stand-ins, each on a host of its own, so that a browser sees three sites. */
export interface WholeApp {
  readonly url: string;
  readonly descriptorUrl: string;
  readonly confluence: StandInConfluence;
  readonly gitlab: StandInGitLab;
  readonly settings: Settings;
  readonly database: Database;
  readonly express: Express;
  readonly queue: Queue;
  /** Everything that was logged, at debug level. */
  readonly log: () => string;
  /** Starts another process of the installation, on the same database; `close` ends it too. Answers where it listens. */
  beside(): Promise<string>;
  /** Ends the other processes as a stop of each does: what they have to write is written then. */
  endOthers(): Promise<void>;
  close(): Promise<void>;
}

export interface WholeAppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly pages?: readonly SitePage[];
  /** Those of the demo without it. */
  readonly users?: readonly SiteUser[];
  readonly install?: boolean;
  readonly basePath?: string;
  /** What a live check of the stand-in Confluence has found not to hold. */
  readonly failed?: readonly ChoiceId[];
  /** The custom domain of the stand-in Confluence. */
  readonly displayUrl?: string;
  /** Epoch milliseconds, for the app and both stand-ins. ACE goes by the machine's clock: it takes tokens from times to come. */
  readonly clock?: () => number;
  readonly telemetry?: Telemetry;
}

export async function startWholeApp({ environment = {}, pages = [], users, install = true, basePath = '', failed = [], displayUrl, clock = Date.now, telemetry = NO_TELEMETRY }: WholeAppOptions = {}): Promise<WholeApp> {
  const root = mkdtempSync(join(tmpdir(), 'whole-app-'));
  const confluence = await startConfluence({ pages, clock, ...(users && { users }), ...(displayUrl === undefined ? {} : { displayUrl }) });
  const hosts = await findLoopbackHosts();
  const gitlab = await startGitLab({ host: hosts.gitlab, clock });
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) });
  const logger = createLogger(environment.LOG_LEVEL ?? 'debug', sink);
  // The base URL holds the port, so the port is taken before the app is made.
  let handler: RequestListener = (_req, res) => res.writeHead(503).end();
  const front = createListener((req, res) => handler(req, res), logger, telemetry);
  const url = `http://127.0.0.1:${await front.listen(0, '127.0.0.1')}${basePath}`;
  gitlab.addApplication({ ...APPLICATION, redirectUris: [`${url}/oauth/callback`], scopes: ['read_api'] });

  const settings = loadSettings(
    {
      NODE_ENV: 'test',
      AC_LOCAL_BASE_URL: url,
      AC_HOST_WHITELIST: 'localhost',
      AC_HOST_SCRIPT_URL: confluence.hostScriptUrl,
      CONNECT_KEYS_CDN_URL: confluence.keyServerUrl,
      DATABASE_URL: `sqlite:${join(root, 'app.sqlite')}`,
      GITLAB_URL: gitlab.url,
      GITLAB_PRIVATE_HOSTS: new URL(gitlab.url).host,
      GITLAB_CLIENT_ID: APPLICATION.clientId,
      GITLAB_CLIENT_SECRET: APPLICATION.clientSecret,
      UNLINKED_CONTENT: 'public',
      LOG_LEVEL: 'debug',
      ...environment,
    },
    root,
  );
  const database = await openDatabase({ settings, logger });
  await claimHome(database, settings, new Date(clock()));
  const found = Object.fromEntries(failed.map((id) => [id, { result: 'failed', at: '2026-11-24T02:00:00Z' } as const]));
  const assumptions = createAssumptions({ ...EMPTY_RECORD, site: { [confluence.url]: found } });
  const app = createApp({ settings, logger, database, assetsFolder: ASSETS, assumptions, clock, telemetry });
  handler = app.express;
  const others: (() => Promise<void>)[] = [];
  const descriptorUrl = `${url}/atlassian-connect.json`;
  if (install) {
    const result = await confluence.installFromDescriptor(descriptorUrl);
    if (!result.ok) throw new Error(`The install was refused: ${result.problems.join('; ')}`);
  }
  return {
    url,
    descriptorUrl,
    confluence,
    gitlab,
    settings,
    database,
    express: app.express,
    queue: app.queue,
    log: () => lines.join(''),
    async beside() {
      const own = await openDatabase({ settings, logger });
      const another = createApp({ settings, logger, database: own, assetsFolder: ASSETS, clock });
      const listener = createListener(another.express, logger);
      const port = await listener.listen(0, '127.0.0.1');
      others.push(async () => {
        await listener.drain(0);
        await another.close();
        await own.close();
      });
      return `http://127.0.0.1:${port}${basePath}`;
    },
    async endOthers() {
      for (const end of others.splice(0)) await end();
    },
    async close() {
      for (const end of others) await end();
      await front.drain(0);
      await app.close();
      await database.close();
      await gitlab.close();
      await confluence.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
