import { Op, type Transaction, type WhereOptions } from 'sequelize';
import { tooMany } from '../errors.js';
import { KEEPING } from '../keeping.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import type { Sealer } from '../storage/sealing.js';
import { doom, type Revocations } from './revocations.js';
import { nameForLog } from './secrets.js';
import { openFlowTokens } from './sealed-tokens.js';
import type { FlowFailure, FlowRow, FlowStatus, Tables, Whose } from './tables.js';

/** What names a flow, once it is known whose it is. */
export type FlowKey = Pick<FlowRow, 'clientKey' | 'id'>;

/** The rows of linking flows. Every step is one compare-and-set on `status`: of two that try it at once, one wins. */
export interface Flows {
  /** Adds a flow and ends the person's older ones on that instance. @throws AppError 429 after five in ten minutes. */
  begin(flow: FlowRow): Promise<void>;
  /** Whoever's it is: whose is what is asked. */
  find(id: string): Promise<FlowRow | undefined>;
  /** The flow of this person of this site with this secret; none under any other tenant or account. */
  findOwn(owner: Pick<FlowRow, 'clientKey' | 'accountId' | 'secretHash'>): Promise<FlowRow | undefined>;
  /** Takes a living, unexpired flow one step further; false when it was not in `from` any more. */
  move(flow: FlowKey, from: FlowStatus, values: Partial<FlowRow>, transaction?: Transaction): Promise<boolean>;
  /** Ends a flow wherever it stands and queues its tokens for revocation; false when it had ended before. */
  end(flow: FlowKey, status: 'failed' | 'declined', failure: FlowFailure | null): Promise<boolean>;
  /** Counts an attempt at the code. @throws AppError 429 for the person or the site. */
  countTry(flow: FlowRow): Promise<number>;
  /** Removes all flows of a tenant, or of a person in it, and queues their tokens. */
  purge(whose: Whose, transaction: Transaction): Promise<void>;
  /** Ends what still lives of a tenant's flows, or of a person's or an instance's in it, and queues its tokens. */
  endOf(whose: Whose, transaction: Transaction): Promise<void>;
  /** Puts what Confluence calls a person now in the place of what it called them. */
  rename(owner: Pick<FlowRow, 'clientKey' | 'accountId'>, confluenceName: string | null, transaction: Transaction): Promise<void>;
  /** All flows of a person that are still there. */
  findAll(owner: Pick<FlowRow, 'clientKey' | 'accountId'>): Promise<readonly FlowRow[]>;
  /** Ends all flows of a person and takes their name from them; they go on counting for the limits. Resolves to how many there were. */
  disown(owner: Pick<FlowRow, 'clientKey' | 'accountId'>, transaction: Transaction): Promise<number>;
  /** Ends flows whose time is over, and removes them an hour later. */
  sweep(): Promise<void>;
}

export interface FlowsParts {
  readonly database: Database;
  readonly table: Tables['flows'];
  readonly revocations: Revocations;
  readonly sealer: Sealer;
  readonly logger: Logger;
  readonly clock: () => number;
}

const WINDOW_MS = 10 * 60_000;
const STARTS = { person: 5, site: 300 };
const TRIES = { person: 10, site: 100 };
/** Rows outlive their flow so that limits count them and a late caller is told the truth. */
const KEEP_MS = KEEPING.attemptHours * 3_600_000;
/** Who somebody is once they are erased, for as long as the limits count: no account id has a blank. */
const formerName = (clientKey: string, accountId: string) => `nobody ${nameForLog(clientKey, accountId)}`;
const eitherName = (clientKey: string, accountId: string) => ({ [Op.in]: [accountId, formerName(clientKey, accountId)] });
export const LIVING: FlowStatus[] = ['new', 'started', 'exchanging', 'pending'];
/** What a step leaves behind that is of no use after it. */
export const NO_SECRETS = { sealedVerifier: null, sealedAccessToken: null, sealedRefreshToken: null, cookieHash: null, codeHash: null };
/** What must not stay in a row that has ended. */
export const NOTHING_LEFT = { ...NO_SECRETS, confluenceName: null };

