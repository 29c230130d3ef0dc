import { createHash } from 'node:crypto';
import type { Transaction } from 'sequelize';
import { LRUCache } from 'lru-cache';
import { tooMany, unauthorized, unavailable } from '../../errors.js';
import type { Logger } from '../../logger.js';
import { parseHttpUrl } from '../../settings-values.js';
import type { Settings } from '../../settings.js';
import type { Database } from '../../storage/database.js';
import { LEEWAY_S } from '../caller-token.js';
import { readSiteUrl } from '../lifecycle-body.js';
import { lockTenant, newestCallOf } from '../lifecycle-memory.js';
import type { InstalledTenant, Tenants } from '../tenants.js';
import { askClientKey, OWN_PREFIX } from './client-key.js';
import { bindInstallation, endInstallationsOf, holdInstallation, type Standing } from './installations-table.js';
import type { Installations } from './installations.js';
import type { Invocation } from './invocation-token.js';

/** The tenants that verified Forge tokens speak for. */
export interface ForgeTenants {
  /**
   * The tenant of the token's installation. For one that nothing is known of, Confluence is asked with `systemToken` under which client
   * key Connect knows the site; the tenant of that key gets the installation, or a new one where there is none, or is another site's.
   * @throws AppError 401, 403 for a site that may not install, 429, 503 while Confluence doesn't tell
   */
  find(invocation: Invocation, systemToken: string | undefined): Promise<InstalledTenant>;
}

