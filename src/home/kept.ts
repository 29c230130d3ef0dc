import type { KeptModel } from '../../views/home/own-data.js';
import type { Kept } from '../accounts/viewer.js';
import type { ConnectCaller } from '../connect/caller.js';
import type { Listener } from '../words/languages.js';

/** How much is kept of a person, for their page; `listener` where it is remembered how they read. */
export function keptModel({ links, attempts }: Kept, listener: Listener | undefined): KeptModel {
  return { links: links.length, seen: links.reduce((sum, { seen }) => sum + seen.length, 0), attempts: attempts.length, reads: listener !== undefined };
}

/** All of it as a file for that person: times in ISO 8601. Tokens and other secrets are no part of it. */
export function keptFile({ tenant, accountId }: ConnectCaller, { links, attempts, audit }: Kept, listener: Listener | undefined, at: Date) {
  return {
    app: 'GitLab for Confluence',
    site: tenant.displayUrl ?? tenant.baseUrl,
    atlassianAccountId: accountId,
    exportedAt: at.toISOString(),
    readsIn: listener ? { locale: listener.locale ?? null, timeZone: listener.timeZone ?? null } : null,
    linkedAccounts: links.map(({ instanceId, seen, ...link }) => ({
      ...link,
      instance: instanceId,
      linkedAt: link.linkedAt.toISOString(),
      lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
      lookedAt: seen.map(({ url, at: seenAt }) => ({ url, at: new Date(seenAt).toISOString() })),
    })),
    linkingAttempts: attempts.map((attempt) => ({ ...attempt, createdAt: attempt.createdAt.toISOString(), expiresAt: attempt.expiresAt.toISOString() })),
    auditLog: audit.map(({ at: writtenAt, instanceId, ...entry }) => ({ ...entry, at: writtenAt.toISOString(), instance: instanceId ?? null })),
  };
}
