import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sequelize } from 'sequelize';
import { harmlessStatement } from './harmless-statement.js';

/**
 * A setup file for Jest: writes the statements that the app's own code makes to `sqlite.sql` and `postgres.sql` in the folder that
 * `RECORD_STATEMENTS` names, each once a suite and without what it is asked about.
 */
const folder = process.env.RECORD_STATEMENTS;
const known = new Set<string>();
// A suite that goes through every statement is deep in awaited calls by then.
Error.stackTraceLimit = 60;

/** The nearest of our files decides: what a test asks by itself is no statement of the app, nor is what a migration does. */
function isOfTheApp(stack = ''): boolean {
  const ours = stack.split('\n').filter((line) => !line.includes('/node_modules/')).join('\n');
  const [, nearest] = /\/(src|test)\/(?!support\/record-statements)/.exec(ours) ?? [];
  return nearest !== 'test' && !ours.includes('/src/storage/migrations/');
}

if (folder !== undefined) {
  const ask = Reflect.get(Sequelize.prototype, 'query') as (sql: string, options: object) => unknown;
  Reflect.set(Sequelize.prototype, 'query', function recorded(this: Sequelize, sql: string, options: object = {}) {
    if (!isOfTheApp(new Error().stack)) return ask.call(this, sql, options);
    const file = join(folder, `${this.getDialect()}.sql`);
    const logging = (logged: string) => {
      const statement = harmlessStatement(logged);
      if (!/^(SELECT|INSERT|UPDATE|DELETE|WITH) /.test(statement) || /\bpg_|information_schema|sqlite_master|SELECT 1/.test(statement) || known.has(statement)) return;
      known.add(statement);
      appendFileSync(file, `${statement}\n`);
    };
    return ask.call(this, sql, { ...options, logging, logQueryParameters: true });
  });
}
