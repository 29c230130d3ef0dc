import { linkPlace } from '../../src/accounts/sealed-tokens.js';
import { readPage, writeMacros } from '../../src/macros/page-knowledge/known-page.js';
import type { Sealer } from '../../src/storage/sealing.js';

/** How many sites, links and known pages there are, and how many macros a page has. */
export interface Crowd {
  readonly sites: number;
  readonly links: number;
  readonly pages: number;
  readonly macrosOnPage: number;
}

/** The rows of a database that many sites use, table by table, as the app itself would have written them. */
export function* crowdOf({ sites, links, pages, macrosOnPage }: Crowd, sealer: Sealer, gitlabUrl: string): Generator<[table: string, rows: readonly object[]]> {
  const now = new Date();
  const siteOf = (index: number) => `site-${index % sites}`;
  const times = { created_at: now, updated_at: now, installed_at: now };
  yield ['tenants', rows(sites, (index) => ({
    client_key: siteOf(index), base_url: `https://site-${index}.atlassian.net/wiki`, product_type: 'confluence', epoch: 1_000 + index, ...times,
    shared_secret: sealer.seal(`a-secret-of-forty-two-characters-or-so-${index}`, { tenant: siteOf(index), field: 'shared_secret' }),
  }))];
  for (let from = 0; from < links; from += 5_000) {
    yield ['links', rows(Math.min(5_000, links - from), (index) => {
      const owner = { clientKey: siteOf(from + index), accountId: `712020:${from + index}`, instanceId: 'default' };
      return {
        client_key: owner.clientKey, account_id: owner.accountId, instance_id: 'default', instance_url: gitlabUrl, version: `crowd-${from + index}`, cas: 0, status: 'linked',
        sealed_access_token: sealer.seal('access', linkPlace(owner, 'access_token')), sealed_refresh_token: sealer.seal('refresh', linkPlace(owner, 'refresh_token')),
        expires_at: now, gitlab_user_id: '1', username: 'crowd', name: 'Crowd', lost_tries: 0, linked_at: now,
      };
    })];
  }
  for (let from = 0; from < pages; from += 1_000) {
    yield ['known_pages', rows(Math.min(1_000, pages - from), (index) => {
      const page = readPage(1, rows(macrosOnPage, (macro) => ({ macro: 'link' as const, parameters: { url: `${gitlabUrl}/group-${index}/project/-/issues/${macro}` } })));
      const [clientKey, pageId] = [siteOf(from + index), String(from + index)];
      const sealed = sealer.seal(writeMacros(page), { tenant: clientKey, field: `known_pages.macros ${pageId}` });
      return { client_key: clientKey, page_id: pageId, version: 1, learned: 'read', sealed_macros: sealed, seen_at: now };
    })];
  }
}

const rows = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
