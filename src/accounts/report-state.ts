import { DataTypes, QueryTypes, type Model, type ModelStatic, type Sequelize, type Transaction } from 'sequelize';
import { isInstalled } from '../connect/tenant-tables.js';
import type { Database } from '../storage/database.js';
import { makeId } from './secrets.js';

/** How far the report of one site is. */
export interface ReportRow {
  clientKey: string;
  /** When there is something to do: a report to begin or to go on with, or a process that has died to take over from. */
  nextAt: Date;
  leaseOwner: string | null;
  /** When the report under way was begun; null between two. */
  beganAt: Date | null;
  /** The account that it has come to, where the database's order is that of accounts. */
  reportedTo: string | null;
  finishedAt: Date | null;
  cycleDays: number;
  /** How often it has failed since something went well. */
  tries: number;
  /** Why it failed last: a status, or a word. */
  failure: string | null;
}

/** The reports of all sites. Several processes may take one at once: one of them gets it. */
export interface ReportState {
  /** Installed sites whose report is due, those that were installed a day ago and never reported included. */
  due(limit: number): Promise<readonly string[]>;
  /** Takes a site's report for a while; undefined where it isn't due any more. */
  take(clientKey: string): Promise<ReportRow | undefined>;
  /** Goes on holding it; false where another process has it. */
  advance(taken: ReportRow, values: Partial<Pick<ReportRow, 'reportedTo' | 'cycleDays'>>): Promise<boolean>;
  /** Gives it back until `nextAt` (epoch ms). */
  release(taken: ReportRow, nextAt: number, values: Partial<ReportRow>): Promise<void>;
  find(clientKey: string): Promise<ReportRow | undefined>;
  purge(clientKey: string, transaction: Transaction): Promise<void>;
}

export interface ReportStateParts {
  readonly database: Database;
  readonly clock: () => number;
}

export const CYCLE_DAYS = 7;
/** Longer than a call and what follows from it: a report that a process took which died is due again after it. */
const LEASE_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

export function createReportState({ database, clock }: ReportStateParts): ReportState {
  const table = defineReports(database.sequelize);
  const update = (values: Partial<ReportRow>, { clientKey, leaseOwner }: ReportRow) =>
    database.ofTenant(clientKey).write((transaction) => table.update(values, { where: { clientKey, leaseOwner }, transaction }));

  return {
    async due(limit) {
      const sql = `SELECT tenants.client_key AS "clientKey" FROM tenants LEFT JOIN personal_data_reports AS reports ON reports.client_key = tenants.client_key
        WHERE tenants.uninstalled_at IS NULL AND (reports.next_at <= :now OR (reports.client_key IS NULL AND tenants.installed_at <= :dayAgo))
        ORDER BY tenants.client_key LIMIT :limit`;
      const replacements = { now: new Date(clock()), dayAgo: new Date(clock() - DAY_MS), limit };
      const rows = await database.ofAllTenants.read((transaction) => database.sequelize.query<{ clientKey: string }>(sql, { type: QueryTypes.SELECT, replacements, transaction }));
      return rows.map(({ clientKey }) => clientKey);
    },
    take: (clientKey) =>
      database.ofTenant(clientKey).write(async (transaction) => {
        // Two that come at once wait for each other here.
        if (!(await isInstalled(database, clientKey, transaction))) return undefined;
        const now = new Date(clock());
        const row = (await table.findOne({ where: { clientKey }, transaction }))?.get();
        if (row && row.nextAt.getTime() > now.getTime()) return undefined;
        const taken: ReportRow = {
          ...(row ?? { clientKey, reportedTo: null, finishedAt: null, cycleDays: CYCLE_DAYS, tries: 0, failure: null }),
          beganAt: row?.beganAt ?? now, leaseOwner: makeId(), nextAt: new Date(now.getTime() + LEASE_MS),
        };
        await table.upsert(taken, { transaction });
        return taken;
      }),
    async advance(taken, values) {
      const [changed] = await update({ ...values, tries: 0, failure: null, nextAt: new Date(clock() + LEASE_MS) }, taken);
      return changed === 1;
    },
    async release(taken, nextAt, values) {
      await update({ ...values, leaseOwner: null, nextAt: new Date(nextAt) }, taken);
    },
    find: (clientKey) => database.ofTenant(clientKey).read(async (transaction) => (await table.findOne({ where: { clientKey }, transaction }))?.get()),
    async purge(clientKey, transaction) {
      await table.destroy({ where: { clientKey }, transaction });
    },
  };
}

/** A table of `0009-audit`. */
function defineReports(sequelize: Sequelize): ModelStatic<Model<ReportRow, ReportRow>> {
  const text = () => ({ type: DataTypes.STRING, allowNull: true });
  const moment = (allowNull: boolean) => ({ type: DataTypes.DATE, allowNull });
  const count = () => ({ type: DataTypes.INTEGER, allowNull: false });
  return sequelize.define(
    'PersonalDataReport',
    {
      clientKey: { type: DataTypes.STRING, primaryKey: true }, nextAt: moment(false), leaseOwner: text(), beganAt: moment(true), reportedTo: text(),
      finishedAt: moment(true), cycleDays: count(), tries: count(), failure: text(),
    },
    { tableName: 'personal_data_reports', underscored: true, timestamps: false },
  );
}
