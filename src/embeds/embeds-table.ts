import { createHmac, type KeyObject } from 'node:crypto';
import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { z } from 'zod';
import type { SealedColumn } from '../storage/rotation.js';
import type { Place } from '../storage/sealing.js';
import { LATELY_MS, type EmbedOutcome, type SeenMacro, type Standing } from './embed.js';

export interface EmbedRow {
  clientKey: string;
  pageId: string;
  /** See `embedName`. */
  embed: string;
  spaceKey: string | null;
  sealedMacro: string;
  instanceId: string | null;
  kind: string | null;
  outcome: EmbedOutcome;
  standing: Standing | null;
  firstSeenAt: Date;
  seenAt: Date;
  shownAt: Date | null;
  refusedAt: Date | null;
}

export type EmbedTable = ModelStatic<Model<EmbedRow, EmbedRow>>;

const MacroText = z.tuple([z.enum(['link', 'list']), z.array(z.tuple([z.string(), z.string()]))]);

/** Equal for two macros that show the same; what is sealed of a macro. */
export function macroText({ macro, parameters }: SeenMacro): string {
  return JSON.stringify([macro, Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1))]);
}

/** @throws where it is no such text */
export function readMacro(text: string): SeenMacro {
  const [macro, parameters] = MacroText.parse(JSON.parse(text));
  return { macro, parameters: Object.fromEntries(parameters) };
}

/** Names a row without saying what it is of: whoever reads the table alone can't try addresses that they guess. */
export function embedName(key: KeyObject, { clientKey, pageId }: Pick<EmbedRow, 'clientKey' | 'pageId'>, text: string): string {
  return createHmac('sha256', key).update(JSON.stringify([clientKey, pageId, text])).digest('base64url');
}

export function macroPlace({ clientKey, pageId, embed }: Pick<EmbedRow, 'clientKey' | 'pageId' | 'embed'>): Place {
  return { tenant: clientKey, field: `embeds.macro ${pageId} ${embed}` };
}

export const EMBED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'embeds',
    keyColumns: ['client_key', 'page_id', 'embed'],
    column: 'sealed_macro',
    place: (keys) => macroPlace({ clientKey: keys.client_key ?? '', pageId: keys.page_id ?? '', embed: keys.embed ?? '' }),
  },
];

/** `healthOf` in SQL, of both databases. */
export function healthSql(sequelize: Sequelize, now: number): string {
  const lately = sequelize.escape(new Date(now - LATELY_MS));
  return `CASE WHEN outcome = 'unsupported' THEN 'unsupported'
    WHEN refused_at IS NOT NULL AND (shown_at IS NULL OR (shown_at < ${lately} AND refused_at > shown_at)) THEN 'unreadable'
    WHEN standing IS NOT NULL THEN standing
    WHEN shown_at >= ${lately} THEN 'shown'
    ELSE 'unknown' END`;
}

/** The table of `0010-embeds`. */
export function defineEmbeds(sequelize: Sequelize): EmbedTable {
  // Sequelize writes into what it is given, so each column gets an object of its own.
  const key = () => ({ type: DataTypes.STRING, primaryKey: true });
  const optional = () => ({ type: DataTypes.STRING });
  const moment = () => ({ type: DataTypes.DATE, allowNull: false });
  return sequelize.define(
    'Embed',
    {
      clientKey: key(),
      pageId: key(),
      embed: key(),
      spaceKey: optional(),
      sealedMacro: { type: DataTypes.TEXT, allowNull: false },
      instanceId: optional(),
      kind: optional(),
      outcome: { type: DataTypes.STRING, allowNull: false },
      standing: optional(),
      firstSeenAt: moment(),
      seenAt: moment(),
      shownAt: { type: DataTypes.DATE },
      refusedAt: { type: DataTypes.DATE },
    },
    { tableName: 'embeds', underscored: true, timestamps: false },
  );
}
