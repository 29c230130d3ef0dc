import { col, fn, Op, type WhereOptions } from 'sequelize';
import { csvLine } from '../csv.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import type { Sealer } from '../storage/sealing.js';
import { ERASED_PERSON, type AuditEntry, type AuditFilter, type AuditPage, type NamedPerson } from './entry.js';
import { openEntry, type AuditRow, type AuditTable } from './table.js';

export interface ReadingParts {
  readonly database: Database;
  readonly table: AuditTable;
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'error'>;
}

/** Rows at once, and rows that are looked through for one page: what words are looked for in is sealed. */
const BATCH = 500;
const MOST = 5_000;

/** Entries of a tenant that the filter lets through, the newest first. */
export async function findEntries(parts: ReadingParts, clientKey: string, filter: AuditFilter, limit: number): Promise<AuditPage> {
  const isMeant = finderOf(filter.words);
  const entries: AuditEntry[] = [];
  let before = filter.before;
  for (let seen = 0; seen < MOST; seen += BATCH) {
    const rows = await readSome(parts, clientKey, { ...filter, before });
    for (const row of rows) {
      const entry = openEntry(parts.sealer, parts.logger, row);
      before = cursorOf(row);
      if (isMeant(entry)) entries.push(entry);
      if (entries.length < limit) continue;
      const isLast = row === rows.at(-1) && rows.length < BATCH;
      return { entries, next: isLast ? undefined : before };
    }
    if (rows.length < BATCH) return { entries, next: undefined };
  }
  return { entries, next: before };
}

export const CSV_COLUMNS = ['at', 'action', 'actor', 'actorName', 'subject', 'instance', 'details'] as const;

/** The same as lines of CSV, each with its end, all of them; the first names the columns. */
export async function* csvLines(parts: ReadingParts, clientKey: string, filter: AuditFilter): AsyncGenerator<string> {
  yield csvLine(CSV_COLUMNS);
  let before = filter.before;
  do {
    const page = await findEntries(parts, clientKey, { ...filter, before }, BATCH);
    for (const { at, action, actor = '', actorName = '', subject = '', instanceId = '', details } of page.entries) {
      yield csvLine([at.toISOString(), action, actor, actorName, subject, instanceId, describe(details)]);
    }
    before = page.next;
  } while (before !== undefined);
}

async function readSome({ database, table }: ReadingParts, clientKey: string, { action, actor, people, from, to, before }: AuditFilter): Promise<readonly AuditRow[]> {
  const conditions: WhereOptions<AuditRow>[] = [{ clientKey }];
  if (action !== undefined) conditions.push({ action });
  if (actor !== undefined) conditions.push({ actor });
  if (people) conditions.push({ [Op.or]: [{ actor: [...people] }, { subject: [...people] }] });
  if (from) conditions.push({ at: { [Op.gte]: from } });
  if (to) conditions.push({ at: { [Op.lt]: to } });
  const cursor = before === undefined ? undefined : readCursor(before);
  if (cursor) conditions.push({ [Op.or]: [{ at: { [Op.lt]: cursor.at } }, { at: cursor.at, id: { [Op.lt]: cursor.id } }] });
  const order: [string, string][] = [['at', 'DESC'], ['id', 'DESC']];
  const rows = await database.ofTenant(clientKey).read((transaction) => table.findAll({ where: { [Op.and]: conditions }, order, limit: BATCH, transaction }));
  return rows.map((row) => row.get());
}

/** Whom entries of a tenant name, those of the newest entries first, with what Confluence called them where that is written down. */
export function findPeople({ database, table }: ReadingParts, clientKey: string): Promise<readonly NamedPerson[]> {
  return database.ofTenant(clientKey).read((transaction) => readPeople(table, clientKey, transaction));
}

async function readPeople(table: AuditTable, clientKey: string, transaction: Reading): Promise<readonly NamedPerson[]> {
  const named = new Map<string, string | undefined>();
  for (const column of ['actor', 'subject'] as const) {
    const rows = await table.findAll({
      attributes: [column, [fn('MAX', col('actor_name')), 'actorName'], [fn('MAX', col('at')), 'at']],
      where: { clientKey, [column]: { [Op.ne]: null } }, group: [column], order: [[fn('MAX', col('at')), 'DESC']], limit: MOST_PEOPLE, transaction,
    });
    for (const row of rows) {
      const { [column]: accountId, actorName } = row.get();
      if (accountId === null || accountId === ERASED_PERSON) continue;
      named.set(accountId, named.get(accountId) ?? (column === 'actor' ? (actorName ?? undefined) : undefined));
    }
  }
  return [...named].map(([accountId, name]) => ({ accountId, name }));
}

const MOST_PEOPLE = 1_000;

const cursorOf = ({ at, id }: Pick<AuditRow, 'at' | 'id'>) => `${at.getTime()}-${id}`;

/** Undefined for what is no cursor: then the newest come. */
function readCursor(text: string): { at: Date; id: string } | undefined {
  const [, at, id] = /^(\d{1,15})-([\w-]{1,64})$/.exec(text) ?? [];
  return at === undefined || id === undefined ? undefined : { at: new Date(Number(at)), id };
}

function finderOf(words = ''): (entry: AuditEntry) => boolean {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (wanted.length === 0) return () => true;
  return ({ action, actor, actorName, subject, instanceId, details }) => {
    const text = [action, actor, actorName, subject, instanceId, ...Object.values(details)].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}

function describe(details: AuditEntry['details']): string {
  return Object.entries(details).map(([name, text]) => `${name}: ${text}`).join('; ');
}
