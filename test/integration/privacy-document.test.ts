import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { QueryTypes } from 'sequelize';
import { KEEPING } from '../../src/keeping.js';
import { onSqlite } from '../support/databases.js';
import { asOperator } from '../support/rows.js';

const ROOT = join(import.meta.dirname, '../..');
const PRIVACY = readFileSync(join(ROOT, 'docs/privacy.md'), 'utf8');

/** By table what the document says: its columns, and until when they stay. */
const told = new Map([...PRIVACY.matchAll(/^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$/gm)].map(([, table = '', holds = '', , until = '']) => [table, { columns: new Set([...holds.matchAll(/`([a-z]\w*)`/g)].map(([, name = '']) => name)), until }]));

describe('docs/privacy.md', () => {
  const on = onSqlite();

  test('names every table and column of the database, and none that there isn’t', async () => {
    const sql = "SELECT m.name AS name, c.name AS column FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    const there = new Map<string, Set<string>>();
    for (const { name, column } of await asOperator(on.database).query<{ name: string; column: string }>(sql, { type: QueryTypes.SELECT })) there.set(name, (there.get(name) ?? new Set()).add(column));
    expect(there.size).toBeGreaterThan(15);
    const sorted = (tables: ReadonlyMap<string, ReadonlySet<string>>) => Object.fromEntries([...tables].sort().map(([name, columns]) => [name, [...columns].sort()]));
    expect(sorted(new Map([...told].map(([name, { columns }]) => [name, columns])))).toEqual(sorted(there));
  });

  test('says for how long as the code does', () => {
    const until = (table: string) => told.get(table)?.until ?? '';
    expect(until('recents')).toContain(`${KEEPING.recentDays} days`);
    expect(until('known_pages')).toContain(`${KEEPING.pageDays} days`);
    expect(KEEPING.embedDays).toBe(365);
    expect(until('embeds')).toContain('a year');
    expect(KEEPING.attemptHours).toBe(1);
    expect(until('link_flows')).toContain('an hour later');
    expect(until('revocations')).toContain(`${KEEPING.revocationDays} days of trying, and ${KEEPING.deadJobDays} more`);
    expect(until('jobs')).toContain(`${KEEPING.deadJobDays} days`);
    expect(PRIVACY).toContain(`for ${KEEPING.copyHours} hours at most`);
  });

  test('leads to files that there are', () => {
    const links = [...PRIVACY.matchAll(/\]\(([^)#\s]+)/g)].map(([, path = '']) => path).filter((path) => !path.startsWith('http'));
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((path) => !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
  });
});
