import type { Transaction } from 'sequelize';
import type { Answer } from '../../views/editor/answer.js';
import type { AuditAction } from '../audit/entry.js';
import type { ConnectCaller } from '../connect/caller.js';
import type { Caller } from '../gitlab/calls/client.js';
import { inTime } from '../gitlab/calls/in-time.js';
import { GitLabError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';

/** How a caller stands to one GitLab instance. */
export type Viewer =
  | { readonly state: 'linked'; readonly accessToken: string; readonly link: LinkKey; /** In GitLab. */ readonly username: string }
  /** Signed in to Confluence, no link yet. */
  | { readonly state: 'unlinked' }
  /** Not signed in to Confluence: can't link. */
  | { readonly state: 'anonymous' }
  /** The link is dead (revoked, refresh refused). */
  | { readonly state: 'reconnect' };

/** One life of one link: a new link or a change of its GitLab user has another version. Cache keys hold all of it. */
export interface LinkKey {
  readonly clientKey: string;
  readonly accountId: string;
  readonly instanceId: string;
  readonly version: string;
}

/** A link whatever its life, as one word: none of its parts can hold a blank. */
export function linkName({ clientKey, accountId, instanceId }: Omit<LinkKey, 'version'>): string {
  return `${clientKey} ${accountId} ${instanceId}`;
}

/** The topic on which the end of a link's life is announced, by its name: unlinked, dead, or linked anew. */
export const LINK_ENDED = 'link-ended';

/** What features need to know of linked accounts. */
export interface Viewers {
  /** The caller's standing, where it is remembered from a moment ago; nothing is asked for it. */
  known(caller: ConnectCaller, instance: GitLabInstance): Viewer | undefined;
  /**
   * The caller's standing, with an access token that is good now (refreshed when it has run out, and `asking` called before).
   * @throws GitLabError `unavailable` or `limited` when GitLab could not be asked to refresh in time.
   */
  viewerOf(caller: ConnectCaller, instance: GitLabInstance, signal: AbortSignal, asking?: () => void): Promise<Viewer>;
  /**
   * To be called when GitLab refused `accessToken` with 401 before its time: refreshes once, whatever the concurrency.
   * Answers the viewer to go on with: `linked` with another token, or `reconnect`.
   */
  refused(caller: ConnectCaller, instance: GitLabInstance, accessToken: string, signal: AbortSignal): Promise<Viewer>;
  /** The GitLab account linked to the caller, for showing; never a token. */
  accountOf(caller: ConnectCaller, instance: GitLabInstance): Promise<LinkedAccount | undefined>;
}

/** A linked GitLab account as its owner is shown it. */
export interface LinkedAccount {
  readonly gitlabUserId: string;
  readonly username: string;
  readonly name: string;
  readonly state: 'linked' | 'reconnect';
  readonly linkedAt: Date;
  /** To the hour or so; undefined where it was never used. */
  readonly lastUsedAt: Date | undefined;
  /** What GitLab granted, with blanks between; undefined where nobody took note of it. */
  readonly scopes: string | undefined;
  readonly link: LinkKey;
}

/** The address of something that a macro showed to a person, and when (epoch milliseconds). Never its title: that is GitLab's to tell. */
export interface Seen {
  readonly url: string;
  readonly at: number;
}

/** What was shown to people lately, by the links that they saw it with. */
export interface SeenLately {
  /** Takes note in passing: nothing is waited for, and nothing fails. */
  saw(link: LinkKey, url: string): void;
  /** The newest first, 50 at most. */
  recent(link: LinkKey): Promise<readonly Seen[]>;
}

/** What is kept of a person, but for secrets. */
export interface Kept {
  readonly links: readonly {
    readonly instanceId: string;
    readonly gitlab: string;
    readonly gitlabUserId: string;
    readonly username: string;
    readonly name: string;
    readonly state: 'linked' | 'reconnect';
    readonly scopes: string | null;
    readonly linkedAt: Date;
    readonly lastUsedAt: Date | null;
    readonly seen: readonly Seen[];
  }[];
  /** Begun, or ended within the last hours. */
  readonly attempts: readonly {
    readonly gitlab: string;
    readonly status: string;
    readonly confluenceName: string | null;
    readonly gitlabUserId: string | null;
    readonly username: string | null;
    readonly name: string | null;
    readonly createdAt: Date;
    readonly expiresAt: Date;
  }[];
  /** What the audit log tells of them, or of what they did: not whom they did it to. */
  readonly audit: readonly { readonly at: Date; readonly action: AuditAction; readonly instanceId: string | undefined; readonly byThem: boolean }[];
}

/** A person's own data, for that person alone. */
export interface OwnData {
  /** @throws AppError 401 for an anonymous reader */
  kept(caller: ConnectCaller): Promise<Kept>;
  /** Removes all of it, and has GitLab revoke the tokens. @throws AppError 401 for an anonymous reader, 429 after ten in ten minutes */
  erase(caller: ConnectCaller): Promise<void>;
}

/** A linked account as an administrator of the site is shown it. */
export interface OverseenAccount {
  readonly accountId: string;
  readonly instanceId: string;
  readonly gitlab: { readonly username: string; readonly name: string };
  readonly state: 'linked' | 'reconnect';
  readonly linkedAt: Date;
  /** To the hour or so; undefined where it was never used. */
  readonly lastUsedAt: Date | undefined;
}

export interface OverseenCount {
  readonly instanceId: string;
  readonly accounts: number;
  /** How many of those are dead until their owner reconnects. */
  readonly toReconnect: number;
}

/** The linked accounts of a whole site, for its administrators. Who may ask is the caller's to check, and what they change theirs to note. */
export interface Oversight {
  /**
   * By account, `limit` at most; `after` takes the `next` of the page before. `words` have all to be in the account id, or in what the
   * person is called in GitLab. `counts` are of the whole site.
   */
  listAccounts(
    clientKey: string,
    asked: { readonly instanceId?: string | undefined; readonly words?: string | undefined; readonly after?: string | undefined },
    limit: number,
  ): Promise<{ readonly accounts: readonly OverseenAccount[]; readonly counts: readonly OverseenCount[]; readonly next: string | undefined }>;
  /** Ends a link and what its owner has begun there; false where there was none. `alongside` is a part of the same transaction, where there was one. */
  disconnect(clientKey: string, owner: { readonly accountId: string; readonly instanceId: string }, alongside?: (transaction: Transaction) => Promise<void>): Promise<boolean>;
  /** Ends all links of a site, or of one instance of it, a hundred a transaction; `alongside` is a part of the first, if there are any. Resolves to how many there were. */
  disconnectAll(clientKey: string, of: { readonly instanceId?: string | undefined }, alongside?: (transaction: Transaction) => Promise<void>): Promise<number>;
}

/** How the reporting of personal data to Atlassian stands at a site. */
export interface ReportStanding {
  /** When it is to be done next. */
  readonly nextAt: Date;
  /** When it was done to its end last. */
  readonly finishedAt: Date | undefined;
  /** Why it failed last, if something has since: the status of Atlassian's answer, `unreachable`, or `no-secret` at a site that came by Forge alone. */
  readonly failure: string | undefined;
}

/** Somebody with their own token. */
export type LinkedCaller = Caller & { readonly accessToken: string; /** In GitLab. */ readonly username: string; readonly link: LinkKey };

/** Does `work` with the caller's own token, which is renewed once where GitLab refuses it; what is expected to go wrong is an answer. */
export type AsViewer = <T>(caller: ConnectCaller, instance: GitLabInstance, work: (viewer: LinkedCaller) => Promise<T>) => Promise<Answer<T>>;

const TIME_LIMIT_MS = 8_000;
/** Where GitLab names no moment to come back at. */
const RETRY_MS = 30_000;

/** `clock` in epoch milliseconds. */
export function createAsViewer({ viewers, clock }: { readonly viewers: Pick<Viewers, 'viewerOf' | 'refused'>; readonly clock: () => number }): AsViewer {
  return async (caller, instance, work) => {
    const signal = AbortSignal.timeout(TIME_LIMIT_MS);
    const proceed = async (viewer: Viewer, last: boolean): Promise<Answer<Awaited<ReturnType<typeof work>>>> => {
      if (viewer.state === 'reconnect') return { state: 'reconnect' };
      if (viewer.state !== 'linked') return { state: !instance.oauth ? 'not-set-up' : viewer.state === 'anonymous' ? 'anonymous' : 'connect' };
      const { accessToken, username, link } = viewer;
      try {
        return { state: 'found', found: await inTime(work({ instance, accessToken, crowd: caller.tenant.clientKey, user: username, username, link, signal }), signal) };
      } catch (error) {
        if (!(error instanceof GitLabError) || error.failure !== 'unauthorized') throw error;
        return last ? { state: 'reconnect' } : proceed(await inTime(viewers.refused(caller, instance, accessToken, signal), signal), true);
      }
    };
    try {
      return await proceed(await inTime(viewers.viewerOf(caller, instance, signal), signal), false);
    } catch (error) {
      if (!(error instanceof GitLabError)) throw error;
      if (error.failure === 'not-found' || error.failure === 'forbidden') return { state: 'absent' };
      return { state: 'unavailable', retryAt: error.retryAt ?? clock() + RETRY_MS };
    }
  };
}