export interface ForgeTenantsParts {
  readonly settings: Pick<Settings, 'hostWhitelist' | 'loopback'>;
  readonly appKey: string;
  readonly database: Database;
  readonly tenants: Tenants;
  readonly installations: Installations;
  /** Removes what is left of a tenant whose rights have ended. */
  readonly purge: (clientKey: string) => Promise<void>;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const MOST_AT_ONCE = 32;
/**
 * One question is all that an installation needs, so whoever makes us ask more has no token for it: one person takes a part of what the
 * others of the site have.
 */
const MOST_PER_MINUTE = { person: 10, installation: 40 };

export function createForgeTenants(parts: ForgeTenantsParts): ForgeTenants {
  const { appKey, database, tenants, installations, purge, logger, clock } = parts;
  const questions = new LRUCache<string, number>({ max: 10_000, ttl: 60_000, perf: { now: clock }, ttlResolution: 0 });
  const running = new Map<string, Promise<Standing>>();

  async function learn(invocation: Invocation, token: string): Promise<Standing> {
    const { apiBaseUrl, installationId } = invocation;
    const asked = await askClientKey({ apiBaseUrl, token }, appKey).catch((error: unknown) => {
      throw unavailable('Confluence does not tell which site this is.', 10, error);
    });
    let clientKey = asked ?? ownKeyOf(invocation);
    // Which tenant gets the installation is decided here, so it is the work of none.
    const trySettling = () => database.ofAllTenants.write((transaction) => settle(parts, invocation, clientKey, transaction));
    let done = await trySettling();
    if (done === 'of another site') {
      logger.warn({ installationId, tenant: clientKey }, 'a Forge installation names another site’s client key, and gets a record of its own');
      clientKey = ownKeyOf(invocation);
      done = await trySettling();
    }
    for (let tries = 0; done === 'in the way' && tries < 3; tries += 1) {
      await purge(clientKey);
      done = await trySettling();
    }
    if (done === 'in the way' || done === 'of another site') throw unavailable('The site is being removed at the moment.', 5);
    tenants.changed(clientKey);
    installations.changed(installationId);
    logger.info({ tenant: clientKey, installationId, known: clientKey === asked }, 'a Forge installation was bound to its tenant');
    return done;
  }

  function learnOnce(invocation: Invocation, token: string): Promise<Standing> {
    const { installationId, accountId = '' } = invocation;
    // Another's token must not decide over this one's answer.
    const name = `${installationId} ${createHash('sha256').update(token).digest('base64url')}`;
    const mine = running.get(name);
    if (mine) return mine;
    const counts = [[installationId, MOST_PER_MINUTE.installation], [`${installationId} ${accountId}`, MOST_PER_MINUTE.person]] as const;
    if (counts.some(([key, most]) => (questions.get(key) ?? 0) >= most)) throw tooMany('This installation was asked about too often.', 60);
    if (running.size >= MOST_AT_ONCE) throw unavailable('Too many installations are asked about.', 5);
    for (const [key] of counts) questions.set(key, (questions.get(key) ?? 0) + 1, { noUpdateTTL: true });
    const learning = learn(invocation, token).finally(() => running.delete(name));
    running.set(name, learning);
    return learning;
  }

  return {
    async find(invocation, systemToken) {
      const { installationId, iat } = invocation;
      const known = await installations.find(installationId);
      if (!known && systemToken === undefined) throw unauthorized('an unknown installation, and nothing to ask about it with');
      const standing = known ?? (await learnOnce(invocation, systemToken ?? ''));
      if (standing === 'ended') throw unauthorized('the installation has ended');
      const found = await tenants.findInstalled(standing.clientKey);
      if (!found) throw unauthorized('the tenant of the installation has ended');
      if (iat < found.installedAt - LEEWAY_S) throw unauthorized('issued before the newest install');
      return found;
    },
  };
}

/**
 * The key of a site that Connect does not know: the same after a reinstall, and another one for each of the app's environments, which
 * may be installed side by side.
 */
function ownKeyOf({ cloudId, environment }: Invocation): string {
  return `${OWN_PREFIX}${cloudId}:${environment}`;
}

type Obstacle = 'in the way' | 'of another site';

/** Binds the installation to the tenant of `clientKey`, which is added where there is none. */
async function settle(parts: ForgeTenantsParts, invocation: Invocation, clientKey: string, transaction: Transaction): Promise<Standing | Obstacle> {
  const { database, tenants, clock } = parts;
  const { installationId, iat } = invocation;
  await lockTenant(database, clientKey, transaction);
  const standing = await holdInstallation(database, installationId, transaction);
  if (standing) return standing;
  // A clock ahead of ours must not make the next call look older than this one.
  const signedAt = new Date(Math.min(iat * 1000, clock()));
  const row = await tenants.standingOf(clientKey, transaction);
  if (row && !isSameSite(row, invocation, clientKey)) return 'of another site';
  if (!row || row.endedAt) return addTenant(parts, invocation, { clientKey, signedAt, endedAt: row?.endedAt ?? undefined }, transaction);
  if (!(await bindInstallation(database, installationId, clientKey, transaction))) throw unavailable('This installation was bound at the same moment.', 1);
  // Installed anew, and nobody has told of it.
  const isAnother = (await endInstallationsOf(database, clientKey, new Date(clock()), transaction, installationId)) > 0;
  if (isAnother) await tenants.renew(clientKey, signedAt, transaction);
  return { clientKey };
}

/**
 * Confluence keeps the client key among the app's properties on the site, and nobody has signed that these are the site's own words. Its
 * address is in the token, so no site gets hold of another, nor removes it.
 */
function isSameSite({ baseUrl, displayUrl }: { readonly baseUrl: string; readonly displayUrl: string | null }, { siteUrl }: Invocation, clientKey: string): boolean {
  if (clientKey.startsWith(OWN_PREFIX)) return true;
  const origin = siteUrl === undefined ? undefined : parseHttpUrl(siteUrl)?.origin;
  return origin !== undefined && [baseUrl, displayUrl].some((url) => url !== null && new URL(url).origin === origin);
}

interface Addition {
  readonly clientKey: string;
  readonly signedAt: Date;
  /** When the tenant of before has ended, if there is one. */
  readonly endedAt: Date | undefined;
}

async function addTenant({ database, tenants, settings }: ForgeTenantsParts, { installationId, iat, siteUrl }: Invocation, { clientKey, signedAt, endedAt }: Addition, transaction: Transaction): Promise<Standing | 'in the way'> {
  // What was signed before an uninstall does not undo it, also where nothing else is left of the tenant.
  const newest = await newestCallOf(database, clientKey, transaction);
  if (newest && iat * 1000 <= newest.getTime()) throw unauthorized('issued before the site was removed');
  if (endedAt && signedAt.getTime() <= endedAt.getTime() + LEEWAY_S * 1000) throw unavailable('The site is being removed at the moment.', LEEWAY_S);
  if (siteUrl === undefined) throw unauthorized('an unknown installation, and not called from its site');
  const tenant = { clientKey, baseUrl: `${readSiteUrl(siteUrl, settings)}/wiki`, displayUrl: undefined, productType: 'confluence', sharedSecret: undefined, installationId };
  return (await tenants.put(tenant, signedAt, transaction)) === 'ended' ? 'in the way' : { clientKey };
}
