import { setMaxListeners } from 'node:events';
import { Op, type Transaction } from 'sequelize';
import { z } from 'zod';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Application, GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, TokenPair } from '../gitlab/oauth/oauth.js';
import { KEEPING } from '../keeping.js';
import type { Logger } from '../logger.js';
import { NotNow } from '../queue/jobs.js';
import type { Queue } from '../queue/queue.js';
import type { StoredSites } from '../sites/sites.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import { createOrigins, ORIGIN_AT_ONCE, type Origins } from './origins.js';
import { makeId } from './secrets.js';
import { openWaiting, revocationPlace } from './sealed-tokens.js';
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

/** Tokens to be revoked at GitLab, which names no tenant. A row is written with what takes its token away, and is work of the queue soon after: nothing is lost in between. */
export interface Revocations {
  /** Part of the transaction that takes the tokens away from where they were; ask for `handOver` after it. */
  keep(doomed: readonly Doomed[], transaction: Transaction): Promise<void>;
  /** Makes jobs of the rows that are none yet. Several processes may do so at once. */
  handOver(signal: AbortSignal): Promise<void>;
  /** Removes those that even the operator has left. */
  forgetOld(): Promise<void>;
  /** The job of one row. @throws where GitLab has not taken the token back; NotNow where this process asks it enough already */
  revoke(id: string, signal: AbortSignal): Promise<void>;
  /** Revokes at once, without the queue, what is no job yet; what fails is left to the queue. One GitLab that hangs holds up no other. */
  revokeNow(signal: AbortSignal): Promise<void>;
  /** How many tokens GitLab has not taken back yet. */
  countWaiting(): Promise<number>;
}

export interface RevocationsParts {
  readonly database: Database;
  readonly table: Tables['revocations'];
  readonly sealer: Sealer;
  readonly gitlab: Pick<GitLab, 'preset'> & { readonly oauth: Pick<GitLabOAuth, 'revoke'> };
  readonly sites: Pick<StoredSites, 'applicationOf'>;
  readonly queue: Pick<Queue, 'send'>;
  readonly logger: Logger;
  readonly clock: () => number;
}

const DAY_MS = 24 * 3_600_000;
const ASKED_MS = KEEPING.revocationDays * DAY_MS;
const DEAD_MS = KEEPING.deadJobDays * DAY_MS;
/** Longer than a call, which GitLab's client ends after 8 s. */
const LATER_SECONDS = 60;
/** Taken up at once without the queue. */
const ROUND = 50;
const HANDED_AT_ONCE = 100;

