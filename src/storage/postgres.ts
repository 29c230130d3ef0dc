import { Sequelize } from 'sequelize';
import type { Database } from './database.js';

/**
 * A pool on PostgreSQL. A server that is away is noticed in 1.5 s, and no statement runs longer than 15 s.
 * The URL may carry `?options=` for the server, such as `-csearch_path=name`.
 */
export function openPostgres(url: string): Pick<Database, 'sequelize' | 'write' | 'close'> {
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    logging: false,
    // Ten connections serve two cores with room; who waits longer than this for one is told so.
    pool: { max: 10, min: 0, acquire: 10_000, idle: 30_000 },
    dialectOptions: {
      application_name: 'gitlab-for-confluence',
      connectionTimeoutMillis: 1_500,
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
    },
  });
  const writing = new Set<Promise<unknown>>();
  return {
    sequelize,
    write(work) {
      const mine = sequelize.transaction(work);
      const done: Promise<unknown> = mine.catch(() => undefined).finally(() => writing.delete(done));
      writing.add(done);
      return mine;
    },
    async close() {
      await Promise.all(writing);
      await sequelize.close();
    },
  };
}
