import { createHash } from 'node:crypto';
import express, { type Request, type RequestHandler } from 'express';
import { Op, type Transaction } from 'sequelize';
import { unauthorized } from '../errors.js';
import { handle } from '../http/handle.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { InstallKeys } from './install-keys.js';
import { readLifecycleBody, readNewTenant, type LifecycleBody } from './lifecycle-body.js';
import { verifyLifecycleToken, type LifecycleToken } from './lifecycle-token.js';
import { defineInstallTokens } from './tenant-tables.js';
import type { Tenants } from './tenants.js';

export interface LifecycleParts {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly database: Database;
  readonly tenants: Tenants;
  readonly keys: InstallKeys;
  readonly appKey: string;
  readonly clock: () => number;
  /** Removes what features keep of a tenant; may be called again for the same one. */
  readonly onUninstalled: (clientKey: string) => Promise<void>;
}

export interface Lifecycle {
  readonly installed: RequestHandler[];
  readonly uninstalled: RequestHandler[];
  /** Removes data of ended tenants that a fault has left behind. */
  finishUninstalls(): Promise<void>;
}

/** The two calls by which a site comes and goes. Each token counts once; the same call again is answered as before. */
export function createLifecycle(parts: LifecycleParts): Lifecycle {
  const remember = createMemory(parts);
  const json = express.json({ limit: '16kb', verify: keepBytes });
  const route = (work: (call: Call) => Promise<void>) => [json, handle(async (req, res) => {
    const call = await readCall(parts, req);
    await work(call);
    res.status(204).end();
  })];

  async function install(call: Call): Promise<void> {
    const { database, tenants, logger } = parts;
    const tenant = readNewTenant(call.body, parts.settings);
    const { clientKey } = tenant;
    if (await tenants.isEnded(clientKey)) await finish(parts, clientKey);
    const done = await database.write(async (transaction) => {
      if (!(await remember(call, transaction))) return undefined;
      return { before: await tenants.put(tenant, transaction) };
    });
    if (!done) return;
    tenants.changed(clientKey);
    const moved = done.before !== undefined && done.before !== tenant.baseUrl;
    logger.info({ tenant: clientKey, baseUrl: tenant.baseUrl, ...(moved ? { before: done.before } : {}) }, moved ? 'installed again under another base URL' : 'installed');
  }

  async function uninstall(call: Call): Promise<void> {
    const { database, tenants, logger } = parts;
    const { clientKey } = call.body;
    const news = await database.write(async (transaction) => (await remember(call, transaction)) && (await tenants.end(clientKey, transaction)));
    if (news) {
      tenants.changed(clientKey);
      logger.info({ tenant: clientKey }, 'uninstalled');
    }
    if (await tenants.isEnded(clientKey)) await finish(parts, clientKey);
  }

  return {
    installed: route(install),
    uninstalled: route(uninstall),
    async finishUninstalls() {
      for (const clientKey of await parts.tenants.findEnded()) await finish(parts, clientKey);
    },
  };
}

interface Call {
  readonly body: LifecycleBody;
  readonly bodyHash: string;
  readonly token: LifecycleToken;
}

const bodies = new WeakMap<object, Buffer>();

function keepBytes(req: object, _res: unknown, bytes: Buffer): void {
  bodies.set(req, bytes);
}

async function readCall({ settings, keys, appKey, clock }: LifecycleParts, req: Request): Promise<Call> {
  const token = await verifyLifecycleToken(req, keys, settings.baseUrl, clock());
  const body = readLifecycleBody(req.body, appKey);
  if (body.clientKey !== token.clientKey) throw unauthorized('signed for another tenant');
  const bodyHash = createHash('sha256').update(req.path).update('\n').update(bodies.get(req) ?? '').digest('hex');
  return { body, bodyHash, token };
}

/** Removes the features' data first and the row last, so that a fault in between leaves something to go on from. */
async function finish({ onUninstalled, tenants }: LifecycleParts, clientKey: string): Promise<void> {
  await onUninstalled(clientKey);
  await tenants.remove(clientKey);
}

/** Tokens are remembered until they expire: the signature doesn't cover the body, so a token that came with one is good for no other. */
function createMemory({ database, clock }: LifecycleParts) {
  const table = defineInstallTokens(database.sequelize);
  /** False when the same call has been here. @throws AppError 401 with another body, or after a newer call of that tenant */
  return async ({ token, bodyHash }: Call, transaction: Transaction): Promise<boolean> => {
    const clientHash = createHash('sha256').update(token.clientKey).digest('hex');
    await lockTenant(database, clientHash, transaction);
    const known = (await table.findOne({ where: { tokenHash: token.hash }, transaction }))?.get();
    if (known && known.bodyHash === bodyHash) return false;
    const newer = await table.count({ where: { clientHash, issuedAt: { [Op.gt]: token.issuedAt } }, transaction });
    if (known || newer > 0) throw unauthorized(known ? 'a token that came with another body' : 'a newer call has been here');
    await table.destroy({ where: { expiresAt: { [Op.lte]: new Date(clock()) } }, transaction });
    const { hash, issuedAt, expiresAt } = token;
    await table.create({ tokenHash: hash, bodyHash, clientHash, issuedAt, expiresAt }, { transaction });
    return true;
  };
}

/** Makes calls of one tenant wait for each other. SQLite has one writer anyway. */
async function lockTenant({ sequelize, dialect }: Database, clientHash: string, transaction: Transaction): Promise<void> {
  if (dialect !== 'postgres') return;
  await sequelize.query('SELECT pg_advisory_xact_lock(hashtextextended(:clientHash, 1))', { replacements: { clientHash }, transaction });
}
