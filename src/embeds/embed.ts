import type { Tenant } from '../connect/caller.js';

/** What a look at an embed came to; the same words as a frame's own. */
export type EmbedOutcome = 'shown' | 'no-access' | 'connect' | 'reconnect' | 'unsupported' | 'unavailable';

/** What the thing itself told when it was shown last: that it goes on elsewhere, or that nothing happens in it any more. */
export type Standing = 'moved' | 'archived';

/** How it is with an embed, for those who look after pages. */
export const HEALTHS = ['shown', 'moved', 'archived', 'unreadable', 'unsupported', 'unknown'] as const;
export type Health = (typeof HEALTHS)[number];

/** One look at a macro in a page that Confluence signed. It says nothing of who looked. */
export interface Sighting {
  readonly tenant: Pick<Tenant, 'clientKey' | 'epoch'>;
  readonly pageId: string;
  /** Key of the space that the page is in, where that is told. */
  readonly space: string | undefined;
  readonly macro: SeenMacro;
  readonly instanceId: string | undefined;
  /** What its address names, as the app calls kinds of references; undefined where that is nothing known. */
  readonly kind: string | undefined;
  readonly outcome: EmbedOutcome;
  /** Of what is shown. */
  readonly shown?: {
    /** When it was taken, epoch milliseconds: of the same copy `standing` is not asked twice in a row. */
    readonly takenAt: number;
    standing(): Standing | undefined;
  };
}

/** A macro as the page stores it. */
export interface SeenMacro {
  readonly macro: 'link' | 'list';
  readonly parameters: Readonly<Record<string, string>>;
}

/** What is kept of an embed; the page, its space and the address are the site's, and nothing else of it is. */
export interface Embed {
  readonly pageId: string;
  readonly space: string | null;
  readonly url: string;
  readonly macro: SeenMacro['macro'];
  readonly kind: string | null;
  readonly instanceId: string | null;
  readonly health: Health;
  /** Of the last look. */
  readonly outcome: EmbedOutcome;
  readonly firstSeenAt: Date;
  readonly seenAt: Date;
  /** When somebody was shown it last. */
  readonly shownAt: Date | null;
}

/** What health goes by. */
export interface Looks {
  readonly outcome: EmbedOutcome;
  readonly standing: Standing | null;
  readonly shownAt: Date | null;
  /** When GitLab last hid it from somebody who has linked an account. */
  readonly refusedAt: Date | null;
}

/** What was shown to nobody for so long is not known to be readable. */
export const LATELY_MS = 30 * 24 * 3_600_000;

/** What an embed comes to at `now` (epoch milliseconds). Pure; `healthSql` says the same to the database. */
export function healthOf({ outcome, standing, shownAt, refusedAt }: Looks, now: number): Health {
  if (outcome === 'unsupported') return 'unsupported';
  const isShownLately = shownAt !== null && shownAt.getTime() >= now - LATELY_MS;
  const isRefusedSince = refusedAt !== null && (shownAt === null || refusedAt > shownAt);
  if (isRefusedSince && !isShownLately) return 'unreadable';
  return standing ?? (isShownLately ? 'shown' : 'unknown');
}
