import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import pg from 'pg';
import { Sequelize, type Transaction } from 'sequelize';
import type { Opened, Reading } from './doors.js';
import { createRoom, createRooms } from './room.js';
import { TENANT_ROLE } from './row-security.js';

/** What the connections of all processes are called in PostgreSQL, and those of this one. */
export const APPLICATION = 'gitlab-for-confluence';
export const OWN_NAME = `${APPLICATION} ${process.pid}@${hostname()}`.slice(0, 63);
/** They serve two cores with room. */
const CONNECTIONS = 10;
/** Of these one tenant has so many at most: what its writers wait for holds up nobody else. */
const OF_ONE_TENANT = 6;
/** Who waits for a connection is told soon enough to be answered within 2 s. */
const PATIENCE_MS = 1_700;

/**
 * A pool on PostgreSQL. A server that is away is noticed in 1.5 s, and in 1.7 s that no connection comes free; no statement runs
 * longer than 15 s, or waits longer than 10 s for a lock: those who write of one site wait for each other.
 * The URL may carry `?options=` for the server, such as `-csearch_path=name`.
 */
export function openPostgres(url: string): Opened {
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    logging: false,
    pool: { max: CONNECTIONS, min: 0, acquire: 10_000, idle: 30_000 },
    dialectOptions: {
      application_name: OWN_NAME,
      connectionTimeoutMillis: 1_500,
      statement_timeout: 15_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
    },
  });
  const begin = beginningsOf(sequelize);
  const room = createRoom(CONNECTIONS, PATIENCE_MS);
  const running = new Set<Promise<unknown>>();
  const ofTenant = createRooms(OF_ONE_TENANT, PATIENCE_MS);
  const inTurn = <T>(clientKey: string | undefined, work: () => Promise<T>) => (clientKey === undefined ? room.enter(work) : ofTenant(clientKey, () => room.enter(work)));
  function transact<T>(clientKey: string | undefined, beginning: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const mine = inTurn(clientKey, () => begin(beginning, () => sequelize.transaction(work)));
    const done: Promise<unknown> = mine.catch(() => undefined).finally(() => running.delete(done));
    running.add(done);
    return mine;
  }
  return {
    sequelize,
    waiting: room.waiting,
    read<T>(clientKey: string | undefined, work: (transaction: Reading) => Promise<T>) {
      return clientKey === undefined ? room.enter(() => work(null)) : transact(clientKey, `SET TRANSACTION READ ONLY; ${bindTo(clientKey)}`, work);
    },
    write: (clientKey, work) => transact(clientKey, clientKey === undefined ? '' : bindTo(clientKey), work),
    async close() {
      await Promise.all(running);
      await sequelize.close();
    },
  };
}

/**
 * Until the transaction ends, however it ends: the role that row-level security binds, and whose rows it may see. Where `search_path`
 * names the user's own schema, that of the role would be another.
 */
function bindTo(clientKey: string): string {
  const settings = `set_config('app.tenant', ${pg.escapeLiteral(clientKey)}, true), set_config('search_path', quote_ident(current_schema()), true)`;
  return `SELECT ${settings}; SET LOCAL ROLE ${TENANT_ROLE};`;
}

/** Lets transactions begin with more than Sequelize has them begin with, in the same round trip. */
function beginningsOf(sequelize: Sequelize): <T>(beginning: string, transact: () => Promise<T>) => Promise<T> {
  const beginnings = new AsyncLocalStorage<string>();
  const generator = sequelize.getQueryInterface().queryGenerator as { startTransactionQuery(transaction: Transaction): string };
  const start = generator.startTransactionQuery.bind(generator);
  generator.startTransactionQuery = (transaction) => `${start(transaction)} ${beginnings.getStore() ?? ''}`;
  return (beginning, transact) => beginnings.run(beginning, transact);
}
