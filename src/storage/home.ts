import { QueryTypes, type Transaction } from 'sequelize';
import type { Settings } from '../settings.js';
import { isLoopbackHost } from '../settings-values.js';
import type { Database } from './database.js';
import type { Reading } from './doors.js';
import { readPending } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';

/** Where a database is served, and since when. */
export interface Home {
  readonly baseUrl: string;
  readonly since: Date;
}

/** The database belongs to an app at another base URL. The message says to which, and what to do. */
export class ElsewhereError extends Error {
  constructor(home: Home | undefined, baseUrl: string) {
    const whose = home ? `is served at ${home.baseUrl} since ${home.since.toISOString()}` : 'holds sites of Confluence Cloud, so it has been served at a public address,';
    super(`This database ${whose} and AC_LOCAL_BASE_URL is ${baseUrl}.
GitLab's refresh tokens work once: an app on a copy of a database kills the links of the app on the original. So nothing is done here.
- If this is a copy, run npm run adopt-database: people then link their accounts anew here, and the links of the original stay as they are.
- If the app itself has moved here, and runs nowhere else any more, run npm run adopt-database -- --moved: links stay.
- Otherwise set AC_LOCAL_BASE_URL or DATABASE_URL to the right one.`);
    this.name = 'ElsewhereError';
  }
}

export async function readHome({ sequelize, ofAllTenants }: Database, given?: Transaction): Promise<Home | undefined> {
  const read = (transaction: Reading) => sequelize.query<{ base_url: string; since: string | Date }>('SELECT base_url, since FROM home', { type: QueryTypes.SELECT, transaction });
  const [row] = await (given ? read(given) : ofAllTenants.read(read));
  return row && { baseUrl: row.base_url, since: new Date(row.since) };
}

/** The same of a database of any release, or of an empty one. */
export async function readAnyHome(database: Database): Promise<Home | undefined> {
  return (await remembers(database)) ? readHome(database) : undefined;
}

/** Has the database served at this base URL from now on, whatever it was before. */
export async function writeHome({ sequelize }: Database, { baseUrl, since }: Home, transaction: Transaction): Promise<void> {
  const sql = 'INSERT INTO home (id, base_url, since) VALUES (1, :baseUrl, :since) ON CONFLICT (id) DO UPDATE SET base_url = excluded.base_url, since = excluded.since';
  await sequelize.query(sql, { transaction, replacements: { baseUrl, since } });
}

/** Refuses what is served elsewhere. What nobody has served yet passes. @throws ElsewhereError */
export async function checkHome(database: Database, { baseUrl, loopback }: Pick<Settings, 'baseUrl' | 'loopback'>, transaction?: Transaction): Promise<void> {
  const home = await readHome(database, transaction);
  if (home ? !isSameHome(home, baseUrl) : loopback && (await hasRealSites(database, transaction))) throw new ElsewhereError(home, baseUrl);
}

/** For whoever opens a database, before it is migrated: the same, where the database is one that remembers. @throws ElsewhereError */
export function refuseElsewhere(settings: Pick<Settings, 'baseUrl' | 'loopback'>): (database: Database) => Promise<void> {
  return async (database) => {
    if (await remembers(database)) await checkHome(database, settings);
  };
}

/**
 * For what must not be done to a database of which nobody can say whose it is, and that is as this release has it: a start sees to both.
 * @throws ElsewhereError; Error where no start of this release has been
 */
export async function requireHome(database: Database, settings: Pick<Settings, 'baseUrl' | 'loopback'>): Promise<void> {
  await refuseElsewhere(settings)(database);
  const pending = await readPending(database, MIGRATIONS);
  if (pending.length === 0 && (await readHome(database))) return;
  throw new Error(`No app of this release has been started on this database, so nobody can say whose it is, and nothing was changed. Check DATABASE_URL; if it is the right one, start the app at ${settings.baseUrl} once first.`);
}

async function remembers({ sequelize, dialect, ofAllTenants }: Database): Promise<boolean> {
  const sql = dialect === 'sqlite' ? "SELECT name FROM sqlite_master WHERE name = 'home'" : "SELECT to_regclass('home')::text AS name";
  const [row] = await ofAllTenants.read((transaction) => sequelize.query<{ name: string | null }>(sql, { type: QueryTypes.SELECT, transaction }));
  return typeof row?.name === 'string';
}

/** For a start: takes a database that nobody has served yet for this base URL. @throws ElsewhereError where it is another's */
export async function claimHome(database: Database, settings: Pick<Settings, 'baseUrl' | 'loopback'>, now: Date): Promise<void> {
  const { baseUrl } = settings;
  if ((await readHome(database))?.baseUrl === baseUrl) return;
  await database.ofAllTenants.write(async (transaction) => {
    // Of several that start at once the first decides: the others wait for its row.
    const sql = 'INSERT INTO home (id, base_url, since) SELECT 1, :baseUrl, :now WHERE NOT EXISTS (SELECT 1 FROM home) ON CONFLICT (id) DO NOTHING';
    await checkHome(database, settings, transaction);
    await database.sequelize.query(sql, { transaction, replacements: { baseUrl, now } });
    await checkHome(database, settings, transaction);
    if ((await readHome(database, transaction))?.baseUrl !== baseUrl) await writeHome(database, { baseUrl, since: now }, transaction);
  });
}

/** A playground is never anybody's original: no real Confluence can reach it, so it may change its port, or become a real app. */
function isSameHome({ baseUrl }: Home, other: string): boolean {
  return baseUrl === other || isLoopbackHost(new URL(baseUrl).hostname);
}

/** True where a site of the database is one that no app on a loopback address can have been installed on. */
async function hasRealSites({ sequelize, ofAllTenants }: Database, given?: Transaction): Promise<boolean> {
  const read = (transaction: Reading) => sequelize.query<{ base_url: string }>('SELECT base_url FROM tenants', { type: QueryTypes.SELECT, transaction });
  const rows = await (given ? read(given) : ofAllTenants.read(read));
  return rows.some(({ base_url: url }) => !isLoopbackHost(new URL(url).hostname));
}
