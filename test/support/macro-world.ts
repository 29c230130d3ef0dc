import type { Viewer, Viewers } from '../../src/accounts/viewer.js';
import type { ConnectCaller, ConnectHandler, Tenant } from '../../src/connect/caller.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import type { Reference } from '../../src/gitlab/references/reference.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { createMacros, type Macros, type MacrosParts } from '../../src/macros/macros.js';
import type { Awaited, Fragment, Page } from '../../src/http/pages.js';
import { createLogger } from '../../src/logger.js';
import { createInvalidation, type Invalidation } from '../../src/storage/invalidation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { testSettings } from './settings.js';
import { sitesWith } from './sites.js';
import { instance as usual } from './things.js';
import { renderIn } from '../../src/http/render.js';
import { createLanguages } from '../../src/words/languages.js';

export const tenant: Tenant = { clientKey: 'tenant-1', baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined, epoch: 1 };

export const callerOf = (accountId: string | undefined, of: Tenant = tenant): ConnectCaller => ({ tenant: of, accountId });

export function linkedAs(accountId: string, accessToken = `token-of-${accountId}`, version = '1'): Viewer {
  return { state: 'linked', accessToken, username: accountId, link: { clientKey: tenant.clientKey, accountId, instanceId: 'default', version } };
}

export interface MacroWorld {
  readonly macros: Macros;
  /** Epoch milliseconds; tests move it. */
  now: number;
  /** What GitLab answers to a token, or to none. */
  load: (accessToken: string | undefined, reference: Reference, signal: AbortSignal) => Promise<Thing> | Thing;
  viewerOf: (caller: ConnectCaller) => Promise<Viewer> | Viewer;
  refused: (caller: ConnectCaller, accessToken: string) => Promise<Viewer> | Viewer;
  linkedAt: number | undefined;
  linkVersion: string;
  /** Besides the URL, in the macro's address. */
  query: Readonly<Record<string, string>>;
  readonly invalidation: Invalidation;
  readonly loads: (string | undefined)[];
  readonly refusals: string[];
  /** The HTML that a caller gets, and the page it is on. */
  visit(accountId: string | undefined, url?: string, look?: keyof Omit<Macros, 'purgeTenant'>, of?: Tenant): Promise<{ html: string; outcome: string | undefined; page: Page | undefined }>;
}

export const ISSUE = 'https://gitlab.example.com/acme/orbit/-/issues/12';

export function fail(failure: GitLabError['failure'], retryAt?: number): never {
  throw new GitLabError(failure, 'said the test', retryAt === undefined ? {} : { retryAt });
}

/** The macros with a GitLab and with accounts that a test scripts: nobody is linked, and GitLab hides everything. */
export interface MacroWorldOptions {
  readonly instance?: GitLabInstance;
  readonly timeLimit?: number;
  readonly knowledge?: MacrosParts['knowledge'];
}

export function createMacroWorld({ instance = usual, timeLimit = 5_000, knowledge }: MacroWorldOptions = {}): MacroWorld {
  const logger = createLogger('silent');
  const invalidation = createInvalidation({ redis: undefined, logger });
  const sealer = createSealer(testSettings().encryptionKeys);
  const viewers: Viewers = {
    known: () => undefined,
    viewerOf: async (caller) => world.viewerOf(caller),
    async refused(caller, _instance, accessToken) {
      world.refusals.push(accessToken);
      return world.refused(caller, accessToken);
    },
    async accountOf({ accountId }) {
      if (world.linkedAt === undefined) return undefined;
      return { gitlabUserId: '1', username: 'alice', name: 'Alice', state: 'linked', linkedAt: new Date(world.linkedAt), lastUsedAt: undefined, scopes: undefined, link: { clientKey: tenant.clientKey, accountId: accountId ?? '', instanceId: 'default', version: world.linkVersion } };
    },
  };
  const gitlab = {
    async load(_instance: GitLabInstance, reference: Reference, accessToken: string | undefined, signal: AbortSignal) {
      world.loads.push(accessToken);
      return world.load(accessToken, reference, signal);
    },
  };
  const answers: { page: Page | undefined; html: string } = { page: undefined, html: '' };
  const pages = {
    async frameWhenReady(_res: unknown, _embedder: unknown, { content, skeleton: _skeleton, ...others }: Awaited) {
      const { title, main } = await content(() => undefined);
      Object.assign(answers, { page: { title, main, ...others }, html: htmlOf({ main, words: others.words }) });
    },
    fragment: (_res: unknown, fragment: Fragment) => void Object.assign(answers, { page: undefined, html: htmlOf(fragment) }),
  };
  const world: MacroWorld = {
    macros: createMacros({
    languages: createLanguages(), isGuest: async () => false, gitlab, sites: sitesWith(() => [instance]), viewers, pages, sealer, invalidation, redis: undefined, knowledge, logger, clock: () => world.now, timeLimit }),
    now: Date.parse('2026-11-23T12:00:00Z'),
    load: () => fail('not-found'),
    viewerOf: ({ accountId }) => ({ state: accountId === undefined ? 'anonymous' : 'unlinked' }),
    refused: () => ({ state: 'reconnect' }),
    linkedAt: undefined,
    linkVersion: '1',
    query: {},
    invalidation,
    loads: [],
    refusals: [],
    async visit(accountId, url = ISSUE, look = 'link', of = tenant) {
      await call(world.macros[look], callerOf(accountId, of), { url, ...world.query });
      return { ...answers, outcome: /data-outcome="([\w-]+)"/.exec(answers.html)?.[1] };
    },
  };
  return world;
}

const htmlOf = ({ main, words }: Pick<Page, 'main' | 'words'>) => ('html' in main ? main.html.toString('utf8') : renderIn(words, main));

type Handler = (caller: ConnectCaller, req: { query: Record<string, unknown>; headers: object }, res: object) => Promise<void> | void;

async function call(handler: ConnectHandler, caller: ConnectCaller, query: Readonly<Record<string, string>>): Promise<void> {
  await (handler as unknown as Handler)(caller, { query, headers: {} }, {});
}
