import { randomBytes } from 'node:crypto';
import type { Transaction } from 'sequelize';
import { holdsTenant, isInstalled } from '../connect/tenant-tables.js';
import type { Tenant } from '../connect/caller.js';
import { badRequest, conflict, gone, notFound } from '../errors.js';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import type { Sealer } from '../storage/sealing.js';
import { DEFAULT_POLICIES, PoliciesShape, readPolicies, type Policies } from './policies.js';
import { SharedTokenAbout } from './shared-token.js';
import { clientSecretPlace, defineSiteTables, sharedTokenPlace, type InstanceRow, type SharedTokenRow } from './tables.js';

/** An instance as its administrators see it: never its secret. */
export interface SetInstance extends Pick<InstanceRow, 'id' | 'baseUrl' | 'clientId' | 'enabled' | 'version' | 'addedAt' | 'changedAt'> {
  readonly hasSecret: boolean;
}

/** A shared token as administrators see it: never the token. */
export interface SetToken extends SharedTokenAbout, Pick<SharedTokenRow, 'instanceId' | 'instanceUrl' | 'setAt'> {}

/** What a site's administrators have set. */
export interface SiteSettings {
  /** Whether the instance of `GITLAB_URL` is in use. */
  readonly defaultEnabled: boolean;
  readonly policies: Policies;
  /** Of `defaultEnabled` and `policies`; empty where nobody has set them. */
  readonly version: string;
  readonly instances: readonly SetInstance[];
  readonly tokens: readonly SetToken[];
}

/** Of an OAuth application; a secret that is undefined stays as it was, null is none. */
export interface ApplicationChange {
  readonly clientId: string | null;
  readonly clientSecret: string | null | undefined;
}

/**
 * Changes of a site's settings, each a part of a transaction in which the site's row is held: two changes of one site, and a change and
 * a link that is being confirmed, come one after the other. Whoever changes something says which version they saw.
 * @throws AppError 404 · 409 where somebody changed it meanwhile · 410 where the app was installed anew
 */
export interface SiteChanges {
  read(clientKey: string, transaction?: Transaction): Promise<SiteSettings>;
  /** To be called first in each transaction. */
  hold(tenant: Tenant, transaction: Transaction): Promise<void>;
  /** @throws AppError 409 where another instance of the site has that address · 400 where there are too many */
  refuseTwice(clientKey: string, baseUrl: string, id: string | undefined, transaction: Transaction): Promise<void>;
  addInstance(clientKey: string, instance: { readonly baseUrl: string } & ApplicationChange, transaction: Transaction): Promise<SetInstance>;
  /** `changes.enabled` alone switches it off or on. */
  changeInstance(clientKey: string, seen: { readonly id: string; readonly version: string }, changes: Partial<{ baseUrl: string; enabled: boolean } & ApplicationChange>, transaction: Transaction): Promise<SetInstance>;
  /** With its shared token. */
  removeInstance(clientKey: string, seen: { readonly id: string; readonly version: string }, transaction: Transaction): Promise<void>;
  setPolicies(clientKey: string, seen: string, changes: Partial<Policies & { defaultEnabled: boolean }>, transaction: Transaction): Promise<void>;
  setToken(clientKey: string, at: Pick<SharedTokenRow, 'instanceId' | 'instanceUrl'>, token: string, about: SharedTokenAbout, transaction: Transaction): Promise<void>;
  /** The token that is kept for that address, to be checked anew; undefined for none. */
  openToken(clientKey: string, at: Pick<SharedTokenRow, 'instanceId' | 'instanceUrl'>): Promise<string | undefined>;
  /** False when there was none. */
  removeToken(clientKey: string, instanceId: string, transaction: Transaction): Promise<boolean>;
  /** Removes all that is set for a site that is not installed. */
  purge(clientKey: string): Promise<void>;
}

