import { existsSync } from 'node:fs';
import { QueryTypes } from 'sequelize';
import { reasonOf } from '../../reason.js';
import { SEALED_COLUMNS } from '../../sealed-columns.js';
import type { Settings } from '../../settings.js';
import { openAsItIs, type Database } from '../../storage/database.js';
import { checkHome, ElsewhereError, readHome } from '../../storage/home.js';
import { findWrongKeys } from '../../storage/key-check.js';
import { readApplied } from '../../storage/migrate.js';
import { MIGRATIONS } from '../../storage/migrations/index.js';
import { createSealer } from '../../storage/sealing.js';
import { examineUser } from './database-user.js';
import { ok, problem, warning, type Finding } from './finding.js';

/** The oldest PostgreSQL that its makers still mend. https://www.postgresql.org/support/versioning/ */
const OLDEST_POSTGRES = 14;

/** Looks at the database as it is: nothing is migrated or taken over. */
export async function examineDatabase(settings: Settings): Promise<readonly Finding[]> {
  const { database: where } = settings;
  if (where.dialect === 'sqlite' && !existsSync(where.path)) return [ok('database', `${where.path} is not there yet; the first start makes it.`)];
  const started = performance.now();
  try {
    const database = await openAsItIs(settings);
    try {
      await database.ping(5_000);
      const milliseconds = Math.round(performance.now() - started);
      return [await describe(database, where, milliseconds), ...(await examineUser(database)), ...(await examineContents(database, settings))];
    } finally {
      await database.close();
    }
  } catch (error) {
    return [problem('database', `it can't be used: ${reasonOf(error)}.`, 'Check DATABASE_URL, and that the database is up and lets this user in.')];
  }
}

async function describe({ sequelize, dialect, ofAllTenants }: Database, where: Settings['database'], milliseconds: number): Promise<Finding> {
  if (where.dialect === 'sqlite') return ok('database', `SQLite in ${where.path}.`, 'It serves one process; several take PostgreSQL.');
  const [row] = await ofAllTenants.read((transaction) => sequelize.query<{ server_version: string }>('SHOW server_version', { type: QueryTypes.SELECT, transaction }));
  const version = row?.server_version ?? '';
  if (Number.parseInt(version, 10) < OLDEST_POSTGRES) return warning('database', `PostgreSQL ${version} is no longer mended by its makers.`, `Move to ${OLDEST_POSTGRES} or newer.`);
  return ok('database', `${dialect === 'postgres' ? 'PostgreSQL' : dialect} ${version} answers, ${milliseconds} ms with connecting.`);
}

async function examineContents(database: Database, settings: Settings): Promise<readonly Finding[]> {
  const applied = new Set(await readApplied(database));
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const newer = [...applied].filter((name) => !known.has(name));
  const pending = [...known].filter((name) => !applied.has(name));
  if (newer.length > 0) return [warning('migrations', `a newer version has been here: ${newer.join(', ')}.`, 'Run that version, unless you are going back to this one on purpose.')];
  if (pending.length > 0) return [warning('migrations', `${pending.length} of ${known.size} are to come.`, 'The next start applies them; what they bring is checked after it.')];
  return [ok('migrations', `all ${known.size} are applied.`), await examineHome(database, settings), await examineKeys(database, settings)];
}

async function examineHome(database: Database, settings: Settings): Promise<Finding> {
  try {
    await checkHome(database, settings);
  } catch (error) {
    if (!(error instanceof ElsewhereError)) throw error;
    return problem('base URL of the database', error.message, '');
  }
  const home = await readHome(database);
  return ok('base URL of the database', home ? `it is served at ${home.baseUrl} since ${home.since.toISOString()}.` : 'nobody has served it yet.');
}

async function examineKeys(database: Database, { encryptionKeys }: Settings): Promise<Finding> {
  const about = 'encryption keys';
  const wrong = await findWrongKeys(database, createSealer(encryptionKeys), SEALED_COLUMNS);
  if (wrong.length > 0) {
    const names = wrong.map((id) => `"${id}"`).join(', ');
    return problem(about, `what is stored with the key ${names} doesn't open: it is missing, or another key has its name.`, 'Put it back into ENCRYPTION_KEYS, behind the first.');
  }
  if (encryptionKeys.length > 1) return ok(about, `all that was looked at opens; there are ${encryptionKeys.length}.`, 'Remove all but the first once npm run rotate-keys has ended without an error.');
  return ok(about, 'all that was looked at opens.');
}
