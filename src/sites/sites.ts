import { LRUCache } from 'lru-cache';
import type { Transaction } from 'sequelize';
import { isNamedHost, portOf } from '../gitlab/calls/address-guard.js';
import type { Application, GitLabInstance } from '../gitlab/instance.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import { within } from '../storage/deadline.js';
import type { Invalidation } from '../storage/invalidation.js';
import { createRemembered } from '../storage/remembered.js';
import type { Sealer } from '../storage/sealing.js';
import { DEFAULT_POLICIES, readPolicies } from './policies.js';
import { makeSharedToken, type SharedToken } from './shared-token.js';
import { makeSite, SITE_CHANGED, type Site, type SiteKey, type Sites } from './site.js';
import { clientSecretPlace, defineSiteTables, sharedTokenPlace, type InstanceRow, type SettingsRow, type SharedTokenRow } from './tables.js';

export interface SitesParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  readonly settings: Pick<Settings, 'gitlab'>;
  /** The instance of `GITLAB_URL`. */
  readonly preset: GitLabInstance;
  readonly logger: Pick<Logger, 'error'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The sites' settings as they are stored, and remembered. */
export interface StoredSites extends Sites {
  /** The OAuth application that tokens of an added instance are revoked with; none for that of `GITLAB_URL`, whose own the operator sets. */
  applicationOf(at: { readonly instanceId: string; readonly instanceUrl: string }, transaction: Reading): Promise<Application | undefined>;
  /** Whether people may use that instance at that address now. While the transaction holds the site's row that does not change. */
  isInUse(at: { readonly clientKey: string; readonly instanceId: string; readonly instanceUrl: string }, transaction: Transaction): Promise<boolean>;
  /** To be called after each commit that changed something. */
  changed(clientKey: string): void;
}

/** Every frame waits for this, so a database that hangs is told of soon. */
const ANSWER_MS = 1_200;
/** Sites whose last state is kept: what has not changed stays the same object, and what hangs on it stays good. */
const MOST_KEPT = 5_000;

export function createSites(parts: SitesParts): StoredSites {
  const { database, invalidation, clock, preset } = parts;
  const tables = defineSiteTables(database.sequelize);
  const untouched = makeSite([preset], DEFAULT_POLICIES, '');
  const remembered = createRemembered<Site>(SITE_CHANGED, invalidation, clock);
  const last = new LRUCache<string, Site>({ max: MOST_KEPT });

  async function read(clientKey: string): Promise<Site> {
    const rows = await within(ANSWER_MS, database.ofTenant(clientKey).read((transaction) => readRows(clientKey, transaction)));
    if (!rows.settings && rows.instances.length === 0) return untouched;
    const site = siteOf(parts, rows);
    const before = last.get(clientKey);
    if (before?.version === site.version) return before;
    last.set(clientKey, site);
    return site;
  }

  async function readRows(clientKey: string, transaction: Reading): Promise<SiteRows> {
    const where = { clientKey };
    // One after the other: they go by one connection.
    const settings = await tables.settings.findOne({ where, transaction });
    const instances = await tables.instances.findAll({ where, order: [['addedAt', 'ASC'], ['id', 'ASC']], transaction });
    const tokens = await tables.sharedTokens.findAll({ where, order: [['instanceId', 'ASC']], transaction });
    return { settings: settings?.get(), instances: instances.map((row) => row.get()), tokens: tokens.map((row) => row.get()) };
  }

  return {
    async of({ clientKey }) {
      return remembered.peek(clientKey) ?? (await remembered.find(clientKey, () => read(clientKey))) ?? untouched;
    },
    known: ({ clientKey }: SiteKey) => remembered.peek(clientKey),
    async applicationOf({ instanceId, instanceUrl }, transaction) {
      if (instanceId === preset.id) return undefined;
      const row = (await tables.instances.findOne({ where: { id: instanceId }, transaction }))?.get();
      return row?.baseUrl === instanceUrl ? instanceOf(parts, row).oauth : undefined;
    },
    async isInUse({ clientKey, instanceId, instanceUrl }, transaction) {
      if (instanceId === preset.id) {
        const settings = (await tables.settings.findOne({ where: { clientKey }, transaction }))?.get();
        return preset.baseUrl === instanceUrl && (settings?.defaultEnabled ?? true);
      }
      const row = (await tables.instances.findOne({ where: { clientKey, id: instanceId }, transaction }))?.get();
      return row !== undefined && row.enabled && row.baseUrl === instanceUrl;
    },
    changed: remembered.changed,
  };
}

/** All that is stored of one site. */
interface SiteRows {
  readonly settings: SettingsRow | undefined;
  readonly instances: readonly InstanceRow[];
  readonly tokens: readonly SharedTokenRow[];
}

function siteOf(parts: SitesParts, { settings, instances: rows, tokens }: SiteRows): Site {
  const added = rows.filter(({ enabled }) => enabled);
  const instances = [...((settings?.defaultEnabled ?? true) ? [parts.preset] : []), ...added.map((row) => instanceOf(parts, row))];
  const version = [settings?.version ?? '', ...rows.map((row) => row.version), ...tokens.map((row) => row.version)].join(' ');
  const policies = settings ? readPolicies(settings.policies) : DEFAULT_POLICIES;
  return makeSite(instances, policies, version, policies.unlinked === 'shared' ? new Map(tokens.flatMap((row) => tokenOf(parts, row, instances))) : undefined);
}

/** A token never goes to another address than the one it was set for. */
function tokenOf({ sealer, logger }: SitesParts, row: SharedTokenRow, instances: readonly GitLabInstance[]): [string, SharedToken][] {
  const { clientKey, instanceId, instanceUrl, sealedToken, about, version } = row;
  if (!instances.some(({ id, baseUrl }) => id === instanceId && baseUrl === instanceUrl)) return [];
  try {
    return [[instanceId, makeSharedToken(about, sealer.open(sealedToken, sharedTokenPlace(row)), version)]];
  } catch (error) {
    logger.error({ tenant: clientKey, instance: instanceId, err: error }, 'a shared token can not be opened');
    return [];
  }
}

/** An instance that an administrator has added. What shows without a link is what the operator allows for all of its kind. */
function instanceOf({ sealer, settings: { gitlab }, logger }: SitesParts, row: InstanceRow): GitLabInstance {
  const { id, clientKey, baseUrl, clientId } = row;
  const unlinkedContent = gitlab.unlinkedContentSet ?? (isNamedHost(gitlab.privateHosts, new URL(baseUrl).hostname, portOf(new URL(baseUrl))) ? 'none' : 'public');
  return Object.freeze({ id, baseUrl, oauth: clientId === null ? undefined : applicationOf(row, clientId), unlinkedContent });

  function applicationOf({ sealedClientSecret }: InstanceRow, application: string): GitLabInstance['oauth'] {
    try {
      return { clientId: application, clientSecret: sealedClientSecret === null ? undefined : sealer.open(sealedClientSecret, clientSecretPlace(row)) };
    } catch (error) {
      logger.error({ tenant: clientKey, instance: id, err: error }, 'the secret of an OAuth application can not be opened');
      return undefined;
    }
  }
}
