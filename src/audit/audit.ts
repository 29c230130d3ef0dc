import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Op, type Transaction } from 'sequelize';
import { createBackground } from '../background.js';
import { isInstalled } from '../connect/tenant-tables.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import type { AuditAction, AuditEntry, AuditFilter, AuditNote, AuditPage, NamedPerson } from './entry.js';
import { eraseFromNote, eraseFromRows } from './erasing.js';
import { purgeAuditOf } from './purge.js';
import { csvLines, findEntries, findPeople } from './reading.js';
import { defineAuditTable, openEntry, sealDetails, type AuditRow } from './table.js';

/** Who changed and did what at a site, for its administrators; kept for `AUDIT_DAYS`. */
export interface Audit {
  /** Takes note in passing: it is written soon, nothing is waited for, and nothing fails. */
  note(note: AuditNote): void;
  /** Writes it as a part of the change that it tells of. */
  write(note: AuditNote, transaction: Transaction): Promise<void>;
  find(clientKey: string, filter: AuditFilter, limit: number): Promise<AuditPage>;
  /** What names a person, for that person alone: the newest first, a thousand at most. */
  ofPerson(clientKey: string, accountId: string): Promise<readonly AuditEntry[]>;
  /** Whom entries name, those who did something lately first: some thousand at most. */
  people(clientKey: string): Promise<readonly NamedPerson[]>;
  count(clientKey: string): Promise<number>;
  /** Lines of CSV, each with its end: what `find` finds, to its end. */
  csv(clientKey: string, filter: AuditFilter): AsyncIterable<string>;
  /** Takes a person out of all entries, or out of those of some actions; what happened stays. Resolves to how many named them. */
  erasePerson(clientKey: string, accountId: string, transaction: Transaction, actions?: readonly AuditAction[]): Promise<number>;
  /** Whether an entry holds what Confluence calls the person. */
  holdsName(clientKey: string, accountId: string): Promise<boolean>;
  /** Puts another name, or none, in the place of what Confluence called the person. */
  rename(clientKey: string, accountId: string, name: string | undefined, transaction: Transaction): Promise<void>;
  /** Removes all entries of a tenant that is not installed. */
  purgeTenant(clientKey: string): Promise<void>;
  /** Removes what is older than it may be. */
  forgetOld(): Promise<void>;
  /** Begins to write what waits, every half minute. */
  start(): void;
  /** Writes what waits, and ends the work in the background. */
  stop(): Promise<void>;
}

export interface AuditParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly settings: Pick<Settings, 'auditDays'>;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

