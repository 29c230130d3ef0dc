import type { VNode } from 'preact';
import { Stored as StoredView } from '../../../views/admin/stored.js';
import type { Oversight } from '../../accounts/viewer.js';
import type { Audit } from '../../audit/audit.js';
import { KEEPING } from '../../keeping.js';
import type { Settings } from '../../settings.js';
import type { SiteChanges } from '../../sites/changes.js';
import type { Section } from '../section.js';

export interface StoredParts {
  readonly settings: Pick<Settings, 'auditDays' | 'uninstallGraceHours' | 'unusedLinkDays' | 'database' | 'redisUrl'>;
  readonly oversight: Pick<Oversight, 'listAccounts'>;
  readonly audit: Pick<Audit, 'count'>;
  readonly changes: Pick<SiteChanges, 'read'>;
}

/** The tab of what is stored, where, for how long and who can see it, and what uninstalling does to it. */
export function createStoredSection({ settings, oversight, audit, changes }: StoredParts): Section {
  return {
    async show({ caller: { tenant } }): Promise<VNode> {
      const [{ counts }, entries, { instances }] = await Promise.all([oversight.listAccounts(tenant.clientKey, {}, 1), audit.count(tenant.clientKey), changes.read(tenant.clientKey)]);
      return (
        <StoredView
          accounts={counts.reduce((sum, count) => sum + count.accounts, 0)}
          entries={entries}
          instances={instances.length}
          keeping={{ ...KEEPING, auditDays: settings.auditDays, graceHours: settings.uninstallGraceHours, unusedLinkDays: settings.unusedLinkDays }}
          database={settings.database.dialect}
          hasRedis={settings.redisUrl !== undefined}
        />
      );
    },
    actions: {},
  };
}
