import type { VNode } from 'preact';
import { z } from 'zod';
import { EmbedRows, Embeds as EmbedsList, type EmbedRowModel, type EmbedRowsModel, type EmbedsModel } from '../../views/home/embeds.js';
import type { Words } from '../../views/words/words.js';
import type { Tenant } from '../connect/caller.js';
import { pageUrl } from '../connect/page-url.js';
import { badRequest } from '../errors.js';
import { renderIn } from '../http/render.js';
import { HEALTHS, type Embed } from './embed.js';
import type { EmbedFilter } from './embed-search.js';
import type { Embeds } from './embeds.js';

export type EmbedSite = Pick<Tenant, 'clientKey' | 'baseUrl' | 'displayUrl'>;

/** What is asked for by an address: which embeds, and whether the rows will do. */
export interface AskedEmbeds {
  readonly filter: EmbedFilter;
  readonly rowsOnly: boolean;
}

/** The embeds of a site for those who look after its pages. Whether the asker may see them is the caller's to know. */
export interface EmbedsView {
  /** The filter and what it finds, or the rows alone. `place` says where it is and what can be chosen. */
  show(site: EmbedSite, asked: AskedEmbeds, place: Pick<EmbedsModel, 'address' | 'spaces' | 'moreSpaces'>): Promise<VNode>;
  /** The same as HTML for a frame's script. */
  html(site: EmbedSite, asked: AskedEmbeds, place: Pick<EmbedsModel, 'address' | 'spaces' | 'moreSpaces'>, words: Words): Promise<string>;
  /** All that match, as CSV; `cut` where that is more than the first 10 000. */
  file(site: EmbedSite, filter: EmbedFilter): Promise<EmbedsFile>;
}

export interface EmbedsFile {
  readonly name: string;
  readonly csv: string;
  readonly cut: boolean;
}

const ROWS = 50;
const MOST_LINES = 10_000;
const NAME = 'gitlab-for-confluence-embeds.csv';

const text = (most: number) => z.string().trim().max(most).transform((value) => (value === '' ? undefined : value)).optional();
const Query = z.object({
  space: text(255),
  health: z.union([z.enum(HEALTHS), z.literal('').transform(() => undefined)]).optional(),
  words: text(200),
  instance: text(64),
  after: text(1_000),
  rows: z.string().optional(),
});

/** @throws AppError 400 for what no filter of ours sends */
export function readAskedEmbeds(query: unknown): AskedEmbeds {
  const read = Query.safeParse(query);
  if (!read.success) throw badRequest({ say: 'notUnderstood' });
  const { rows, ...asked } = read.data;
  return { filter: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)), rowsOnly: rows !== undefined };
}

export function createEmbedsView({ embeds }: { readonly embeds: Pick<Embeds, 'find' | 'csv'> }): EmbedsView {
  const show: EmbedsView['show'] = async (site, { filter, rowsOnly }, place) => {
    const found = await embeds.find(site.clientKey, filter, ROWS);
    const model: EmbedRowsModel = { rows: found.rows.map((embed) => rowOf(embed, site)), counts: found.counts, next: found.next };
    return rowsOnly ? <EmbedRows {...model} /> : <EmbedsList {...place} {...model} />;
  };
  return {
    show,
    html: async (site, asked, place, words) => renderIn(words, await show(site, asked, place)),
    async file(site, filter) {
      const lines: string[] = [];
      for await (const line of embeds.csv(site, filter)) {
        if (lines.length > MOST_LINES) return { name: NAME, csv: lines.join(''), cut: true };
        lines.push(line);
      }
      return { name: NAME, csv: lines.join(''), cut: false };
    },
  };
}

function rowOf({ pageId, space, url, kind, macro, health, seenAt }: Embed, site: EmbedSite): EmbedRowModel {
  return { pageId, page: pageUrl(site, { pageId }) ?? '', space: space ?? undefined, url, kind: kind ?? (macro === 'list' ? 'list' : 'other'), health, seenAt: seenAt.toISOString() };
}