export function createFlows(parts: FlowsParts): Flows {
  const { database, table, clock } = parts;
  const ofTenant = (clientKey: string) => database.ofTenant(clientKey);
  const first = async (where: WhereOptions<FlowRow>, transaction: Reading) => (await table.findOne({ where, transaction }))?.get();

  async function endOf(whose: Whose, transaction: Transaction): Promise<void> {
    while ((await endAll(parts, { ...whose }, 'failed', 'expired', transaction)) > 0);
  }

  return {
    begin: (flow) =>
      ofTenant(flow.clientKey).write(async (transaction) => {
        const { clientKey, accountId, instanceId } = flow;
        await lockPerson(database, `${clientKey}\n${accountId}`, transaction);
        await checkStarts(parts, flow, transaction);
        await endAll(parts, { clientKey, accountId, instanceId }, 'failed', 'superseded', transaction);
        await table.create(flow, { transaction });
      }),
    // A ticket and a state name a flow, and only the flow says whose it is.
    find: (id) => database.ofAllTenants.read((transaction) => first({ id }, transaction)),
    findOwn: ({ clientKey, accountId, secretHash }) => ofTenant(clientKey).read((transaction) => first({ clientKey, accountId, secretHash }, transaction)),
    async move({ clientKey, id }, from, values, transaction) {
      const where = { id, status: from, expiresAt: { [Op.gt]: new Date(clock()) } };
      const step = (inside: Transaction) => table.update(values, { where, transaction: inside });
      const [moved] = await (transaction ? step(transaction) : ofTenant(clientKey).write(step));
      return moved === 1;
    },
    end: async ({ clientKey, id }, status, failure) => (await ofTenant(clientKey).write((transaction) => endAll(parts, { id }, status, failure, transaction))) === 1,
    async countTry({ id, clientKey, accountId }) {
      const where = { clientKey, createdAt: lately(parts) };
      const sum = (those: WhereOptions<FlowRow>) =>
        ofTenant(clientKey).read(async (transaction) => Number((await table.sum('tries', { where: those, transaction })) ?? 0));
      const [person, site] = [await sum({ ...where, accountId: eitherName(clientKey, accountId) }), await sum(where)];
      if (person >= TRIES.person || site >= TRIES.site) throw tooMany({ say: 'codesTooMany' }, 600);
      await ofTenant(clientKey).write((transaction) => table.increment('tries', { where: { id }, transaction }));
      return (await ofTenant(clientKey).read((transaction) => first({ id }, transaction)))?.tries ?? Number.POSITIVE_INFINITY;
    },
    async purge(whose, transaction) {
      await endOf(whose, transaction);
      await table.destroy({ where: { ...whose }, transaction });
    },
    endOf,
    async rename({ clientKey, accountId }, confluenceName, transaction) {
      await table.update({ confluenceName }, { where: { clientKey, accountId, confluenceName: { [Op.ne]: null } }, transaction });
    },
    findAll: ({ clientKey, accountId }) =>
      ofTenant(clientKey).read(async (transaction) => {
        const rows = await table.findAll({ where: { clientKey, accountId }, order: [['createdAt', 'ASC']], transaction });
        return rows.map((row) => row.get());
      }),
    async disown({ clientKey, accountId }, transaction) {
      await endOf({ clientKey, accountId }, transaction);
      const nobodys = { accountId: formerName(clientKey, accountId), gitlabUserId: null, username: null, name: null };
      const [disowned] = await table.update(nobodys, { where: { clientKey, accountId }, transaction });
      return disowned;
    },
    async sweep() {
      const living = { status: LIVING, expiresAt: { [Op.lte]: new Date(clock()) } };
      const ended = { status: { [Op.notIn]: LIVING }, expiresAt: { [Op.lte]: new Date(clock() - KEEP_MS) } };
      const { read, write } = database.ofAllTenants;
      if (!(await read((transaction) => first({ [Op.or]: [living, ended] }, transaction)))) return;
      await write(async (transaction) => {
        await endAll(parts, living, 'failed', 'expired', transaction);
        await table.destroy({ where: ended, transaction });
      });
    },
  };
}

/** Ends what still lives among `where`, 500 rows at most, and queues its tokens for revocation. Resolves to how many there were. */
async function endAll(
  { table, revocations, sealer, logger }: FlowsParts,
  where: WhereOptions<FlowRow>,
  status: FlowStatus,
  failure: FlowFailure | null,
  transaction: Transaction,
): Promise<number> {
  const living = { [Op.and]: [where, { status: LIVING }] };
  const rows = await table.findAll({ where: living, order: [['id', 'ASC']], limit: 500, lock: transaction.LOCK.UPDATE, transaction });
  for (const found of rows) {
    const row = found.get();
    await revocations.keep(doom(row, () => openFlowTokens(sealer, row), logger, { flow: row.id }), transaction);
    await table.update({ status, failure, ...NOTHING_LEFT }, { where: { id: row.id }, transaction });
  }
  return rows.length;
}

/** @throws AppError 429 when the person or the site has started too often lately */
async function checkStarts(parts: FlowsParts, { clientKey, accountId }: FlowRow, transaction: Transaction): Promise<void> {
  const { table, clock } = parts;
  const where = { clientKey, createdAt: lately(parts) };
  const own = await table.findAll({ where: { ...where, accountId: eitherName(clientKey, accountId) }, order: [['createdAt', 'ASC']], transaction });
  const oldest = own[0]?.get().createdAt.getTime() ?? clock();
  const wait = Math.max(1, Math.ceil((oldest + WINDOW_MS - clock()) / 1000));
  if (own.length >= STARTS.person) throw tooMany({ say: 'startsTooMany' }, wait);
  if ((await table.count({ where, transaction })) >= STARTS.site) {
    throw tooMany({ say: 'siteTooMany' }, 60);
  }
}

const lately = ({ clock }: Pick<FlowsParts, 'clock'>) => ({ [Op.gt]: new Date(clock() - WINDOW_MS) });

/** Makes two starts of one person wait for each other, so that limits and superseding are exact. SQLite has one writer anyway. */
async function lockPerson(database: Database, name: string, transaction: Transaction): Promise<void> {
  if (database.dialect !== 'postgres') return;
  await database.sequelize.query('SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))', { replacements: { name }, transaction });
}
