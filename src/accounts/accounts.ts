import type { Request, Response } from 'express';
import { PopupMain } from '../../views/accounts/popup.js';
import { createBackground } from '../background.js';
import type { ConnectHandler, Tenant } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import type { Database } from '../storage/database.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { Sealer } from '../storage/sealing.js';
import { createCallback } from './callback.js';
import { createConfirm } from './confirm.js';
import { createDecline, createDisconnect, createStatus } from './decide.js';
import { createFlowTokens } from './flow-tokens.js';
import { createOAuthStart } from './oauth-start.js';
import type { UserNames } from './people.js';
import { createRefresher } from './refresh.js';
import { createRows, createSiteData } from './site-data.js';
import { createStart } from './start-flow.js';
import type { Viewers } from './viewer.js';
import { createViewers } from './viewers.js';

export interface AccountsParts {
  readonly settings: Pick<Settings, 'baseUrl'>;
  readonly logger: Logger;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  readonly gitlab: Pick<GitLab, 'instance' | 'oauth'>;
  readonly confluence: UserNames;
  readonly tenants: { find(clientKey: string): Promise<Tenant | undefined> };
  readonly pages: Pages;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

type PublicHandler = (req: Request, res: Response) => Promise<void> | void;

/** People's GitLab accounts: linking them once, and a live token for each of their requests. */
export interface Accounts extends Viewers {
  /** Handlers of the linking flow; those with a caller belong behind a guard. They throw AppErrors. */
  readonly routes: {
    readonly start: ConnectHandler;
    readonly status: ConnectHandler;
    readonly confirm: ConnectHandler;
    readonly decline: ConnectHandler;
    readonly disconnect: ConnectHandler;
    readonly popup: PublicHandler;
    readonly oauthStart: PublicHandler;
    readonly callback: PublicHandler;
  };
  /** Ends what the people of an uninstalled tenant have begun. Their links stay for its return, and nobody finds them until then. */
  suspendTenant(clientKey: string): Promise<void>;
  /** Removes all that belongs to a tenant that is not installed; its tokens are revoked in the background. */
  purgeTenant(clientKey: string): Promise<void>;
  /** Begins to revoke what waits and to end what is out of time, now and every half minute. */
  start(): void;
  /** Ends the background work and waits for tokens that are on their way. */
  stop(): Promise<void>;
}

const BACKGROUND_MS = 30_000;

export function createAccounts({ clock = Date.now, ...given }: AccountsParts): Accounts {
  const { database, settings, sealer, gitlab, logger, pages } = given;
  const parts = { ...given, clock };
  const rows = createRows(parts);
  const { revocations, flows, links } = rows;
  const siteData = createSiteData(database, rows);
  const work = async (signal: AbortSignal) => {
    await flows.sweep();
    await revocations.runDue(signal);
  };
  const background = createBackground({ work, intervalMs: BACKGROUND_MS, logger, what: 'background work on linked accounts' });
  const tokens = createFlowTokens(sealer.signingKeys('link-flow'), settings.baseUrl, clock);
  const refresher = createRefresher({ ...parts, links, revocations, revokeSoon: background.soon, oauth: gitlab.oauth });
  const all = { ...parts, flows, links, revocations, tokens, revokeSoon: background.soon };
  const popup = () => ({ title: 'Connect GitLab', main: PopupMain({ startUrl: `${settings.baseUrl}/oauth/start` }), scripts: ['popup.js'] });

  return {
    ...createViewers({ ...parts, links, refresher }),
    routes: {
      start: createStart(all),
      status: createStatus(all),
      confirm: createConfirm(all),
      decline: createDecline(all),
      disconnect: createDisconnect(all),
      popup: (_req, res) => pages.popup(res, popup()),
      oauthStart: createOAuthStart(all),
      callback: createCallback(all),
    },
    async suspendTenant(clientKey) {
      await siteData.suspend(clientKey);
      background.soon();
    },
    async purgeTenant(clientKey) {
      const links = await siteData.purge(clientKey);
      background.soon();
      logger.info({ tenant: clientKey, links }, 'linked accounts of a site removed');
    },
    start: background.start,
    async stop() {
      await background.stop();
      await refresher.stop();
    },
  };
}