export function createRevocations(parts: RevocationsParts): Revocations {
  const { database, table, queue, sealer, gitlab, sites, clock } = parts;
  const origins = createOrigins(clock);

  /** Makes jobs of some rows; resolves to those rows. */
  const handOverSome = (most: number, startAfterSeconds: number) =>
    database.ofAllTenants.write(async (transaction) => {
      const found = await table.findAll({ where: { handedAt: null }, order: [['id', 'ASC']], limit: most, lock: transaction.LOCK.UPDATE, skipLocked: true, transaction });
      const rows = found.map((row) => row.get());
      if (rows.length > 0) await table.update({ handedAt: new Date(clock()) }, { where: { id: rows.map(({ id }) => id) }, transaction });
      for (const { id } of rows) await queue.send('revoke-token', { id }, { transaction, startAfterSeconds });
      return rows;
    });

  async function revokeInTurn(rows: readonly RevocationRow[], signal: AbortSignal): Promise<void> {
    for (const row of rows) if (!signal.aborted) await revoke(parts, origins, row, signal).catch(() => undefined);
  }

  return {
    async keep(doomed, transaction) {
      const now = clock();
      const rows: RevocationRow[] = [];
      for (const { instanceId, instanceUrl, pair, application } of doomed) {
        const issuedTo = instanceId === gitlab.preset.id ? undefined : (application ?? (await sites.applicationOf({ instanceId, instanceUrl }, transaction)));
        for (const token of [pair.refreshToken, pair.accessToken]) {
          if (token === undefined) continue;
          const place = { id: makeId(), instanceId, instanceUrl };
          const sealedToken = sealer.seal(token, revocationPlace(place, 'sealed_token'));
          const sealedApplication = issuedTo ? sealer.seal(JSON.stringify(issuedTo), revocationPlace(place, 'sealed_application')) : null;
          rows.push({ ...place, sealedToken, sealedApplication, tries: 0, nextAt: new Date(now), expiresAt: new Date(now + ASKED_MS), handedAt: null });
        }
      }
      // Nobody reads what is queued but who revokes it.
      if (rows.length > 0) await table.bulkCreate(rows, { returning: false, transaction });
    },
    countWaiting: () => database.ofAllTenants.read((transaction) => table.count({ transaction })),
    async handOver(signal) {
      while (!signal.aborted && (await handOverSome(HANDED_AT_ONCE, 0)).length === HANDED_AT_ONCE);
    },
    async forgetOld() {
      const left = { expiresAt: { [Op.lt]: new Date(clock() - DEAD_MS) } };
      const { read, write } = database.ofAllTenants;
      if (await read((transaction) => table.findOne({ where: left, transaction }))) await write((transaction) => table.destroy({ where: left, transaction }));
    },
    async revoke(id, signal) {
      const row = (await database.ofAllTenants.read((transaction) => table.findOne({ where: { id }, transaction })))?.get();
      if (row) await revoke(parts, origins, row, signal);
    },
    async revokeNow(signal) {
      setMaxListeners(0, signal); // every call of a round listens
      while (!signal.aborted) {
        const rows = await handOverSome(ROUND, LATER_SECONDS);
        if (rows.length === 0) return;
        await Promise.all(lanesOf(rows).map((lane) => revokeInTurn(lane, signal)));
      }
    },
  };
}

/** Rows that are done one after the other; of one GitLab there are as many lanes as it may have calls at once. */
function lanesOf(rows: readonly RevocationRow[]): readonly (readonly RevocationRow[])[] {
  const lanes = new Map<string, RevocationRow[]>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const { origin } = new URL(row.instanceUrl);
    const count = counts.get(origin) ?? 0;
    counts.set(origin, count + 1);
    const name = `${origin} ${count % ORIGIN_AT_ONCE}`;
    lanes.set(name, [...(lanes.get(name) ?? []), row]);
  }
  return [...lanes.values()];
}

async function revoke(parts: RevocationsParts, origins: Origins, row: RevocationRow, signal: AbortSignal): Promise<void> {
  const { database, table, sealer, gitlab, logger } = parts;
  const { id, instanceId } = row;
  try {
    const issuer = issuerOf(parts, row);
    const token = openWaiting(sealer, row, 'sealed_token', row.sealedToken);
    await origins.run(issuer.baseUrl, () => gitlab.oauth.revoke(issuer, { token, signal }));
  } catch (error) {
    if (error instanceof NotNow) throw error;
    const reason = error instanceof Error ? error.message : 'for an unknown reason';
    throw new Error(`the instance "${instanceId}" has not taken a token back: ${reason}`, { cause: error });
  }
  await database.ofAllTenants.write((transaction) => table.destroy({ where: { id }, transaction }));
  logger.info({ instance: instanceId }, 'token revoked at GitLab');
}

const Stored = z.object({ clientId: z.string(), clientSecret: z.string().optional() });

/** A token never goes to another host than the one that issued it. @throws where nobody knows any more what it can be revoked with */
function issuerOf({ sealer, gitlab: { preset } }: RevocationsParts, row: RevocationRow): GitLabInstance {
  const { instanceId, instanceUrl, sealedApplication } = row;
  if (sealedApplication !== null) {
    const { clientId, clientSecret } = Stored.parse(JSON.parse(openWaiting(sealer, row, 'sealed_application', sealedApplication)));
    return { id: instanceId, baseUrl: instanceUrl, oauth: { clientId, clientSecret }, unlinkedContent: 'none' };
  }
  if (instanceId !== preset.id || !preset.oauth || preset.baseUrl !== instanceUrl) throw new Error('the instance that issued the token is not set up any more');
  return preset;
}
