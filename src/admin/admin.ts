import type { Oversight, ReportStanding, Viewers } from '../accounts/viewer.js';
import type { Audit } from '../audit/audit.js';
import type { Connect } from '../connect/connect.js';
import type { EmbedsView } from '../embeds/embeds-view.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import type { Settings } from '../settings.js';
import type { SiteChanges } from '../sites/changes.js';
import type { StoredSites } from '../sites/sites.js';
import type { Database } from '../storage/database.js';
import type { Languages } from '../words/languages.js';
import { createChange } from './changing.js';
import { createConfigure, type Configure } from './configure.js';
import { createAccountsSection } from './sections/accounts.js';
import { createAuditSection } from './sections/audit.js';
import { createEmbedsSection } from './sections/embeds.js';
import { createInstancesSection } from './sections/instances.js';
import { createPoliciesSection } from './sections/policies.js';
import { createRightsSection } from './sections/rights.js';
import { createStoredSection } from './sections/stored.js';

export interface AdminParts {
  readonly settings: Settings;
  readonly database: Database;
  readonly gitlab: GitLab;
  readonly connect: Pick<Connect, 'administrators' | 'appRights' | 'confluence'>;
  readonly changes: SiteChanges;
  readonly sites: StoredSites;
  readonly accounts: Pick<Viewers, 'viewerOf'> & { readonly oversight: Oversight; reportStanding(clientKey: string): Promise<ReportStanding | undefined> };
  readonly audit: Audit;
  readonly embedsView: EmbedsView;
  readonly languages: Languages;
  readonly pages: Pages;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What a site's administrators set and oversee: the configure page of all its tabs. */
export function createAdmin({ connect, accounts, embedsView, ...parts }: AdminParts): Configure {
  const { administrators, appRights, confluence } = connect;
  const { oversight, reportStanding } = accounts;
  const all = { ...parts, appRights, confluence, oversight, reportStanding, viewers: accounts, change: createChange(parts) };
  const embeds = createEmbedsSection({ view: embedsView });
  const sections = {
    instances: createInstancesSection(all),
    policies: createPoliciesSection(all),
    accounts: createAccountsSection(all),
    embeds,
    audit: createAuditSection(all),
    rights: createRightsSection(all),
    stored: createStoredSection(all),
  };
  return createConfigure({ ...parts, administrators, sections, embedsFile: embeds.file });
}
