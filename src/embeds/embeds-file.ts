import type { Tenant } from '../connect/caller.js';
import { pageUrl } from '../connect/page-url.js';
import { csvLine } from '../csv.js';
import type { Embed } from './embed.js';

const COLUMNS = ['space', 'page_id', 'page', 'gitlab', 'kind', 'health', 'last_outcome', 'first_seen', 'last_seen', 'last_shown'] as const;

export const EMBEDS_HEADER = csvLine(COLUMNS);

/** An embed as a line of CSV, its end included. */
export function embedLine({ pageId, space, url, kind, macro, health, outcome, firstSeenAt, seenAt, shownAt }: Embed, tenant: Pick<Tenant, 'baseUrl' | 'displayUrl'>): string {
  const moments = [firstSeenAt, seenAt, shownAt].map((at) => at?.toISOString() ?? '');
  return csvLine([space ?? '', pageId, pageUrl(tenant, { pageId }) ?? '', url, kind ?? macro, health, outcome, ...moments]);
}
