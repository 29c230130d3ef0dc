import { Op, type Transaction } from 'sequelize';
import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import { SealError, type Place, type Sealer } from '../storage/sealing.js';
import type { LinkRow, RecentsRow, Tables } from './tables.js';
import type { Seen } from './viewer.js';

type Owner = Pick<LinkRow, 'clientKey' | 'accountId' | 'instanceId'>;

/** The rows of what was shown to people lately: addresses and times, sealed. They end with the link that they were seen by. */
export interface Recents {
  /** The newest first, 50 at most. */
  find(owner: Owner): Promise<readonly Seen[]>;
  /** Puts these before what is there. */
  add(owner: Owner, seen: readonly Seen[], transaction: Transaction): Promise<void>;
  drop(owner: Owner, transaction: Transaction): Promise<void>;
  /** Removes what nothing was added to since. */
  forget(before: Date): Promise<void>;
}

export interface RecentsParts {
  readonly database: Database;
  readonly table: Tables['recents'];
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'error'>;
}

const MOST = 50;

const Things = z.array(z.object({ url: z.string(), at: z.number() }));

export function createRecents({ database, table, sealer, logger }: RecentsParts): Recents {
  async function find(owner: Owner, transaction: Reading): Promise<readonly Seen[]> {
    const row = (await table.findOne({ where: keyOf(owner), transaction }))?.get();
    return row ? open(row) : [];
  }

  /** What can't be opened is as good as nothing: it fills again. */
  function open(row: RecentsRow): readonly Seen[] {
    try {
      return Things.parse(JSON.parse(sealer.open(row.sealedThings, recentsPlace(row))));
    } catch (error) {
      if (!(error instanceof SealError || error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
      logger.error({ tenant: row.clientKey, instance: row.instanceId, err: error }, 'what somebody looked at can not be opened');
      return [];
    }
  }

  return {
    find: (owner) => database.ofTenant(owner.clientKey).read((transaction) => find(owner, transaction)),
    async add(owner, seen, transaction) {
      const all = newestFirst([...seen, ...(await find(owner, transaction))]);
      const [newest] = all;
      if (!newest) return;
      const sealedThings = sealer.seal(JSON.stringify(all), recentsPlace(owner));
      await table.upsert({ ...keyOf(owner), sealedThings, seenAt: new Date(newest.at) }, { transaction });
    },
    async drop(owner, transaction) {
      await table.destroy({ where: keyOf(owner), transaction });
    },
    async forget(before) {
      const where = { seenAt: { [Op.lt]: before } };
      const { read, write } = database.ofAllTenants;
      if (await read((transaction) => table.findOne({ where, transaction }))) await write((transaction) => table.destroy({ where, transaction }));
    },
  };
}

/** Each address once, by when it was seen last; 50 at most. */
export function newestFirst(seen: readonly Seen[]): readonly Seen[] {
  const sorted = [...seen].sort((left, right) => right.at - left.at);
  const once = new Map<string, Seen>();
  for (const one of sorted) if (!once.has(one.url)) once.set(one.url, one);
  return [...once.values()].slice(0, MOST);
}

export function recentsPlace({ clientKey, accountId, instanceId }: Owner): Place {
  return { tenant: clientKey, account: accountId, instance: instanceId, field: 'recents.things' };
}

function keyOf({ clientKey, accountId, instanceId }: Owner): Owner {
  return { clientKey, accountId, instanceId };
}
