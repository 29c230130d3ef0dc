import { ACCOUNT_COLUMNS } from './accounts/sealed-columns.js';
import { AUDIT_COLUMNS } from './audit/table.js';
import { TENANT_COLUMNS } from './connect/tenants.js';
import { EMBED_COLUMNS } from './embeds/embeds-table.js';
import { PAGE_COLUMNS } from './macros/page-knowledge/page-table.js';
import { SITE_COLUMNS } from './sites/tables.js';
import type { SealedColumn } from './storage/rotation.js';

/** Every column of the app that holds sealed texts. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [...TENANT_COLUMNS, ...ACCOUNT_COLUMNS, ...PAGE_COLUMNS, ...SITE_COLUMNS, ...AUDIT_COLUMNS, ...EMBED_COLUMNS];
