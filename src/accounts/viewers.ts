import { GitLabError } from '../gitlab/errors.js';
import { inTime } from '../gitlab/calls/in-time.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { Logger } from '../logger.js';
import type { Sealer } from '../storage/sealing.js';
import type { Links } from './links.js';
import type { Refresher } from './refresh.js';
import { openLinkTokens } from './sealed-tokens.js';
import type { LinkRow } from './tables.js';
import type { Uses } from './uses.js';
import type { Viewer, Viewers } from './viewer.js';

interface Parts {
  readonly links: Links;
  readonly refresher: Refresher;
  readonly uses: Pick<Uses, 'used' | 'unwritten'>;
  readonly sealer: Sealer;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** A token this close to its end is renewed first, so that it lasts for the calls it is fetched for. */
const MARGIN_MS = 60_000;

export function createViewers(parts: Parts): Viewers {
  const { links, refresher, uses, clock } = parts;

  function standing(link: LinkRow | undefined, instance: GitLabInstance): Viewer {
    const viewer = standingOf(parts, link, instance);
    if (link && viewer.state === 'linked') uses.used(link);
    return viewer;
  }

  const isGood = ({ expiresAt }: LinkRow) => expiresAt.getTime() - MARGIN_MS > clock();
  /** Remembered rows are the same object each time, and opening a token takes longer than all else here. */
  const opened = new WeakMap<LinkRow, Viewer>();

  /** Undefined where what is remembered does not do, and the truth has to be asked for. */
  function recalled(link: LinkRow, instance: GitLabInstance): Viewer | undefined {
    if (!isGood(link) || link.instanceUrl !== instance.baseUrl) return undefined;
    const viewer = opened.get(link) ?? standing(link, instance);
    if (viewer.state !== 'linked') return undefined;
    opened.set(link, viewer);
    return viewer;
  }

  async function renewed(link: LinkRow, instance: GitLabInstance, signal: AbortSignal): Promise<Viewer> {
    return standing(await inTime(refresher.refresh(link, instance), signal), instance);
  }

  return {
    known({ tenant, accountId }, instance) {
      if (accountId === undefined) return { state: 'anonymous' };
      if (!instance.oauth) return { state: 'unlinked' };
      const row = links.peek({ clientKey: tenant.clientKey, accountId, instanceId: instance.id }, tenant.epoch);
      return row && recalled(row, instance);
    },
    async viewerOf({ tenant, accountId }, instance, signal, asking) {
      if (accountId === undefined) return { state: 'anonymous' };
      if (!instance.oauth) return { state: 'unlinked' };
      const owner = { clientKey: tenant.clientKey, accountId, instanceId: instance.id };
      const row = await links.recall(owner, tenant.epoch);
      if (!row) return { state: 'unlinked' };
      const known = recalled(row, instance);
      if (known) return known;
      const link = await links.find(owner);
      const viewer = standing(link, instance);
      if (!link || viewer.state !== 'linked' || isGood(link)) return viewer;
      asking?.();
      try {
        return await renewed(link, instance, signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof GitLabError)) throw error;
        // GitLab changed nothing as far as is known: what is there is good for a moment yet.
        const now = await links.find(link);
        if (now && now.expiresAt.getTime() > clock() && now.lostTries === 0) return standing(now, instance);
        throw error;
      }
    },
    async refused({ tenant, accountId }, instance, accessToken, signal) {
      if (accountId === undefined) return { state: 'anonymous' };
      const link = await links.find({ clientKey: tenant.clientKey, accountId, instanceId: instance.id });
      const viewer = standing(link, instance);
      if (!link || viewer.state !== 'linked' || viewer.accessToken !== accessToken) return viewer;
      return renewed(link, instance, signal);
    },
    async accountOf({ tenant, accountId }, instance) {
      if (accountId === undefined) return undefined;
      const owner = { clientKey: tenant.clientKey, accountId, instanceId: instance.id };
      const link = await links.find(owner);
      if (!link) return undefined;
      const state = standingOf(parts, link, instance).state === 'linked' ? 'linked' : 'reconnect';
      const { gitlabUserId, username, name, linkedAt, lastUsedAt, scopes, version } = link;
      return { gitlabUserId, username, name, state, linkedAt, lastUsedAt: uses.unwritten(link) ?? lastUsedAt ?? undefined, scopes: scopes ?? undefined, link: { ...owner, version } };
    },
  };
}

/** The link's tokens as a viewer; dead where they belong to another address or can't be opened. */
function standingOf({ sealer, logger }: Parts, link: LinkRow | undefined, instance: GitLabInstance): Viewer {
  if (!link) return { state: 'unlinked' };
  const { clientKey, accountId, instanceId, version, username } = link;
  if (link.status === 'reconnect' || link.instanceUrl !== instance.baseUrl) return { state: 'reconnect' };
  try {
    const accessToken = openLinkTokens(sealer, link)?.accessToken;
    return accessToken === undefined ? { state: 'reconnect' } : { state: 'linked', accessToken, username, link: { clientKey, accountId, instanceId, version } };
  } catch (error) {
    logger.error({ tenant: clientKey, instance: instanceId, err: error }, 'tokens of a link can not be opened');
    return { state: 'reconnect' };
  }
}
