import { parseHttpUrl } from '../settings-values.js';
import type { Database } from '../storage/database.js';
import { defineTenants, type TenantRow } from './tenant-tables.js';

/** A tenant as an operator is told of it. */
export type KnownSite = Pick<TenantRow, 'clientKey' | 'baseUrl' | 'installedAt' | 'uninstalledAt' | 'keptUntil'>;

/** How an operator names a site: by its client key, or by its address with or without scheme and path. */
export type SiteName = { readonly clientKey: string } | { readonly site: string };

/** The tenants of that name; of one address there may be several, since a site's client key can change. */
export async function findSites({ sequelize, ofAllTenants }: Database, name: SiteName): Promise<readonly KnownSite[]> {
  const attributes = ['clientKey', 'baseUrl', 'displayUrl', 'installedAt', 'uninstalledAt', 'keptUntil'];
  const where = 'clientKey' in name ? { clientKey: name.clientKey } : {};
  const rows = await ofAllTenants.read((transaction) => defineTenants(sequelize).findAll({ attributes, where, order: [['clientKey', 'ASC']], transaction }));
  const sites = rows.map((row) => row.get());
  if ('clientKey' in name) return sites;
  const host = hostOf(name.site);
  return host === undefined ? [] : sites.filter(({ baseUrl, displayUrl }) => [baseUrl, displayUrl].some((url) => url !== null && hostOf(url) === host));
}

function hostOf(site: string): string | undefined {
  return parseHttpUrl(site.includes('://') ? site : `https://${site}`)?.host;
}
