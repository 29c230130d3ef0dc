import type { Audit } from '../audit/audit.js';
import { ERASED_PERSON, LINKING_ACTIONS, type AuditEntry } from '../audit/entry.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Flows } from './flows.js';
import type { KeptPeople } from './kept-people.js';
import type { LinkOwner, Links } from './links.js';
import { createPersonLimit } from './person-limit.js';
import { accountIdOf } from './request-parts.js';
import { nameForLog } from './secrets.js';
import type { FlowRow, LinkRow } from './tables.js';
import type { Kept, OwnData, SeenLately } from './viewer.js';

interface Parts {
  readonly database: Database;
  readonly flows: Pick<Flows, 'findAll' | 'disown'>;
  readonly links: Pick<Links, 'findAll' | 'purge' | 'ended'>;
  readonly recent: SeenLately['recent'];
  readonly audit: Pick<Audit, 'write' | 'erasePerson' | 'ofPerson'>;
  readonly people: Pick<KeptPeople, 'forget'>;
  readonly revokeSoon: () => void;
  readonly logger: Logger;
  readonly clock: () => number;
}

const MOST_ERASURES = 10;

/** What this feature keeps of a person: all that the app keeps of one by account. */
export function createOwnData({ database, flows, links, recent, audit, people, revokeSoon, logger, clock }: Parts): OwnData {
  const countOne = createPersonLimit(MOST_ERASURES, clock);

  /** Undefined where nothing was kept of them, of which there is nothing to tell either. */
  const removeAll = (owner: Pick<LinkRow, 'clientKey' | 'accountId'>): Promise<readonly LinkOwner[] | undefined> =>
    database.ofTenant(owner.clientKey).write(async (transaction) => {
      const { clientKey, accountId } = owner;
      const attempts = await flows.disown(owner, transaction);
      await people.forget(clientKey, accountId, transaction);
      // Who changed something for all stays written: nobody shall take themselves out of that.
      const entries = await audit.erasePerson(clientKey, accountId, transaction, LINKING_ACTIONS);
      const gone = await links.purge(owner, transaction);
      if (attempts + entries + gone.length === 0) return undefined;
      await audit.write({ clientKey, action: 'person-erased', subject: ERASED_PERSON, details: { why: 'asked' } }, transaction);
      return gone;
    });

  return {
    async kept(caller) {
      const owner = { clientKey: caller.tenant.clientKey, accountId: accountIdOf(caller) };
      const [ownLinks, ownFlows, entries] = await Promise.all([links.findAll(owner), flows.findAll(owner), audit.ofPerson(owner.clientKey, owner.accountId)]);
      return { links: await Promise.all(ownLinks.map(async (row) => linkOf(row, await recent(row)))), attempts: ownFlows.map(attemptOf), audit: entries.map((entry) => entryOf(entry, owner.accountId)) };
    },
    async erase(caller) {
      const owner = { clientKey: caller.tenant.clientKey, accountId: accountIdOf(caller) };
      countOne(owner);
      const gone = await removeAll(owner);
      if (!gone) return;
      for (const one of gone) links.ended(one);
      revokeSoon();
      logger.info({ tenant: owner.clientKey, account: nameForLog(owner.clientKey, owner.accountId), links: gone.length }, 'a person had their data erased');
    },
  };
}

function linkOf(row: LinkRow, seen: Kept['links'][number]['seen']): Kept['links'][number] {
  const { instanceId, instanceUrl, gitlabUserId, username, name, status, scopes, linkedAt, lastUsedAt } = row;
  return { instanceId, gitlab: instanceUrl, gitlabUserId, username, name, state: status, scopes, linkedAt, lastUsedAt, seen };
}

function entryOf({ at, action, instanceId, actor }: AuditEntry, accountId: string): Kept['audit'][number] {
  return { at, action, instanceId, byThem: actor === accountId };
}

function attemptOf({ instanceUrl, status, confluenceName, gitlabUserId, username, name, createdAt, expiresAt }: FlowRow): Kept['attempts'][number] {
  return { gitlab: instanceUrl, status, confluenceName, gitlabUserId, username, name, createdAt, expiresAt };
}
