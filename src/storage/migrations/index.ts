import type { Migration } from '../migrate.js';
import { tenants } from './0001-tenants.js';
import { accounts } from './0002-accounts.js';
import { knownPages } from './0003-pages.js';
import { uninstallGrace } from './0004-uninstall-grace.js';
import { forgeInstallations } from './0005-forge-installations.js';
import { flowNames } from './0006-flow-names.js';
import { ownData } from './0007-own-data.js';
import { sites } from './0008-sites.js';
import { audit } from './0009-audit.js';
import { embedsSeen } from './0010-embeds.js';
import { rowSecurity } from './0011-row-security.js';
import { jobs } from './0012-jobs.js';
import { homeAddress } from './0013-home.js';

/** Every migration, oldest first. */
export const MIGRATIONS: readonly Migration[] = [tenants, accounts, knownPages, uninstallGrace, forgeInstallations, flowNames, ownData, sites, audit, embedsSeen, rowSecurity, jobs, homeAddress];
