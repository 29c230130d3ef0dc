import { Op } from 'sequelize';
import { createBackground } from '../background.js';
import type { Tenant } from '../connect/caller.js';
import { KEEPING } from '../keeping.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import type { Sighting } from './embed.js';
import { createEmbedNotes, type Note } from './embed-notes.js';
import { createEmbedSearch, type EmbedFilter, type EmbedSearch, type FoundEmbeds, type HealthCounts } from './embed-search.js';
import { createEmbedWriter } from './embed-writer.js';
import { defineEmbeds } from './embeds-table.js';
import { EMBEDS_HEADER, embedLine } from './embeds-file.js';

/** What the app has seen its macros show in a site's pages, and how that went: no titles, and nothing of who looked. */
export interface Embeds extends Pick<EmbedSearch, 'spaces'> {
  /** Notes a look in passing; it is written down within half a minute. Never throws for what the database does. */
  saw(sighting: Sighting): void;
  /** `limit` rows at most, with how many there are of each health in the same space and instance. */
  find(clientKey: string, filter: EmbedFilter, limit: number): Promise<FoundEmbeds & { readonly counts: HealthCounts }>;
  /** All that match, as lines of CSV, each with its end; the first names the columns. Times are ISO 8601. */
  csv(tenant: Pick<Tenant, 'clientKey' | 'baseUrl' | 'displayUrl'>, filter: Omit<EmbedFilter, 'after'>): AsyncIterable<string>;
  purgeTenant(clientKey: string): Promise<void>;
  /** Removes what nobody has looked at for a year. */
  forgetOld(): Promise<void>;
  start(): void;
  /** Writes what is not written yet, and nothing after that. Never rejects. */
  stop(): Promise<void>;
}

export interface EmbedsParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const WRITE_MS = 30_000;
const AT_ONCE = 50;
const FILE_PAGE = 500;
const DAY_MS = 24 * 3_600_000;
const FORGET_MS = KEEPING.embedDays * DAY_MS;

export function createEmbeds({ database, sealer, logger, clock }: EmbedsParts): Embeds {
  const table = defineEmbeds(database.sequelize);
  const notes = createEmbedNotes(clock);
  const writer = createEmbedWriter({ database, table, sealer });
  const search = createEmbedSearch({ database, table, sealer, logger, clock });
  const background = createBackground({ work: () => write(false), intervalMs: WRITE_MS, logger, what: 'writing down what macros show' });
  let stopped = false;

  async function write(everything: boolean): Promise<void> {
    const due = bySite(notes.take(everything)).flatMap(inPieces);
    for (const [index, piece] of due.entries()) {
      try {
        await writer.write(piece);
        notes.wrote(piece);
      } catch (error) {
        notes.putBack(due.slice(index).flat());
        throw error;
      }
    }
  }

  async function forgetOld(): Promise<void> {
    const where = { seenAt: { [Op.lt]: new Date(clock() - FORGET_MS) } };
    const { read, write: remove } = database.ofAllTenants;
    if (await read((transaction) => table.findOne({ where, transaction }))) await remove((transaction) => table.destroy({ where, transaction }));
  }

  return {
    saw(sighting) {
      if (!stopped) notes.saw(sighting);
    },
    async find(clientKey, filter, limit) {
      const [found, counts] = await Promise.all([search.find(clientKey, filter, limit), search.count(clientKey, filter)]);
      return { ...found, counts };
    },
    async *csv(tenant, filter) {
      yield EMBEDS_HEADER;
      let after: string | undefined;
      do {
        const { rows, next } = await search.find(tenant.clientKey, { ...filter, ...(after === undefined ? {} : { after }) }, FILE_PAGE);
        for (const embed of rows) yield embedLine(embed, tenant);
        after = next;
      } while (after !== undefined);
    },
    spaces: search.spaces,
    async purgeTenant(clientKey) {
      notes.forgetTenant(clientKey);
      await purgeEmbeds(database, clientKey);
    },
    forgetOld,
    start: background.start,
    async stop() {
      stopped = true;
      await background.stop();
      await write(true).catch((error: unknown) => logger.error({ err: error }, 'what macros show could not be written down'));
    },
  };
}

/** Removes what is kept of a site's embeds. */
export async function purgeEmbeds({ sequelize, ofTenant }: Database, clientKey: string): Promise<void> {
  await ofTenant(clientKey).write((transaction) => sequelize.query('DELETE FROM embeds WHERE client_key = :clientKey', { transaction, replacements: { clientKey } }));
}

function bySite(notes: readonly Note[]): (readonly Note[])[] {
  const sites = new Map<string, Note[]>();
  for (const note of notes) {
    const { clientKey, epoch } = note.sighting.tenant;
    const name = `${clientKey} ${epoch}`;
    const own = sites.get(name) ?? [];
    own.push(note);
    sites.set(name, own);
  }
  return [...sites.values()];
}

/** Short transactions: a site's writers wait for each other. */
function inPieces(notes: readonly Note[]): (readonly Note[])[] {
  return Array.from({ length: Math.ceil(notes.length / AT_ONCE) }, (_, index) => notes.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
}
