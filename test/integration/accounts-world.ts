import { Writable } from 'node:stream';
import express, { type Express, type Request, type RequestHandler } from 'express';
import request, { type Response } from 'supertest';
import { createAccounts, type Accounts } from '../../src/accounts/accounts.js';
import { LINK_ENDED } from '../../src/accounts/viewer.js';
import { createAudit } from '../../src/audit/audit.js';
import type { AuditNote } from '../../src/audit/entry.js';
import type { ConnectCaller, ConnectHandler, Tenant } from '../../src/connect/caller.js';
import type { GitLab } from '../../src/gitlab/gitlab.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { handle } from '../../src/http/handle.js';
import { createPages } from '../../src/http/pages.js';
import { logRequests } from '../../src/http/request-log.js';
import { securityHeaders } from '../../src/http/security-headers.js';
import { createLogger } from '../../src/logger.js';
import type { KindName } from '../../src/queue/kinds.js';
import { createQueue, type Queue } from '../../src/queue/queue.js';
import type { Handler } from '../../src/queue/worker.js';
import type { Settings } from '../../src/settings.js';
import type { Database } from '../../src/storage/database.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { createSealer, type Sealer } from '../../src/storage/sealing.js';
import { testSettings } from '../support/settings.js';
import { sitesWith } from '../support/sites.js';
import { createFakeOAuth, type FakeOAuth } from './accounts-oauth.js';
import { languages } from '../support/words.js';
import { asOperator } from '../support/rows.js';

export const BASE = 'http://localhost:3000';
export const INSTANCE: GitLabInstance = {
  id: 'default',
  baseUrl: 'https://gitlab.example',
  oauth: { clientId: 'client', clientSecret: 'client-secret' },
  unlinkedContent: 'public',
};

