import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { SealedColumn } from '../storage/rotation.js';
import { SealError, type Place, type Sealer } from '../storage/sealing.js';
import type { AuditAction, AuditDetails, AuditEntry } from './entry.js';

export interface AuditRow {
  id: string;
  clientKey: string;
  at: Date;
  action: AuditAction;
  actor: string | null;
  actorName: string | null;
  subject: string | null;
  instanceId: string | null;
  sealedDetails: string | null;
}

export type AuditTable = ModelStatic<Model<AuditRow, AuditRow>>;

export const AUDIT_COLUMNS: readonly SealedColumn[] = [
  { table: 'audit_entries', keyColumns: ['id', 'client_key'], column: 'sealed_details', place: (keys) => placeOf({ id: keys.id ?? '', clientKey: keys.client_key ?? '' }) },
];

/** The table of `0009-audit`. */
export function defineAuditTable(sequelize: Sequelize): AuditTable {
  const optional = () => ({ type: DataTypes.STRING, allowNull: true });
  return sequelize.define(
    'AuditEntry',
    {
      id: { type: DataTypes.STRING, primaryKey: true },
      clientKey: { type: DataTypes.STRING, allowNull: false },
      at: { type: DataTypes.DATE, allowNull: false },
      action: { type: DataTypes.STRING, allowNull: false },
      actor: optional(),
      actorName: { type: DataTypes.TEXT, allowNull: true },
      subject: optional(),
      instanceId: optional(),
      sealedDetails: { type: DataTypes.TEXT, allowNull: true },
    },
    { tableName: 'audit_entries', underscored: true, timestamps: false },
  );
}

const Details = z.record(z.string(), z.string());
const MOST_DETAILS = 20;
/** In characters. */
const LONGEST = 500;

/** Null for none. What is too long is cut. */
export function sealDetails(sealer: Sealer, key: Pick<AuditRow, 'id' | 'clientKey'>, details: AuditDetails): string | null {
  const short = Object.entries(details).slice(0, MOST_DETAILS).map(([name, text]) => [name, text.slice(0, LONGEST)] as const);
  return short.length === 0 ? null : sealer.seal(JSON.stringify(Object.fromEntries(short)), placeOf(key));
}

/** The entry of a row. Details that can't be opened are left out: that something happened is to be told all the same. */
export function openEntry(sealer: Sealer, logger: Pick<Logger, 'error'>, row: AuditRow): AuditEntry {
  const { id, at, action, actor, actorName, subject, instanceId } = row;
  return {
    id, at, action,
    actor: actor ?? undefined, actorName: actorName ?? undefined, subject: subject ?? undefined, instanceId: instanceId ?? undefined,
    details: openDetails(sealer, logger, row),
  };
}

function openDetails(sealer: Sealer, logger: Pick<Logger, 'error'>, row: AuditRow): AuditDetails {
  if (row.sealedDetails === null) return {};
  try {
    return Details.parse(JSON.parse(sealer.open(row.sealedDetails, placeOf(row))));
  } catch (error) {
    if (!(error instanceof SealError || error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    logger.error({ tenant: row.clientKey, entry: row.id, err: error }, 'details of the audit log can not be opened');
    return {};
  }
}

function placeOf({ id, clientKey }: Pick<AuditRow, 'id' | 'clientKey'>): Place {
  return { tenant: clientKey, field: `audit_entries.details ${id}` };
}
