import type { Transaction } from 'sequelize';
import type { Audit } from '../audit/audit.js';
import type { AuditAction, AuditDetails } from '../audit/entry.js';
import type { Database } from '../storage/database.js';
import type { SiteChanges } from '../sites/changes.js';
import type { StoredSites } from '../sites/sites.js';
import type { Asked } from './section.js';

/** What is written down of a change. */
export interface ChangeNote {
  readonly action: AuditAction;
  readonly instanceId?: string | undefined;
  readonly details?: AuditDetails;
}

/** Makes a change of a site's settings and writes down who made it, both or neither; the site's settings are read anew afterwards. */
export type Change = <T>(asked: Pick<Asked, 'caller' | 'accountId'>, work: (transaction: Transaction) => Promise<readonly [T, ...ChangeNote[]]>) => Promise<T>;

export interface ChangeParts {
  readonly database: Database;
  readonly changes: Pick<SiteChanges, 'hold'>;
  readonly sites: Pick<StoredSites, 'changed'>;
  readonly audit: Pick<Audit, 'write'>;
}

export function createChange({ database, changes, sites, audit }: ChangeParts): Change {
  return async ({ caller: { tenant }, accountId }, work) => {
    const result = await database.ofTenant(tenant.clientKey).write(async (transaction) => {
      await changes.hold(tenant, transaction);
      const [made, ...notes] = await work(transaction);
      for (const note of notes) await audit.write({ clientKey: tenant.clientKey, actor: accountId, ...note }, transaction);
      return made;
    });
    sites.changed(tenant.clientKey);
    return result;
  };
}
