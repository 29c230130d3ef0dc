import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Settings } from '../settings.js';
import { openAsItIs } from '../storage/database.js';
import { readOptions, Refused } from './command.js';

const USAGE = `Writes a copy of the whole database, as of one moment, while the app serves:
  npm run backup -- --to FILE
Of SQLite it is a database of its own; of PostgreSQL what pg_dump makes in its custom format, for pg_restore.`;

/** The path to write to. @throws Refused for wrong arguments */
export function readBackupArguments(args: readonly string[]): string {
  const { to } = readOptions(args, { to: { type: 'string' } }, USAGE);
  if (!to) throw new Refused(USAGE);
  return resolve(to);
}

/** Writes the database to `file`, which must not be there, for this user alone. @throws Refused where it could not; then nothing is left */
export async function backUp({ database }: Pick<Settings, 'database'>, file: string): Promise<void> {
  if (database.dialect === 'sqlite' && !existsSync(database.path)) throw new Refused(`There is no database in ${database.path}: check DATABASE_URL.`);
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    throw new Refused(`${file} can't be made: ${typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'for an unknown reason'}. Name a file that is not there yet, in a folder that is.`);
  }
  try {
    await (database.dialect === 'sqlite' ? copySqlite(database, file) : dumpPostgres(database.url, file));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

async function copySqlite(database: Settings['database'], file: string): Promise<void> {
  const { sequelize, ofAllTenants, close } = await openAsItIs({ database });
  try {
    await ofAllTenants.read((transaction) => sequelize.query('VACUUM INTO :file', { replacements: { file }, transaction }));
  } finally {
    await close();
  }
}

/** The password goes by the environment: arguments are there for everybody on the machine to see. */
function dumpPostgres(url: string, file: string): Promise<void> {
  const child = spawn('pg_dump', ['--format=custom', '--no-owner', '--no-password', `--file=${file}`], { env: { ...process.env, ...postgresEnvironment(url) }, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.on('data', (bytes: Buffer) => (told = (told + bytes.toString()).slice(-2_000)));
  return new Promise((done, reject) => {
    child.once('error', () => reject(new Refused('pg_dump is not there: install the client programs of PostgreSQL (postgresql-client), no older than the server.')));
    child.once('close', (code) => (code === 0 ? done() : reject(new Refused(`pg_dump failed: ${told.trim()}`))));
  });
}

/** https://www.postgresql.org/docs/current/libpq-envars.html */
const BY_PARAMETER: Readonly<Record<string, string>> = { host: 'PGHOST', port: 'PGPORT', options: 'PGOPTIONS', sslmode: 'PGSSLMODE', sslrootcert: 'PGSSLROOTCERT', sslcert: 'PGSSLCERT', sslkey: 'PGSSLKEY' };

/** What libpq takes from the environment for a URL of PostgreSQL. */
export function postgresEnvironment(text: string): Readonly<Record<string, string>> {
  const url = new URL(text);
  const decoded = { PGHOST: url.hostname.replace(/^\[|\]$/g, ''), PGPORT: url.port, PGUSER: url.username, PGPASSWORD: url.password, PGDATABASE: url.pathname.slice(1) };
  const parts = Object.entries(decoded).flatMap(([name, value]) => (value === '' ? [] : [[name, decodeURIComponent(value)]]));
  const parameters = [...url.searchParams].flatMap(([name, value]) => (BY_PARAMETER[name] === undefined ? [] : [[BY_PARAMETER[name], value]]));
  return Object.fromEntries([...parts, ...parameters]) as Record<string, string>;
}
