import { DataTypes, QueryTypes, type Model, type ModelStatic, type Sequelize, type Transaction } from 'sequelize';
import type { Database } from '../storage/database.js';

export interface TenantRow {
  clientKey: string;
  baseUrl: string;
  displayUrl: string | null;
  productType: string;
  /** Sealed; null once the tenant has ended. */
  sharedSecret: string | null;
  epoch: number;
  installationId: string | null;
  /** When Confluence signed the newest install. */
  installedAt: Date;
  uninstalledAt: Date | null;
  /** Of an ended tenant: until when an install finds again what is kept of it. Null: nothing brings it back, and it has to go. */
  keptUntil: Date | null;
}

/** A lifecycle token that was accepted, until neither it nor an older one could count. */
export interface InstallTokenRow {
  tokenHash: string;
  bodyHash: string;
  clientHash: string;
  issuedAt: Date;
  expiresAt: Date;
}

type Table<Row extends object> = ModelStatic<Model<Row>>;

export function defineTenants(sequelize: Sequelize): Table<TenantRow> {
  return sequelize.define<Model<TenantRow>>(
    'tenant',
    {
      clientKey: { type: DataTypes.STRING(255), primaryKey: true },
      baseUrl: { type: DataTypes.TEXT, allowNull: false },
      displayUrl: DataTypes.TEXT,
      productType: { type: DataTypes.STRING(64), allowNull: false },
      sharedSecret: DataTypes.TEXT,
      epoch: { type: DataTypes.INTEGER, allowNull: false },
      installationId: DataTypes.STRING(255),
      installedAt: { type: DataTypes.DATE, allowNull: false },
      uninstalledAt: DataTypes.DATE,
      keptUntil: DataTypes.DATE,
    },
    { tableName: 'tenants', underscored: true },
  );
}

export function defineInstallTokens(sequelize: Sequelize): Table<InstallTokenRow> {
  return sequelize.define<Model<InstallTokenRow>>(
    'installToken',
    {
      tokenHash: { type: DataTypes.STRING(64), primaryKey: true },
      bodyHash: { type: DataTypes.STRING(64), allowNull: false },
      clientHash: { type: DataTypes.STRING(64), allowNull: false },
      issuedAt: { type: DataTypes.DATE, allowNull: false },
      expiresAt: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'install_tokens', underscored: true, timestamps: false },
  );
}

/** Whether an ended tenant's time to come back is not over yet (`now` in epoch milliseconds). */
export function isKept({ uninstalledAt, keptUntil }: Pick<TenantRow, 'uninstalledAt' | 'keptUntil'>, now: number): boolean {
  return uninstalledAt !== null && keptUntil !== null && keptUntil.getTime() > now;
}

/** The next number of one count for all tenants: an epoch never comes again, not even for a tenant that was forgotten meanwhile. */
export async function nextEpoch({ sequelize }: Database, transaction: Transaction): Promise<number> {
  const sql = 'UPDATE install_epoch SET value = value + 1 WHERE id = 1 RETURNING value';
  const [row] = await sequelize.query<{ value: number }>(sql, { transaction, type: QueryTypes.SELECT });
  if (!row) throw new Error('the table install_epoch is empty');
  return row.value;
}

/** Whether this install of the tenant still counts. While it does, nothing changes that before `transaction` ends. */
export async function holdsTenant({ sequelize, dialect }: Database, { clientKey, epoch }: Pick<TenantRow, 'clientKey' | 'epoch'>, transaction: Transaction): Promise<boolean> {
  const sql = 'SELECT epoch FROM tenants WHERE client_key = :clientKey AND epoch = :epoch AND uninstalled_at IS NULL';
  const lock = dialect === 'postgres' ? ' FOR UPDATE' : '';
  const rows = await sequelize.query(sql + lock, { transaction, type: QueryTypes.SELECT, replacements: { clientKey, epoch } });
  return rows.length === 1;
}

/** Whether this install of the tenant is over, where the tenant is known. While the transaction lasts that does not change. */
export async function isOver(database: Database, { clientKey, epoch }: Pick<TenantRow, 'clientKey' | 'epoch'>, transaction: Transaction): Promise<boolean> {
  const row = await lockTenantRow(database, clientKey, transaction);
  return row !== undefined && (row.isEnded || row.epoch !== epoch);
}

/** Whether the tenant is installed. While the transaction lasts that does not change. */
export async function isInstalled(database: Database, clientKey: string, transaction: Transaction): Promise<boolean> {
  const row = await lockTenantRow(database, clientKey, transaction);
  return row !== undefined && !row.isEnded;
}

async function lockTenantRow({ sequelize, dialect }: Database, clientKey: string, transaction: Transaction) {
  const sql = `SELECT epoch, uninstalled_at AS "endedAt" FROM tenants WHERE client_key = :clientKey${dialect === 'postgres' ? ' FOR UPDATE' : ''}`;
  const options = { transaction, type: QueryTypes.SELECT, replacements: { clientKey } } as const;
  const [row] = await sequelize.query<{ epoch: number; endedAt: unknown }>(sql, options);
  return row && { epoch: row.epoch, isEnded: row.endedAt !== null };
}
