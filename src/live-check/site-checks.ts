import { QueryTypes } from 'sequelize';
import type { ABOUT_SITES } from '../assumptions/about-sites.js';
import { addressOf, CONFLUENCE_CALLS } from '../connect/confluence-calls.js';
import type { SiteProbe } from '../connect/site-probe.js';
import type { Database } from '../storage/database.js';
import { failed, held, untried, type Verdict } from './verdict.js';

export type SiteCallId = Extract<(typeof ABOUT_SITES)[number], { readonly check: { readonly by: 'calls' } }>['id'];

/** What a check of a site that has the app installed may use. */
export interface SiteChecking {
  readonly site: SiteProbe;
  readonly database: Database;
  /** The id of a page that everybody on the site may read. */
  readonly page: string | undefined;
  /** The Atlassian account id of somebody on the site. */
  readonly account: string | undefined;
}

export type SiteCheck = (checking: SiteChecking) => Promise<Verdict>;

export const SITE_CHECKS: Readonly<Record<SiteCallId, SiteCheck>> = {
  'install-accepted': async () => held('the database holds an install of it'),
  'page-named-in-frames': async ({ site, database }) => ((await seenPages(database, site)).length > 0 ? held('frames have named pages') : untried('no frame has named a page yet: open a page with a GitLab macro on the site first')),
  'app-user-reads-names': readsNames,
  'app-user-reads-pages': readsPages,
  'app-user-sees-administrators': seesAdministrators,
};

const NOBODY = 'nobody on the site has linked an account yet: name somebody by --account';

async function readsNames({ site, database, account }: SiteChecking): Promise<Verdict> {
  const whose = account ?? (await linkedAccount(database, site));
  if (whose === undefined) return untried(NOBODY);
  return judge(await site.status(`/rest/api/user?accountId=${encodeURIComponent(whose)}`));
}

/** Of a page that nobody named, a refusal may be meant. */
async function readsPages({ site, database, page }: SiteChecking): Promise<Verdict> {
  const ask = (id: string) => site.status(`/api/v2/pages/${encodeURIComponent(id)}`);
  if (page !== undefined) return judge(await ask(page));
  for (const id of await seenPages(database, site)) if ((await ask(id)) === 200) return held('a page that was seen');
  return untried('name a page that everybody on the site may read by --page');
}

async function seesAdministrators({ site, database, account }: SiteChecking): Promise<Verdict> {
  const accountId = account ?? (await linkedAccount(database, site));
  if (accountId === undefined) return untried(NOBODY);
  const { readOperations, listAdministratorGroups } = CONFLUENCE_CALLS;
  const operations = judge(await site.status(addressOf(readOperations, { accountId })));
  if (operations.result !== 'held') return operations;
  return judge(await site.status(addressOf(listAdministratorGroups, { limit: '200' })));
}

function judge(status: number | undefined): Verdict {
  if (status === 200) return held('Confluence answered');
  if (status === 401 || status === 403 || status === 404) return failed(`Confluence answered ${status}`);
  return untried(status === undefined ? 'Confluence gave no answer' : `Confluence answered ${status}`);
}

const MOST_PAGES = 5;

/** The pages of the site that were seen last. */
function seenPages(database: Database, { tenant }: SiteProbe): Promise<readonly string[]> {
  const sql = `SELECT page_id AS id FROM known_pages WHERE client_key = :clientKey ORDER BY seen_at DESC LIMIT ${MOST_PAGES}`;
  return readIds(database, sql, tenant.clientKey);
}

async function linkedAccount(database: Database, { tenant }: SiteProbe): Promise<string | undefined> {
  const sql = 'SELECT account_id AS id FROM links WHERE client_key = :clientKey LIMIT 1';
  return (await readIds(database, sql, tenant.clientKey))[0];
}

async function readIds({ sequelize, ofTenant }: Database, sql: string, clientKey: string): Promise<readonly string[]> {
  const rows = await ofTenant(clientKey).read((transaction) => sequelize.query<{ id: string }>(sql, { type: QueryTypes.SELECT, replacements: { clientKey }, transaction }));
  return rows.map(({ id }) => id);
}