interface Waiting {
  readonly note: AuditNote;
  readonly at: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const INTERVAL_MS = 30_000;
const AT_ONCE = 200;
/** While the database is away; the oldest go first. */
const MOST_WAITING = 5_000;
const MOST_REMEMBERED = 5_000;
const MOST_OF_PERSON = 1_000;

export function createAudit({ database, sealer, settings, logger, clock }: AuditParts): Audit {
  const table = defineAuditTable(database.sequelize);
  const parts = { database, table, sealer, logger };
  const lately = new LRUCache<string, true>({ max: MOST_REMEMBERED });
  let waiting: Waiting[] = [];
  const background = createBackground({ work: writeWaiting, intervalMs: INTERVAL_MS, logger, what: 'writing the audit log' });

  function rowOf({ note, at }: Waiting): AuditRow {
    const { clientKey, action, actor, actorName, subject, instanceId, details = {} } = note;
    const id = hourlyId(note, at) ?? randomBytes(16).toString('base64url');
    return {
      id, clientKey, at, action, actor: actor ?? null, actorName: actorName ?? null, subject: subject ?? null, instanceId: instanceId ?? null,
      sealedDetails: sealDetails(sealer, { id, clientKey }, details),
    };
  }

  const insert = (some: readonly Waiting[], transaction: Transaction) => table.bulkCreate(some.map(rowOf), { ignoreDuplicates: true, transaction });

  async function writeWaiting(): Promise<void> {
    for (let [first] = waiting; first; [first] = waiting) {
      const { clientKey } = first.note;
      const some = waiting.filter(({ note }) => note.clientKey === clientKey).slice(0, AT_ONCE);
      waiting = waiting.filter((one) => !some.includes(one));
      try {
        await database.ofTenant(clientKey).write(async (transaction) => {
          // Nothing comes after a site's data is gone.
          if (await isInstalled(database, clientKey, transaction)) await insert(some, transaction);
        });
      } catch (error) {
        waiting = [...some, ...waiting];
        throw error;
      }
    }
  }

  async function forgetOld(): Promise<void> {
    const where = { at: { [Op.lt]: new Date(clock() - settings.auditDays * DAY_MS) } };
    const { read, write } = database.ofAllTenants;
    if (await read((transaction) => table.findOne({ where, transaction }))) await write((transaction) => table.destroy({ where, transaction }));
  }

  return {
    note(note) {
      const one = { note, at: new Date(clock()) };
      const once = hourlyId(note, one.at);
      if (once !== undefined && lately.has(once)) return;
      if (once !== undefined) lately.set(once, true);
      if (waiting.length >= MOST_WAITING) {
        waiting.shift();
        logger.error('the audit log can not be written, and its oldest entry that waited is lost');
      }
      waiting.push(one);
      background.soon();
    },
    async write(note, transaction) {
      await insert([{ note, at: new Date(clock()) }], transaction);
    },
    find: (clientKey, filter, limit) => findEntries(parts, clientKey, filter, limit),
    async ofPerson(clientKey, accountId) {
      const where = { clientKey, [Op.or]: [{ actor: accountId }, { subject: accountId }] };
      const order: [string, string][] = [['at', 'DESC'], ['id', 'DESC']];
      const rows = await database.ofTenant(clientKey).read((transaction) => table.findAll({ where, order, limit: MOST_OF_PERSON, transaction }));
      return rows.map((row) => openEntry(sealer, logger, row.get()));
    },
    people: (clientKey) => findPeople(parts, clientKey),
    count: (clientKey) => database.ofTenant(clientKey).read((transaction) => table.count({ where: { clientKey }, transaction })),
    csv: (clientKey, filter) => csvLines(parts, clientKey, filter),
    async erasePerson(clientKey, accountId, transaction, actions) {
      const before = waiting;
      waiting = before.map(({ note, at }) => ({ note: eraseFromNote(note, clientKey, accountId, actions), at }));
      const unwritten = waiting.filter(({ note }, index) => note !== before[index]?.note).length;
      return unwritten + (await eraseFromRows(parts, clientKey, accountId, actions, transaction));
    },
    async holdsName(clientKey, accountId) {
      const where = { clientKey, actor: accountId, actorName: { [Op.ne]: null } };
      return (await database.ofTenant(clientKey).read((transaction) => table.count({ where, transaction }))) > 0;
    },
    async rename(clientKey, accountId, name, transaction) {
      await table.update({ actorName: name ?? null }, { where: { clientKey, actor: accountId, actorName: { [Op.ne]: null } }, transaction });
    },
    async purgeTenant(clientKey) {
      waiting = waiting.filter(({ note }) => note.clientKey !== clientKey);
      await purgeAuditOf(database, clientKey);
    },
    forgetOld,
    start: background.start,
    async stop() {
      await background.stop();
      await writeWaiting().catch((error: unknown) => logger.error({ err: error }, 'the audit log could not be written to its end'));
    },
  };
}

/** The same for all that may be written once an hour. */
function hourlyId({ clientKey, action, instanceId, oncePerHour }: AuditNote, at: Date): string | undefined {
  if (oncePerHour === undefined) return undefined;
  const hour = Math.floor(at.getTime() / HOUR_MS);
  return createHash('sha256').update(JSON.stringify([clientKey, action, instanceId, oncePerHour, hour])).digest('base64url').slice(0, 32);
}
