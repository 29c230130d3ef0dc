/** What the audit log tells of. */
export const AUDIT_ACTIONS = [
  'instance-added', 'instance-changed', 'instance-disabled', 'instance-enabled', 'instance-removed',
  'policy-changed',
  'linked', 'unlinked', 'link-refused', 'link-declined', 'confirm-failed', 'reconnect-needed', 'link-unused',
  'accounts-disconnected', 'links-ended',
  'shared-token-set', 'shared-token-removed', 'shared-token-used',
  'break-glass',
  'person-erased', 'personal-data-reported',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What people do with their own accounts; when somebody has their data erased, they are not named in these any more. */
export const LINKING_ACTIONS: readonly AuditAction[] = ['linked', 'unlinked', 'link-refused', 'link-declined', 'confirm-failed', 'reconnect-needed', 'link-unused'];

/** Whom an entry names once they are erased. No account id has a blank. */
export const ERASED_PERSON = 'erased person';

/**
 * Short words on what happened, by names that the page has words for. Never a token, a secret, the query of a URL, or what GitLab holds;
 * and nobody's name, but for `username`: what the person whom the entry is about is called in GitLab, which is erased with them.
 */
export type AuditDetails = Readonly<Record<string, string>>;

/** Something to be written down. */
export interface AuditNote {
  readonly clientKey: string;
  readonly action: AuditAction;
  /** Account id of who did it; none where it was the app, GitLab, or the operator's command. */
  readonly actor?: string | undefined;
  /** What Confluence calls them at the time, where that is known. */
  readonly actorName?: string | undefined;
  /** Account id of whom it was done to. */
  readonly subject?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly details?: AuditDetails | undefined;
  /** Of those with the same action, instance and word, one an hour is kept, whichever process notes them. */
  readonly oncePerHour?: string | undefined;
}

/** What was written down. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly action: AuditAction;
  /** `ERASED_PERSON` where they are erased. */
  readonly actor: string | undefined;
  readonly actorName: string | undefined;
  readonly subject: string | undefined;
  readonly instanceId: string | undefined;
  readonly details: AuditDetails;
}

export interface AuditFilter {
  readonly action?: AuditAction | undefined;
  readonly actor?: string | undefined;
  /** Account ids: one of them did it, or had it done to them. Without any of them nothing is found. */
  readonly people?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  /** Not included. */
  readonly to?: Date | undefined;
  /** Each has to be somewhere in the entry, in capitals or not. */
  readonly words?: string | undefined;
  /** The cursor of a page that came before. */
  readonly before?: string | undefined;
}

export interface AuditPage {
  /** The newest first. Fewer than were asked for where words are looked for: no more than some thousands are looked through at once. */
  readonly entries: readonly AuditEntry[];
  /** To go on from; undefined at the end. */
  readonly next: string | undefined;
}

/** Somebody whom entries name. */
export interface NamedPerson {
  readonly accountId: string;
  /** What Confluence called them when they did something, where that was written down. */
  readonly name: string | undefined;
}
