import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sequelize, Transaction } from 'sequelize';

/** What each query of a unit of work is given as its `transaction`: null where reading needs none. */
export type Reading = Transaction | null;

/** A way to the tables. Never wait for anything but the database within `work`, and give its `transaction` to every query. */
export interface Door {
  /** Runs what only reads. */
  read<T>(work: (transaction: Reading) => Promise<T>): Promise<T>;
  /** Runs `work` in one short transaction and commits it. On SQLite writers queue for the single connection (BEGIN IMMEDIATE). */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** The two ways to the tables; a query that comes by neither, or without the transaction of its door, is refused. */
export interface Doors {
  /**
   * Work on one tenant's rows. PostgreSQL shows and takes no others, also where a query forgot to name its tenant.
   * @throws RangeError for what can't be a client key: empty, over 255 characters, or with a NUL
   */
  ofTenant(clientKey: string): Door;
  /** Work that is of no one tenant: what looks for one, what tends all, and what makes and ends tenants. Its queries name whose rows they mean. */
  readonly ofAllTenants: Door;
}

/** A database of either dialect: how it runs units of work, bound to a tenant or, where `clientKey` is undefined, to none. */
export interface Opened {
  readonly sequelize: Sequelize;
  /** How many units of work wait for a connection. */
  waiting(): number;
  read<T>(clientKey: string | undefined, work: (transaction: Reading) => Promise<T>): Promise<T>;
  write<T>(clientKey: string | undefined, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Waits for the transactions that have begun. */
  close(): Promise<void>;
}

interface Unit {
  /** Undefined until it has begun. */
  transaction: Reading | undefined;
  isOver: boolean;
}

const LONGEST_KEY = 255;

/** From now on the database answers within the doors alone. */
export function makeDoors(opened: Opened): Doors {
  const within = new AsyncLocalStorage<Unit>();
  opened.sequelize.addHook('beforeQuery', ({ transaction }) => checkUnit(within.getStore(), transaction ?? null));

  function enter<T, Given extends Reading>(run: (work: (transaction: Given) => Promise<T>) => Promise<T>, work: (transaction: Given) => Promise<T>): Promise<T> {
    const unit: Unit = { transaction: undefined, isOver: false };
    const begin = (transaction: Given) => {
      unit.transaction = transaction;
      return work(transaction);
    };
    return within.run(unit, () => run(begin).finally(() => (unit.isOver = true)));
  }

  const door = (clientKey: string | undefined): Door => ({
    read: (work) => enter((begin) => opened.read(clientKey, begin), work),
    write: (work) => enter((begin) => opened.write(clientKey, begin), work),
  });
  return {
    ofTenant(clientKey) {
      if (clientKey === '' || clientKey.length > LONGEST_KEY || clientKey.includes('\0')) throw new RangeError('no client key of a tenant');
      return door(clientKey);
    },
    ofAllTenants: door(undefined),
  };
}

/** The statement that begins a transaction is the one that comes before its unit knows it. */
function checkUnit(unit: Unit | undefined, transaction: Reading): void {
  if (!unit || unit.isOver) throw new Error('a query outside of the doors of the database');
  if (unit.transaction === undefined ? transaction === null : transaction !== unit.transaction) throw new Error('a query without the transaction of its door');
}
