import type { Migration } from '../migrate.js';
import { grant, revoke, secureRows, unsecureRows, type Right } from '../row-security.js';
import { makeTenantRole } from '../tenant-role.js';

const ALL: readonly Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/** What is done within a tenant. Installing one and binding it to Forge is not. */
const TENANT_TABLES: Readonly<Record<string, readonly Right[]>> = {
  tenants: ['SELECT', 'UPDATE', 'DELETE'],
  forge_installations: [],
  links: ALL,
  link_flows: ALL,
  recents: ALL,
  known_pages: ALL,
  gitlab_instances: ALL,
  site_settings: ALL,
  shared_tokens: ALL,
  audit_entries: ALL,
  personal_data_reports: ALL,
  refreshed_people: ALL,
  embeds: ALL,
};
/** The end of a link queues its tokens; what is queued belongs to no tenant, and none reads it. */
const QUEUE = 'revocations';

/** Row-level security on PostgreSQL: a tenant's work sees and changes that tenant's rows alone. On SQLite it changes nothing. */
export const rowSecurity: Migration = {
  name: '0011-row-security',
  async up(context) {
    if (context.sequelize.getDialect() === 'postgres') await makeTenantRole(context);
    for (const [table, rights] of Object.entries(TENANT_TABLES)) await secureRows(context, table, rights);
    await grant(context, QUEUE, ['INSERT']);
  },
  // The role stays: other databases of the cluster may use it.
  async down(context) {
    await revoke(context, QUEUE);
    for (const table of Object.keys(TENANT_TABLES)) await unsecureRows(context, table);
  },
};
