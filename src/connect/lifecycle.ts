import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler } from 'express';
import type { Transaction } from 'sequelize';
import { unauthorized, unavailable } from '../errors.js';
import { handle } from '../http/handle.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import { graceEnd, type Endings } from './endings.js';
import { OWN_PREFIX } from './forge/client-key.js';
import type { Installations } from './forge/installations.js';
import type { InstallKeys } from './install-keys.js';
import { readClientKey, readNewTenant } from './lifecycle-body.js';
import { createLifecycleMemory, type SignedCall } from './lifecycle-memory.js';
import { verifyLifecycleToken } from './lifecycle-token.js';
import { createPurge } from './purge.js';
import type { Before, NewTenant, Tenants } from './tenants.js';

export interface LifecycleParts {
  readonly settings: Pick<Settings, 'baseUrl' | 'hostWhitelist' | 'loopback' | 'uninstallGraceHours'>;
  readonly logger: Logger;
  readonly database: Database;
  readonly tenants: Tenants;
  readonly endings: Endings;
  readonly installations: Pick<Installations, 'changed' | 'forgetEnded'>;
  readonly keys: InstallKeys;
  readonly appKey: string;
  readonly clock: () => number;
  /** Removes what features keep of a tenant, but for what it may find again; may be called again for the same one. */
  readonly onSuspended: (clientKey: string) => Promise<void>;
  /** Removes what features keep of a tenant; may be called again for the same one. */
  readonly onUninstalled: (clientKey: string) => Promise<void>;
}

export interface Lifecycle {
  readonly installed: RequestHandler[];
  readonly uninstalled: RequestHandler[];
  /** Ends the rights of a tenant as an uninstall does, within a transaction after which `conclude` has to come. False where there are none. */
  end(clientKey: string, transaction: Transaction): Promise<boolean>;
  /** Removes, or puts by, what is kept of a tenant whose rights have ended. @throws AppError 503 where something stays; it can be run again */
  conclude(clientKey: string, ended: boolean): Promise<void>;
  /** Removes what is kept of a tenant whose time to come back is over. @throws AppError 503, as `conclude` */
  purge(clientKey: string): Promise<void>;
  /** Removes what is left of tenants whose time to come back is over, and what need not be remembered any more. @throws where something stays; the rest is done */
  tidy(): Promise<void>;
}

/** The two calls by which a site comes and goes. Each token counts once; the same call again is answered as before. */
export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const { settings, logger, database, tenants, endings, installations, clock } = parts;
  const memory = createLifecycleMemory(database, clock);
  const purge = createPurge(parts);

  // Who comes and goes is decided over all tenants: one may lose its Forge installation to another, and epochs are drawn from one count.
  const put = (call: Call, tenant: NewTenant) => database.ofAllTenants.write(async (transaction) => {
    if (!(await memory.isNew(call, transaction))) return 'known' as const;
    const done = await tenants.put(tenant, call.token.issuedAt, transaction);
    if (done === 'ended') return done;
    await memory.keep(call, transaction);
    // What Forge alone had told of the site; nothing leads to it any more.
    if (done.loser?.startsWith(OWN_PREFIX)) await endings.end(done.loser, null, transaction);
    return done;
  });

  async function install(call: Call, req: Request): Promise<void> {
    const { clientKey } = call;
    const tenant = readNewTenant(req.body, settings);
    let done = await put(call, tenant);
    for (let tries = 0; done === 'ended' && tries < 3; tries += 1) {
      await purge.run(clientKey);
      done = await put(call, tenant);
    }
    if (done === 'ended') throw unavailable('The site is being removed at the moment.', 5);
    if (done === 'known') return;
    tenants.changed(clientKey);
    if (done.loser !== undefined) tenants.changed(done.loser);
    if (tenant.installationId !== undefined) installations.changed(tenant.installationId);
    tellOf(tenant, done, logger);
  }

  async function uninstall(call: Call): Promise<void> {
    const { clientKey } = call;
    const ended = await database.ofAllTenants.write(async (transaction) => {
      if (!(await memory.isNew(call, transaction))) return false;
      await memory.keep(call, transaction);
      return end(clientKey, transaction);
    });
    await conclude(clientKey, ended);
  }

  const keptUntil = () => graceEnd(settings.uninstallGraceHours, clock());
  const end = (clientKey: string, transaction: Transaction) => endings.end(clientKey, keptUntil(), transaction);

  async function conclude(clientKey: string, ended: boolean): Promise<void> {
    if (ended) {
      const until = keptUntil();
      tenants.changed(clientKey);
      logger.info({ tenant: clientKey, ...(until && { keptUntil: until }) }, 'uninstalled');
    }
    const left = await endings.find(clientKey);
    if (left === 'kept') await suspend(clientKey);
    if (left === 'due') await purge.run(clientKey);
  }

  async function suspend(clientKey: string): Promise<void> {
    try {
      await parts.onSuspended(clientKey);
    } catch (error) {
      throw unavailable('What this site had begun could not be ended yet.', 30, error);
    }
  }

  return {
    installed: route(parts, install),
    uninstalled: route(parts, uninstall),
    end,
    conclude,
    purge: purge.run,
    async tidy() {
      const done = await Promise.allSettled([purge.runAll(), installations.forgetEnded(), memory.forgetExpired()]);
      for (const one of done) if (one.status === 'rejected') throw one.reason;
    },
  };
}

interface Call extends SignedCall {
  readonly clientKey: string;
}

function tellOf({ clientKey, baseUrl, installationId }: NewTenant, before: Before, logger: Logger): void {
  const about = { tenant: clientKey, baseUrl, ...(installationId !== undefined && { installationId }), ...(before.isBack && { isBack: true }) };
  if (before.baseUrl === undefined || before.baseUrl === baseUrl) logger.info(about, 'installed');
  else logger.info({ ...about, before: before.baseUrl }, 'installed again under another base URL');
}

function route(parts: LifecycleParts, work: (call: Call, req: Request) => Promise<void>): RequestHandler[] {
  const answer = handle(async (req, res) => {
    await work(await readCall(parts, req), req);
    res.status(204).end();
  });
  return [express.json({ limit: '16kb', verify: keepBytes }), answer];
}

const bodies = new WeakMap<object, Buffer>();

function keepBytes(req: object, _res: unknown, bytes: Buffer): void {
  bodies.set(req, bytes);
}

async function readCall({ settings, keys, appKey, clock }: LifecycleParts, req: Request): Promise<Call> {
  const token = await verifyLifecycleToken(req, keys, settings.baseUrl, clock());
  const clientKey = readClientKey(req.body, appKey);
  if (clientKey !== token.clientKey) throw unauthorized('signed for another tenant');
  const bodyHash = createHash('sha256').update(bodies.get(req) ?? '').digest('hex');
  return { clientKey, bodyHash, token };
}
