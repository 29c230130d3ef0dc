import { Op, type Transaction } from 'sequelize';
import { z } from 'zod';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Application, GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, TokenPair } from '../gitlab/oauth/oauth.js';
import { KEEPING } from '../keeping.js';
import type { Logger } from '../logger.js';
import type { StoredSites } from '../sites/sites.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import { makeId } from './secrets.js';
import { applicationPlace, revocationPlace } from './sealed-tokens.js';
import type { RevocationRow, Tables } from './tables.js';

/** Tokens that nobody may use any more, and the instance that issued them. */
export interface Doomed {
  readonly instanceId: string;
  readonly instanceUrl: string;
  readonly pair: TokenPair;
  /** That they were issued to, where whoever dooms them knows: the instance may be gone by then. */
  readonly application?: Application | undefined;
}

/** A row's tokens as what is to be revoked; none where it has none. Those that do not open are lost, which the log tells with `about`. */
export function doom(row: Pick<Doomed, 'instanceId' | 'instanceUrl'>, open: () => TokenPair | undefined, logger: Logger, about: object): readonly Doomed[] {
  try {
    const pair = open();
    return pair ? [{ instanceId: row.instanceId, instanceUrl: row.instanceUrl, pair }] : [];
  } catch (error) {
    logger.error({ ...about, err: error }, 'tokens can not be opened, so they can not be revoked');
    return [];
  }
}

/** The queue of tokens to be revoked at GitLab, which names no tenant. It works when GitLab is down: what fails is tried again for seven days. */
export interface Revocations {
  /** Part of the transaction that takes the tokens away from where they were; ask the background to run after it. */
  queue(doomed: readonly Doomed[], transaction: Transaction): Promise<void>;
  /** Revokes what is due now. Several processes may do so at once: each token is taken by one of them. */
  runDue(signal: AbortSignal): Promise<void>;
  /** How many tokens GitLab has not taken back yet. */
  countWaiting(): Promise<number>;
}

export interface RevocationsParts {
  readonly database: Database;
  readonly table: Tables['revocations'];
  readonly sealer: Sealer;
  readonly gitlab: Pick<GitLab, 'preset'> & { readonly oauth: Pick<GitLabOAuth, 'revoke'> };
  readonly sites: Pick<StoredSites, 'applicationOf'>;
  readonly logger: Logger;
  readonly clock: () => number;
}

const KEEP_MS = KEEPING.revocationDays * 24 * 3_600_000;
/** Longer than a call, which GitLab's client ends after 8 s: a token taken by a process that died is due again after it. */
const LEASE_MS = 60_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
const AT_ONCE = 5;

export function createRevocations(parts: RevocationsParts): Revocations {
  const { database, table, sealer, gitlab, sites, clock } = parts;
  return {
    async queue(doomed, transaction) {
      const now = clock();
      const rows: RevocationRow[] = [];
      for (const { instanceId, instanceUrl, pair, application } of doomed) {
        const issuedTo = instanceId === gitlab.preset.id ? undefined : (application ?? (await sites.applicationOf({ instanceId, instanceUrl }, transaction)));
        for (const token of [pair.refreshToken, pair.accessToken]) {
          if (token === undefined) continue;
          const place = { id: makeId(), instanceId };
          const sealedToken = sealer.seal(token, revocationPlace(place));
          const sealedApplication = issuedTo ? sealer.seal(JSON.stringify(issuedTo), applicationPlace(place)) : null;
          rows.push({ ...place, instanceUrl, sealedToken, sealedApplication, tries: 0, nextAt: new Date(now), expiresAt: new Date(now + KEEP_MS) });
        }
      }
      // Nobody reads what is queued but who revokes it.
      if (rows.length > 0) await table.bulkCreate(rows, { returning: false, transaction });
    },
    countWaiting: () => database.ofAllTenants.read((transaction) => table.count({ transaction })),
    async runDue(signal) {
      while (!signal.aborted) {
        const where = { nextAt: { [Op.lte]: new Date(clock()) } };
        const due = await database.ofAllTenants.read((transaction) => table.findAll({ where, order: [['nextAt', 'ASC']], limit: AT_ONCE, transaction }));
        if (due.length === 0) return;
        await Promise.all(due.map(async (found) => {
          const row = found.get();
          if (await take(parts, row)) await revoke(parts, row, signal);
        }));
      }
    },
  };
}

async function revoke(parts: RevocationsParts, row: RevocationRow, signal: AbortSignal): Promise<void> {
  const { sealer, gitlab, logger, clock } = parts;
  if (row.expiresAt.getTime() <= clock()) {
    logger.warn({ instance: row.instanceId, tries: row.tries }, 'gave up revoking a token at GitLab');
    return forget(parts, row);
  }
  try {
    const instance = issuerOf(parts, row);
    const token = sealer.open(row.sealedToken, revocationPlace(row));
    await gitlab.oauth.revoke(instance, { token, signal });
  } catch (error) {
    logger.warn({ instance: row.instanceId, tries: row.tries + 1, err: error }, 'a token could not be revoked at GitLab yet');
    return postpone(parts, row);
  }
  await forget(parts, row);
  logger.info({ instance: row.instanceId }, 'token revoked at GitLab');
}

const Stored = z.object({ clientId: z.string(), clientSecret: z.string().optional() });

/** A token never goes to another host than the one that issued it. @throws where nobody knows any more what it can be revoked with */
function issuerOf({ sealer, gitlab: { preset } }: RevocationsParts, row: RevocationRow): GitLabInstance {
  const { instanceId, instanceUrl, sealedApplication } = row;
  if (sealedApplication !== null) {
    const { clientId, clientSecret } = Stored.parse(JSON.parse(sealer.open(sealedApplication, applicationPlace(row))));
    return { id: instanceId, baseUrl: instanceUrl, oauth: { clientId, clientSecret }, unlinkedContent: 'none' };
  }
  if (instanceId !== preset.id || !preset.oauth || preset.baseUrl !== instanceUrl) throw new Error('the instance that issued the token is not set up any more');
  return preset;
}

async function take({ database, table, clock }: RevocationsParts, row: RevocationRow): Promise<boolean> {
  const now = clock();
  const where = { id: row.id, nextAt: { [Op.lte]: new Date(now) } };
  const [taken] = await database.ofAllTenants.write((transaction) => table.update({ nextAt: new Date(now + LEASE_MS) }, { where, transaction }));
  return taken === 1;
}

async function forget({ database, table }: RevocationsParts, row: RevocationRow): Promise<void> {
  await database.ofAllTenants.write((transaction) => table.destroy({ where: { id: row.id }, transaction }));
}

async function postpone({ database, table, clock }: RevocationsParts, row: RevocationRow): Promise<void> {
  const nextAt = new Date(clock() + Math.min(FIRST_PAUSE_MS * 2 ** row.tries, LONGEST_PAUSE_MS));
  await database.ofAllTenants.write((transaction) => table.update({ tries: row.tries + 1, nextAt }, { where: { id: row.id }, transaction }));
}
