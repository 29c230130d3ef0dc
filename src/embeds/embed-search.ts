import { literal, Op, QueryTypes, where as compare, type WhereOptions } from 'sequelize';
import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Sealer } from '../storage/sealing.js';
import { healthOf, HEALTHS, type Embed, type Health } from './embed.js';
import { openMacro } from './embed-writer.js';
import { healthSql, readMacro, type EmbedRow, type EmbedTable } from './embeds-table.js';

/** Which embeds of a site are looked for; all without any of these. */
export interface EmbedFilter {
  /** Key of a Confluence space. */
  readonly space?: string;
  readonly health?: Health;
  /** Each has to be in the address, the page's id, the space's key or the kind. */
  readonly words?: string;
  /** Id of a GitLab instance. */
  readonly instance?: string;
  /** `next` of the rows before. */
  readonly after?: string;
}

export interface FoundEmbeds {
  /** Those seen last first. */
  readonly rows: readonly Embed[];
  /** Where to go on; undefined at the end. With `words` there may be more although few were found. */
  readonly next: string | undefined;
}

export type HealthCounts = Readonly<Record<Health, number>>;

export interface EmbedSearch {
  find(clientKey: string, filter: EmbedFilter, limit: number): Promise<FoundEmbeds>;
  /** Of all of the space and instance, whatever else the filter says. */
  count(clientKey: string, filter: Pick<EmbedFilter, 'space' | 'instance'>): Promise<HealthCounts>;
  /** Keys of the spaces in which embeds were seen, those with most of them first; `limit` at most. */
  spaces(clientKey: string, limit: number): Promise<readonly string[]>;
}

export interface EmbedSearchParts {
  readonly database: Database;
  readonly table: EmbedTable;
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'error'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const BATCH = 500;
/** Opened for one answer at most; then `next` leads on. */
const MOST_OPENED = 10_000;

const Cursor = z.tuple([z.number().int().min(0).max(8.64e15), z.string().max(255), z.string().max(255)]);
type Position = z.infer<typeof Cursor>;

export function createEmbedSearch({ database, table, sealer, logger, clock }: EmbedSearchParts): EmbedSearch {
  const { sequelize } = database;
  const select = <Row extends object>(sql: string, replacements: Record<string, unknown> & { readonly clientKey: string }) =>
    database.ofTenant(replacements.clientKey).read((transaction) => sequelize.query<Row>(sql, { type: QueryTypes.SELECT, replacements, transaction }));

  async function readBatch(clientKey: string, filter: EmbedFilter, after: Position | undefined, limit: number): Promise<readonly EmbedRow[]> {
    const rows = await database.ofTenant(clientKey).read((transaction) => table.findAll({
      where: { [Op.and]: [...placeOf(clientKey, filter), ...(filter.health ? [compare(literal(`(${healthSql(sequelize, clock())})`), filter.health)] : []), ...(after ? [beyond(after)] : [])] },
      order: [['seenAt', 'DESC'], ['pageId', 'DESC'], ['embed', 'DESC']],
      limit,
      transaction,
    }));
    return rows.map((row) => row.get());
  }

  /** What does not open is told of without its address: it fills again when somebody looks. */
  function openRow(row: EmbedRow): Embed {
    const text = openMacro(sealer, row);
    if (text === undefined) logger.error({ tenant: row.clientKey, page: row.pageId }, 'what an embed shows can not be opened');
    const { macro, parameters } = text === undefined ? ({ macro: 'link', parameters: {} } as const) : readMacro(text);
    const { pageId, spaceKey, kind, instanceId, outcome, firstSeenAt, seenAt, shownAt } = row;
    const url = (parameters as Readonly<Record<string, string>>)['url'] ?? '';
    return { pageId, space: spaceKey, url, macro, kind, instanceId, health: healthOf(row, clock()), outcome, firstSeenAt, seenAt, shownAt };
  }

  return {
    async find(clientKey, filter, limit) {
      const words = wordsIn(filter.words);
      const found: Embed[] = [];
      let after = readCursor(filter.after);
      for (let opened = 0; opened < MOST_OPENED; ) {
        const batch = await readBatch(clientKey, filter, after, words.length > 0 ? BATCH : limit + 1);
        for (const [index, row] of batch.entries()) {
          if (found.length === limit) return { rows: found, next: writeCursor(after) };
          const embed = openRow(row);
          if (holdsAll(embed, words)) found.push(embed);
          after = positionOf(row);
          opened += 1;
          if (index === batch.length - 1 && batch.length < (words.length > 0 ? BATCH : limit + 1)) return { rows: found, next: undefined };
        }
        if (batch.length === 0) return { rows: found, next: undefined };
      }
      return { rows: found, next: writeCursor(after) };
    },
    async count(clientKey, { space, instance }) {
      const conditions = ['client_key = :clientKey', ...(space === undefined ? [] : ['space_key = :space']), ...(instance === undefined ? [] : ['instance_id = :instance'])];
      const rows = await select<{ health: Health; count: number | string }>(
        `SELECT health, COUNT(*) AS count FROM (SELECT ${healthSql(sequelize, clock())} AS health FROM embeds WHERE ${conditions.join(' AND ')}) AS judged GROUP BY health`,
        { clientKey, space, instance },
      );
      const counted = new Map(rows.map(({ health, count }) => [health, Number(count)]));
      return Object.fromEntries(HEALTHS.map((health) => [health, counted.get(health) ?? 0])) as Record<Health, number>;
    },
    async spaces(clientKey, limit) {
      const rows = await select<{ space: string }>(
        'SELECT space_key AS space FROM embeds WHERE client_key = :clientKey AND space_key IS NOT NULL GROUP BY space_key ORDER BY COUNT(*) DESC, space_key LIMIT :limit',
        { clientKey, limit },
      );
      return rows.map(({ space }) => space);
    },
  };
}

function placeOf(clientKey: string, { space, instance }: EmbedFilter): WhereOptions[] {
  return [{ clientKey, ...(space === undefined ? {} : { spaceKey: space }), ...(instance === undefined ? {} : { instanceId: instance }) }];
}

function beyond([at, pageId, embed]: Position): WhereOptions {
  const seenAt = new Date(at);
  return { [Op.or]: [{ seenAt: { [Op.lt]: seenAt } }, { seenAt, pageId: { [Op.lt]: pageId } }, { seenAt, pageId, embed: { [Op.lt]: embed } }] };
}

const positionOf = ({ seenAt, pageId, embed }: EmbedRow): Position => [seenAt.getTime(), pageId, embed];

function writeCursor(position: Position | undefined): string | undefined {
  return position && Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** What is no cursor of ours begins at the beginning. */
function readCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    return Cursor.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function wordsIn(text: string | undefined): readonly string[] {
  return (text ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '');
}

function holdsAll({ url, pageId, space, kind }: Embed, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${url} ${pageId} ${space ?? ''} ${kind ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
