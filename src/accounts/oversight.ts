import { Op, QueryTypes } from 'sequelize';
import type { Database } from '../storage/database.js';
import type { Reading } from '../storage/doors.js';
import { endAll, endSome, type EndingParts } from './end-links.js';
import type { LinkRow, Tables } from './tables.js';
import type { Uses } from './uses.js';
import type { Oversight, OverseenAccount, OverseenCount } from './viewer.js';

interface Parts extends EndingParts {
  readonly table: Tables['links'];
  readonly uses: Pick<Uses, 'unwritten'>;
}

export function createOversight(parts: Parts): Oversight {
  const { database, table, uses } = parts;

  const overseen = (row: LinkRow): OverseenAccount => {
    const { clientKey, accountId, instanceId, version, username, name, status, linkedAt, lastUsedAt } = row;
    const unwritten = uses.unwritten({ clientKey, accountId, instanceId, version });
    return { accountId, instanceId, gitlab: { username, name }, state: status, linkedAt, lastUsedAt: unwritten ?? lastUsedAt ?? undefined };
  };

  return {
    async listAccounts(clientKey, { instanceId, words = '', after }, limit) {
      const cursor = after === undefined ? undefined : readCursor(after);
      const conditions = [
        { clientKey, ...(instanceId === undefined ? {} : { instanceId }) },
        ...(cursor ? [{ [Op.or]: [{ accountId: { [Op.gt]: cursor.accountId } }, { accountId: cursor.accountId, instanceId: { [Op.gt]: cursor.instanceId } }] }] : []),
        ...wordsOf(words).map((word) => database.sequelize.literal(`${POSITION[database.dialect]}(lower(account_id || ' ' || username || ' ' || name), ${database.sequelize.escape(word)}) > 0`)),
      ];
      const [rows, counts] = await database.ofTenant(clientKey).read(async (transaction) => [
        await table.findAll({ where: { [Op.and]: conditions }, order: [['accountId', 'ASC'], ['instanceId', 'ASC']], limit: limit + 1, transaction }),
        await countByInstance(database, clientKey, transaction),
      ] as const);
      const accounts = rows.slice(0, limit).map((row) => overseen(row.get()));
      const last = accounts.at(-1);
      return { accounts, counts, next: rows.length > limit && last ? `${last.accountId} ${last.instanceId}` : undefined };
    },
    disconnect: async (clientKey, { accountId, instanceId }, alongside) => (await endSome(parts, { clientKey, accountId, instanceId }, alongside)) > 0,
    disconnectAll: (clientKey, { instanceId }, alongside) => endAll(parts, { clientKey, ...(instanceId === undefined ? {} : { instanceId }) }, alongside),
  };
}

/** By the names that each database has for it. */
const POSITION = { sqlite: 'instr', postgres: 'strpos' } as const;

const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter((word) => word !== '').slice(0, 10);

function readCursor(text: string): { accountId: string; instanceId: string } | undefined {
  const [, accountId, instanceId] = /^(\S{1,255}) (\S{1,64})$/.exec(text) ?? [];
  return accountId === undefined || instanceId === undefined ? undefined : { accountId, instanceId };
}

async function countByInstance({ sequelize }: Database, clientKey: string, transaction: Reading): Promise<readonly OverseenCount[]> {
  const sql = `SELECT instance_id AS "instanceId", COUNT(*) AS accounts, SUM(CASE WHEN status = 'reconnect' THEN 1 ELSE 0 END) AS dead
    FROM links WHERE client_key = :clientKey GROUP BY instance_id ORDER BY instance_id`;
  const rows = await sequelize.query<{ instanceId: string; accounts: unknown; dead: unknown }>(sql, { type: QueryTypes.SELECT, replacements: { clientKey }, transaction });
  return rows.map(({ instanceId, accounts, dead }) => ({ instanceId, accounts: Number(accounts), toReconnect: Number(dead) }));
}