/** The feature alone behind a small app: the caller is whoever `as` says, where the product has its guards. */
export interface World {
  readonly app: Express;
  readonly accounts: Accounts;
  readonly queue: Queue;
  readonly oauth: FakeOAuth;
  readonly sealer: Sealer;
  readonly tenants: Map<string, Tenant>;
  readonly names: Map<string, string>;
  readonly instances: Map<string, GitLabInstance>;
  readonly time: { now: number };
  /** Every log line so far. */
  readonly log: string[];
  /** The links whose end was announced, by name. */
  readonly ended: string[];
  /** What was noted for the audit log in passing. */
  readonly noted: AuditNote[];
  tenant(clientKey?: string): Tenant;
  caller(accountId?: string, clientKey?: string): ConnectCaller;
  /** Does at once what the queue would have this process do. */
  work(kind: KindName, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

type Shared = Partial<Pick<World, 'oauth' | 'time' | 'tenants' | 'instances'>> & { readonly gitlab?: Pick<GitLab, 'preset' | 'oauth'>; readonly baseUrl?: string; readonly keys?: Settings['encryptionKeys']; readonly unusedLinkDays?: number; readonly pause?: (milliseconds: number) => Promise<unknown> };

/** What is `shared` comes from a world that stands for another process of the installation; `gitlab` takes the place of the fake. */
export function createWorld(database: Database, shared: Shared = {}): World {
  const time = shared.time ?? { now: Date.parse('2026-03-01T09:00:00Z') };
  const clock = () => time.now;
  const log: string[] = [];
  const logger = createLogger('trace', new Writable({ write: (line: Buffer, _encoding, done) => (log.push(line.toString()), done()) }));
  const settings = testSettings({ baseUrl: shared.baseUrl ?? BASE, unusedLinkDays: shared.unusedLinkDays ?? 90 });
  const sealer = createSealer(shared.keys ?? settings.encryptionKeys);
  const oauth = shared.oauth ?? createFakeOAuth(clock);
  const tenants = shared.tenants ?? new Map<string, Tenant>();
  const instances = shared.instances ?? new Map([[INSTANCE.id, INSTANCE]]);
  const names = new Map([['alice', 'Alice Adams']]);
  const assets = { url: '/assets/x/', mountPath: '/assets/x', serve: nothing, icon: nothing };
  const invalidation = createInvalidation({ redis: undefined, logger });
  const ended: string[] = [];
  invalidation.on(LINK_ENDED, (name) => ended.push(name));
  const noted: AuditNote[] = [];
  const queue = createQueue({ database, logger });
  const handlers = new Map<KindName, Handler>();
  const handle: Queue['handle'] = (kind, handler) => {
    handlers.set(kind, handler);
    queue.handle(kind, handler);
  };
  const accounts = createAccounts({
    settings, logger, database, sealer, invalidation, queue: { ...queue, handle }, clock,
    ...(shared.pause && { pause: shared.pause }),
    gitlab: shared.gitlab ?? { preset: instances.get(INSTANCE.id) ?? INSTANCE, oauth },
    sites: sitesWith(() => (shared.gitlab ? [shared.gitlab.preset] : [...instances.values()])),
    confluence: {
      userName: (_tenant, accountId) => Promise.resolve(names.get(accountId)),
      person: () => Promise.resolve({ isGuest: false }),
      groupsOf: () => Promise.resolve(undefined),
      reportAccounts: () => Promise.reject(new Error('no site of this world is one that reports')),
    },
    tenants: {
      find: (clientKey) => Promise.resolve(tenants.get(clientKey)),
      findInstalled: (clientKey) => Promise.resolve(findInstalled(tenants.get(clientKey))),
    },
    audit: { ...createAudit({ database, sealer, settings, logger, clock }), note: (note) => void noted.push(note) },
    pages: createPages({ settings, assets, languages: languages.names }),
    languages,
  });
  queue.start();
  const tenant = (clientKey = 'site-one') => {
    const known = tenants.get(clientKey) ?? { clientKey, baseUrl: `https://${clientKey}.atlassian.net/wiki`, displayUrl: undefined, epoch: 1 };
    tenants.set(clientKey, known);
    return known;
  };
  const caller = (accountId?: string, clientKey?: string) => ({ tenant: tenant(clientKey), accountId });
  const app = express().disable('x-powered-by').set('query parser', 'simple').use(logRequests(logger), securityHeaders(settings), express.json());
  mount(app, accounts, caller);
  app.use(answerErrors(assets, '', languages));
  const close = async () => {
    await queue.close();
    await accounts.stop();
  };
  const work = async (kind: KindName, signal = new AbortController().signal) => handlers.get(kind)?.({}, signal);
  return { work, app, accounts, queue, oauth, sealer, tenants, names, instances, time, log, ended, noted, tenant, caller, close };
}

const findInstalled = (tenant: Tenant | undefined) => tenant && { tenant, installedAt: 0, sharedSecret: 'shared' };

const nothing: RequestHandler = (_req, _res, next) => next();

function mount(app: Express, { routes }: Accounts, caller: World['caller']): void {
  const elsewhere = (req: Request) => (req.get('x-elsewhere') ? { elsewhere: true as const } : {});
  const asCaller = (handler: ConnectHandler) => handle((req, res) => handler({ ...caller(accountOf(req), req.get('x-tenant')), ...elsewhere(req) }, req, res));
  app.post('/api/link/start', asCaller(routes.start));
  app.get('/api/link/status', asCaller(routes.status));
  app.post('/api/link/confirm', asCaller(routes.confirm));
  app.post('/api/link/decline', asCaller(routes.decline));
  app.post('/api/link/disconnect', asCaller(routes.disconnect));
  app.get('/oauth/popup', handle(routes.popup));
  app.post('/oauth/start', handle(routes.oauthStart));
  app.get(['/oauth/callback', '/oauth/callback/:instanceId'], handle(routes.callback));
}

/** In a browser the frame's token is the account itself. */
function accountOf(req: Request): string | undefined {
  return req.get('x-account') ?? req.get('authorization')?.replace('JWT ', '');
}

export interface Started {
  readonly flow: string;
  readonly ticket: string;
  readonly ticket2: string;
  readonly flowSecret: string;
}

/** What a person's frame and popup do, one request a function. */
export function person({ app }: World, account: string | undefined = 'alice', tenant = 'site-one') {
  const who: Record<string, string> = { 'x-tenant': tenant, ...(account === undefined ? {} : { 'x-account': account }) };
  const post = (path: string, secret: string | undefined, body: object = {}) =>
    request(app).post(path).set(who).set(secret === undefined ? {} : { 'x-flow-secret': secret }).send(body);
  return {
    startRaw: (body: object = {}) => request(app).post('/api/link/start').set(who).send(body),
    start: async (): Promise<Started> => (await request(app).post('/api/link/start').set(who).send({}).expect(200)).body as Started,
    status: (secret: string) => request(app).get('/api/link/status').set(who).set('x-flow-secret', secret),
    confirm: (secret: string | undefined, code?: string) => post('/api/link/confirm', secret, code === undefined ? {} : { code }),
    decline: (secret: string | undefined) => post('/api/link/decline', secret),
    disconnect: () => post('/api/link/disconnect', undefined, {}),
  };
}

const OURS = { 'sec-fetch-site': 'same-origin', origin: BASE, 'content-type': 'application/json' };

/** The popup's request with a ticket. */
export const oauthStart = ({ app }: World, body: object, headers: Record<string, string> = OURS) =>
  request(app).post('/oauth/start').set(headers).send(JSON.stringify(body));

export interface AtGitLab {
  readonly cookie: string;
  readonly state: string;
}

/** Hands in a ticket: the browser has the cookie then, and is at GitLab with the state. */
export async function goToGitLab(world: World, ticket: string, agreed?: boolean): Promise<AtGitLab> {
  const answer = await oauthStart(world, { ticket, ...(agreed === undefined ? {} : { agreed }) }).expect(200);
  const { authorizeUrl } = answer.body as { authorizeUrl: string };
  return { cookie: cookieOf(answer), state: new URL(authorizeUrl).searchParams.get('state') ?? '' };
}

/** `name=value` of the first cookie that an answer sets. */
export function cookieOf(answer: Response): string {
  const header: unknown = answer.headers['set-cookie'];
  return Array.isArray(header) ? (String(header[0]).split(';')[0] ?? '') : '';
}

/** GitLab sends the browser back. */
export const comeBack = ({ app }: World, { cookie, state }: AtGitLab, query: Record<string, string> = { code: 'code-1' }, path = '/oauth/callback') =>
  request(app).get(path).set('cookie', cookie).query({ ...query, state });

/** All the way to the panel that asks to confirm. */
export async function reachPending(world: World, account = 'alice', tenant = 'site-one'): Promise<Started> {
  const started = await person(world, account, tenant).start();
  await comeBack(world, await goToGitLab(world, started.ticket)).expect(200);
  return started;
}

export async function linkAccount(world: World, account = 'alice', tenant = 'site-one'): Promise<void> {
  const { flowSecret } = await reachPending(world, account, tenant);
  await person(world, account, tenant).confirm(flowSecret).expect(200);
}

/** The rows of a table, as the database holds them. */
export async function rowsOf(database: Database, table: 'links' | 'link_flows' | 'revocations' | 'recents' | 'audit_entries'): Promise<Record<string, unknown>[]> {
  const [rows] = await asOperator(database).query(`SELECT * FROM ${table}`);
  return rows as Record<string, unknown>[];
}

export async function emptyTables(database: Database): Promise<void> {
  await database.ofAllTenants.write(async (transaction) => {
    for (const table of ['links', 'link_flows', 'revocations', 'recents', 'audit_entries']) await database.sequelize.query(`DELETE FROM ${table}`, { transaction });
  });
}
