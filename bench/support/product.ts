import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import type { SitePage } from '../../demo/confluence/pages.js';
import type { SiteUser } from '../../demo/confluence/users.js';
import type { AppQuestions } from './app-process.js';
import { keepOn, startChild, type Child } from './child.js';
import type { GitLabQuestions } from './gitlab-process.js';

/** The real app and a stand-in GitLab, each a process of its own; the stand-in Confluence is in this one. */
export interface Product {
  /** Base URL of the app. */
  readonly url: string;
  readonly gitlabUrl: string;
  readonly confluence: StandInConfluence;
  readonly gitlab: Child<GitLabQuestions>;
  readonly app: Child<AppQuestions>;
  /** Ends the app and starts it on the same database; milliseconds until it serves. */
  restart(): Promise<number>;
  /** Starts another instance of the app on the same database; the caller stops it. Its base URL is that of the first. */
  beside(): Promise<{ readonly app: Child<AppQuestions>; readonly url: string }>;
  /** Keys of people of the site, each with a link to a GitLab account of `username`. */
  linked(count: number, username?: string, at?: OtherInstance): Promise<readonly string[]>;
  /** The signed address of a macro's frame, good for three minutes. */
  frameUrl(viewer: string, url: string, page?: Pick<SitePage, 'id' | 'title' | 'version'>, moduleKey?: string): string;
  close(): Promise<void>;
}

/** An instance that the site's administrators have added, which is a stand-in of its own. */
export interface OtherInstance {
  readonly id: string;
  readonly url: string;
  readonly gitlab: Child<GitLabQuestions>;
}

export interface ProductOptions {
  readonly pages?: readonly SitePage[];
  readonly environment?: Readonly<Record<string, string>>;
  /** For the app's Node, such as `--cpu-prof`; those of BENCH_FLAGS unless given. */
  readonly flags?: readonly string[];
  /** What it logs goes nowhere. */
  readonly silent?: boolean;
  /** Keeps the app on one processor and everything else off it. */
  readonly apart?: boolean;
  /** How many people the site has who can be linked. */
  readonly people?: number;
  /** `host:port` of further stand-ins that the app may reach. */
  readonly alsoReach?: readonly string[];
}

const APPLICATION = { clientId: 'bench', clientSecret: 'only-known-to-the-stand-in' };
const LINK = 'gitlab-for-confluence-link';
export const PROCESSORS = { app: 1, others: 0 };

export async function startProduct({ pages = [], environment = {}, flags = (process.env.BENCH_FLAGS ?? '').split(' ').filter(Boolean), apart = false, silent = false, people = 10, alsoReach = [] }: ProductOptions = {}): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const users = Array.from({ length: people }, (_, index) => personOf(index));
  if (apart) keepOn(process.pid, PROCESSORS.others);
  const confluence = await startConfluence({ pages, users });
  const gitlab = startChild<GitLabQuestions>(new URL('./gitlab-process.js', import.meta.url), { processor: apart ? PROCESSORS.others : undefined });
  const gitlabUrl = await gitlab.ask('url');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await gitlab.ask('allow', { ...APPLICATION, redirectUri: `${url}/oauth/callback` });
  const startApp = async (more: Readonly<Record<string, string>> = {}) => {
    const started = startChild<AppQuestions>(new URL('./app-process.js', import.meta.url), {
      flags,
      silent,
      processor: apart ? PROCESSORS.app : undefined,
      environment: { ...settingsFor({ url, port, folder, gitlabUrl, confluence, alsoReach }), ...environment, ...more },
    });
    await started.ask('ready');
    return started;
  };
  let app = await startApp();
  const installed = await confluence.installFromDescriptor(`${url}/atlassian-connect.json`);
  if (!installed.ok) throw new Error(`The install was refused: ${installed.problems.join('; ')}`);
  let linked = 0;
  return {
    url, gitlabUrl, confluence, gitlab,
    get app() {
      return app;
    },
    async restart() {
      await app.stop();
      const before = performance.now();
      app = await startApp();
      return performance.now() - before;
    },
    async beside() {
      const own = await freePort();
      return { app: await startApp({ PORT: String(own) }), url: `http://127.0.0.1:${own}` };
    },
    async linked(count, username = 'alice', at) {
      const { clientKey } = confluence.installation();
      const chosen = users.slice(linked, (linked += count));
      if (chosen.length < count) throw new Error('The site has not so many people: ask for more.');
      const tokens = await (at?.gitlab ?? gitlab).ask('tokens', { username, count });
      const instance = at ? { instance: { id: at.id, url: at.url } } : {};
      await app.ask('link', chosen.map(({ accountId = '' }, index) => ({ clientKey, accountId, username, ...instance, ...required(tokens[index]) })));
      return chosen.map(({ key }) => key);
    },
    frameUrl: (viewer, target, page, moduleKey = LINK) =>
      confluence.signFrameUrl({ viewer, moduleKey, params: { url: target }, macroId: 'bench', ...(page ? { page } : {}) }),
    async close() {
      await app.stop();
      await gitlab.stop();
      await confluence.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Places {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly gitlabUrl: string;
  readonly confluence: StandInConfluence;
  readonly alsoReach: readonly string[];
}

function settingsFor({ url, port, folder, gitlabUrl, confluence, alsoReach }: Places): Record<string, string> {
  return {
    NODE_ENV: 'test',
    BENCH_FOLDER: folder,
    PORT: String(port),
    AC_LOCAL_BASE_URL: url,
    AC_HOST_WHITELIST: 'localhost',
    AC_HOST_SCRIPT_URL: confluence.hostScriptUrl,
    CONNECT_KEYS_CDN_URL: confluence.keyServerUrl,
    DATABASE_URL: `sqlite:${join(folder, 'app.sqlite')}`,
    GITLAB_URL: gitlabUrl,
    GITLAB_PRIVATE_HOSTS: [new URL(gitlabUrl).host, ...alsoReach].join(','),
    GITLAB_CLIENT_ID: APPLICATION.clientId,
    GITLAB_CLIENT_SECRET: APPLICATION.clientSecret,
    UNLINKED_CONTENT: 'public',
    LOG_LEVEL: 'warn',
  };
}

function personOf(index: number): SiteUser {
  const number = String(index).padStart(12, '0');
  return { key: `person-${index}`, accountId: `712020:00000000-0000-4000-8000-${number}`, displayName: `Person ${index}`, about: '', administrator: false };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The stand-in GitLab gave too few tokens.');
  return value;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
