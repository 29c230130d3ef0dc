import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { QueryTypes, Sequelize, Transaction } from 'sequelize';
import sqlite3 from 'sqlite3';
import type { Opened } from './doors.js';

/**
 * How writers of other processes are waited for: some 1 s in all, a third of it in the event loop, so that whoever asked is answered
 * within 2 s. A reader that meets a slow commit is told that a table is not there.
 */
const BUSY = { match: [/SQLITE_BUSY/, /SQLITE_ERROR: no such table/], max: 28, backoffBase: 5, backoffExponent: 1.06 };

/**
 * SQLite's own waiting (1 s a try, unless told) holds a thread of libuv's pool, and four of those held are all there are. It
 * can't be none: most of what a reader meets is the moment of a commit.
 */
class ImpatientDatabase extends sqlite3.Database {
  constructor(file: string, mode: number, opened: (error: Error | null) => void) {
    super(file, mode, opened);
    this.configure('busyTimeout', 25);
  }
}

/**
 * One SQLite file, made with its folder when missing. It keeps a write-ahead log, so that reading goes on while one writes;
 * of this process one transaction at a time writes, the others queue.
 */
export async function openSqlite(path: string): Promise<Opened> {
  if (path !== ':memory:') makeFile(path);
  const sequelize = new Sequelize({ dialect: 'sqlite', dialectModule: { ...sqlite3, Database: ImpatientDatabase }, storage: path, logging: false, retry: BUSY });
  await useWriteAheadLog(sequelize).catch(async (error: unknown) => {
    await sequelize.close();
    throw error;
  });
  let last: Promise<unknown> = Promise.resolve();
  let writers = 0;
  return {
    sequelize,
    waiting: () => Math.max(0, writers - 1),
    read: (_clientKey, work) => work(null),
    write(_clientKey, work) {
      writers += 1;
      const mine = last.then(() => sequelize.transaction({ type: Transaction.TYPES.IMMEDIATE }, work));
      last = mine.catch(() => undefined).finally(() => (writers -= 1));
      return mine;
    },
    async close() {
      await last;
      await sequelize.close();
    },
  };
}

/** Names of people are in it, so it is made for this user alone. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, 'a', 0o600));
}

/** The mode stays with the file. Changing it asks for the file alone, which another process may hold for a moment. */
async function useWriteAheadLog(sequelize: Sequelize): Promise<void> {
  await sequelize.query('PRAGMA journal_mode = WAL', { type: QueryTypes.SELECT });
}