export interface SiteChangesParts {
  readonly database: Database;
  readonly sealer: Sealer;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const MOST_INSTANCES = 20;
const makeName = () => randomBytes(12).toString('base64url');

export function createSiteChanges({ database, sealer, clock }: SiteChangesParts): SiteChanges {
  const tables = defineSiteTables(database.sequelize);
  async function rowOf(clientKey: string, { id, version }: { readonly id: string; readonly version: string }, transaction: Transaction): Promise<InstanceRow> {
    const row = (await tables.instances.findOne({ where: { clientKey, id }, transaction }))?.get();
    if (!row) throw notFound({ say: 'instanceGone' });
    if (row.version !== version) throw conflict({ say: 'settingsChanged' });
    return row;
  }

  async function refuseTwice(clientKey: string, baseUrl: string, id: string | undefined, transaction: Transaction): Promise<void> {
    const rows = await tables.instances.findAll({ where: { clientKey }, transaction });
    if (id === undefined && rows.length >= MOST_INSTANCES) throw badRequest({ say: 'instancesTooMany' });
    if (rows.some((row) => row.get().baseUrl === baseUrl && row.get().id !== id)) throw conflict({ say: 'instanceTwice' });
  }

  const sealSecret = (row: Pick<InstanceRow, 'clientKey' | 'id'>, secret: string | null) => (secret === null ? null : sealer.seal(secret, clientSecretPlace(row)));

  async function read(clientKey: string, transaction: Reading): Promise<SiteSettings> {
    const where = { clientKey };
    const settings = (await tables.settings.findOne({ where, transaction }))?.get();
    const instances = await tables.instances.findAll({ where, order: [['addedAt', 'ASC'], ['id', 'ASC']], transaction });
    const tokens = await tables.sharedTokens.findAll({ where, order: [['instanceId', 'ASC']], transaction });
    return {
      defaultEnabled: settings?.defaultEnabled ?? true,
      policies: settings ? readPolicies(settings.policies) : DEFAULT_POLICIES,
      version: settings?.version ?? '',
      instances: instances.map((row) => shown(row.get())),
      tokens: tokens.map((row) => {
        const { instanceId, instanceUrl, setAt, about } = row.get();
        return { ...SharedTokenAbout.parse(JSON.parse(about)), instanceId, instanceUrl, setAt };
      }),
    };
  }

  return {
    read: (clientKey, transaction) => (transaction ? read(clientKey, transaction) : database.ofTenant(clientKey).read((inside) => read(clientKey, inside))),
    refuseTwice,
    async hold(tenant, transaction) {
      if (!(await holdsTenant(database, tenant, transaction))) throw gone({ say: 'installedAnew' });
    },
    async addInstance(clientKey, { baseUrl, clientId, clientSecret }, transaction) {
      await refuseTwice(clientKey, baseUrl, undefined, transaction);
      const [id, now] = [makeName(), new Date(clock())];
      const row = { clientKey, id, baseUrl, clientId, sealedClientSecret: sealSecret({ clientKey, id }, clientSecret ?? null), enabled: true, version: makeName(), addedAt: now, changedAt: now };
      await tables.instances.create({ ...row }, { transaction });
      return shown(row);
    },
    async changeInstance(clientKey, seen, { clientSecret, ...changes }, transaction) {
      const row = await rowOf(clientKey, seen, transaction);
      if (changes.baseUrl !== undefined) await refuseTwice(clientKey, changes.baseUrl, row.id, transaction);
      const values = { ...changes, ...(clientSecret === undefined ? {} : { sealedClientSecret: sealSecret(row, clientSecret) }), version: makeName(), changedAt: new Date(clock()) };
      await tables.instances.update(values, { where: { clientKey, id: row.id }, transaction });
      return shown({ ...row, ...values });
    },
    async removeInstance(clientKey, seen, transaction) {
      const { id } = await rowOf(clientKey, seen, transaction);
      await tables.sharedTokens.destroy({ where: { clientKey, instanceId: id }, transaction });
      await tables.instances.destroy({ where: { clientKey, id }, transaction });
    },
    async setPolicies(clientKey, seen, { defaultEnabled, ...changes }, transaction) {
      const before = await read(clientKey, transaction);
      if (before.version !== seen) throw conflict({ say: 'settingsChanged' });
      const policies = JSON.stringify(PoliciesShape.parse({ ...before.policies, ...changes }));
      await tables.settings.upsert({ clientKey, defaultEnabled: defaultEnabled ?? before.defaultEnabled, policies, version: makeName(), changedAt: new Date(clock()) }, { transaction });
    },
    async setToken(clientKey, { instanceId, instanceUrl }, token, about, transaction) {
      const sealedToken = sealer.seal(token, sharedTokenPlace({ clientKey, instanceId }));
      await tables.sharedTokens.upsert({ clientKey, instanceId, instanceUrl, sealedToken, about: JSON.stringify(about), version: makeName(), setAt: new Date(clock()) }, { transaction });
    },
    async openToken(clientKey, { instanceId, instanceUrl }) {
      const where = { clientKey, instanceId };
      const row = await database.ofTenant(clientKey).read(async (transaction) => (await tables.sharedTokens.findOne({ where, transaction }))?.get());
      return row?.instanceUrl === instanceUrl ? sealer.open(row.sealedToken, sharedTokenPlace(row)) : undefined;
    },
    removeToken: async (clientKey, instanceId, transaction) => (await tables.sharedTokens.destroy({ where: { clientKey, instanceId }, transaction })) > 0,
    async purge(clientKey) {
      await database.ofTenant(clientKey).write(async (transaction) => {
        if (await isInstalled(database, clientKey, transaction)) return;
        for (const table of [tables.sharedTokens, tables.instances, tables.settings]) await (table as typeof tables.settings).destroy({ where: { clientKey }, transaction });
      });
    },
  };
}

function shown({ id, baseUrl, clientId, sealedClientSecret, enabled, version, addedAt, changedAt }: InstanceRow): SetInstance {
  return { id, baseUrl, clientId, hasSecret: sealedClientSecret !== null, enabled, version, addedAt, changedAt };
}
