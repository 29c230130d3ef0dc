import type { Migration } from '../migrate.js';
import { tenants } from './0001-tenants.js';
import { accounts } from './0002-accounts.js';
import { knownPages } from './0003-pages.js';
import { uninstallGrace } from './0004-uninstall-grace.js';
import { forgeInstallations } from './0005-forge-installations.js';
import { flowNames } from './0006-flow-names.js';

/** Every migration, oldest first. */
export const MIGRATIONS: readonly Migration[] = [tenants, accounts, knownPages, uninstallGrace, forgeInstallations, flowNames];
