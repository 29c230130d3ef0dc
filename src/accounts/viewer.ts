import type { ConnectCaller } from '../connect/caller.js';
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
   * The caller's standing, with an access token that is good now (refreshed when it has run out).
   * @throws GitLabError `unavailable` or `limited` when GitLab could not be asked to refresh in time.
   */
  viewerOf(caller: ConnectCaller, instance: GitLabInstance, signal: AbortSignal): Promise<Viewer>;
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
  readonly link: LinkKey;
}
