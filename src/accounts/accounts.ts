import { setTimeout } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { PopupMain } from '../../views/accounts/popup.js';
import type { Audit } from '../audit/audit.js';
import { createBackground } from '../background.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { Confluence } from '../connect/confluence.js';
import type { Tenants } from '../connect/tenants.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import { viewOf } from '../http/render.js';
import type { Logger } from '../logger.js';
import type { Queue } from '../queue/queue.js';
import type { Settings } from '../settings.js';
import type { StoredSites } from '../sites/sites.js';
import type { Database } from '../storage/database.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { Sealer } from '../storage/sealing.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Languages } from '../words/languages.js';
import { createCallback } from './callback.js';
import { createConfirm } from './confirm.js';
import { createDecline, createDisconnect, createStatus } from './decide.js';
import { createFlowTokens } from './flow-tokens.js';
import { createOAuthStart } from './oauth-start.js';
import { createOwnData } from './own-data.js';
import { createOversight } from './oversight.js';
import { handleAccountJobs } from './jobs.js';
import type { UserNames } from './people.js';
import { createPersonalData } from './personal-data.js';
import { createExchanger } from './exchange.js';
import { createRefresher } from './refresh.js';
import { createRows, createSiteData } from './site-data.js';
import { createStart } from './start-flow.js';
import { createUnused } from './unused.js';
import { createUses } from './uses.js';
import type { Oversight, OwnData, ReportStanding, SeenLately, Viewers } from './viewer.js';
import { createViewers } from './viewers.js';
import { windowWords } from './window-words.js';

export interface AccountsParts {
  readonly settings: Pick<Settings, 'baseUrl' | 'unusedLinkDays'>;
  readonly logger: Logger;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  readonly gitlab: Pick<GitLab, 'preset' | 'oauth'>;
  readonly sites: StoredSites;
  readonly confluence: UserNames & Pick<Confluence, 'reportAccounts' | 'person' | 'groupsOf'>;
  readonly tenants: Pick<Tenants, 'find' | 'findInstalled'>;
  readonly queue: Pick<Queue, 'send' | 'handle'>;
  readonly audit: Pick<Audit, 'note' | 'write' | 'erasePerson' | 'ofPerson' | 'holdsName' | 'rename'>;
  readonly pages: Pages;
  readonly languages: Pick<Languages, 'wordsOf' | 'people' | 'forgetPerson'>;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** Waits so many milliseconds, between tries to store tokens. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly telemetry?: Telemetry;
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
  readonly seenLately: SeenLately;
  readonly ownData: OwnData;
  readonly oversight: Oversight;
  /** Undefined before the first report of the site, which is made a day after its install. */
  reportStanding(clientKey: string): Promise<ReportStanding | undefined>;
  /** Ends what the people of an uninstalled tenant have begun. Their links stay for its return, and nobody finds them until then. */
  suspendTenant(clientKey: string): Promise<void>;
  /** Removes all that belongs to a tenant that is not installed; its tokens are revoked in the background. */
  purgeTenant(clientKey: string): Promise<void>;
  /** Begins to write what links are used for, every half minute. */
  start(): void;
  /** Writes it to its end, and waits for tokens that are on their way. */
  stop(): Promise<void>;
}

const WRITE_MS = 30_000;

export function createAccounts({ clock = Date.now, pause = (milliseconds) => setTimeout(milliseconds), ...given }: AccountsParts): Accounts {
  const { database, settings, sealer, gitlab, logger, pages, languages } = given;
  const parts = { ...given, clock, pause };
  const rows = createRows(parts);
  const { revocations, flows, links, recents, reports, people } = rows;
  const uses = createUses({ ...parts, links, recents });
  const unused = createUnused({ ...parts, links });
  const siteData = createSiteData(database, rows);
  const writing = createBackground({ work: uses.writeDue, intervalMs: WRITE_MS, logger, what: 'writing down what links are used for' });
  const handingOver = createBackground({ work: revocations.handOver, logger, what: 'handing over tokens to be revoked' });
  const revokeSoon = handingOver.soon;
  const personalData = createPersonalData({ ...parts, state: reports, people, flows, links, revokeSoon, listeners: languages });
  handleAccountJobs(given.queue, { revocations, flows, unused, personalData, recents, revokeSoon, clock });
  const tokens = createFlowTokens(sealer.signingKeys('link-flow'), settings.baseUrl, clock);
  const storing = { ...parts, flows, links, revocations, revokeSoon, oauth: gitlab.oauth };
  const refresher = createRefresher(storing);
  const exchanger = createExchanger(storing);
  const all = { ...parts, flows, links, revocations, tokens, revokeSoon, exchanger };
  const popup = (req: Request, res: Response) => {
    const words = windowWords(languages, req, res);
    return { title: words.say('linking.connectGitLab'), main: viewOf(PopupMain, { startUrl: `${settings.baseUrl}/oauth/start` }), words, scripts: ['popup.js'] };
  };

  return {
    ...createViewers({ ...parts, links, refresher, uses }),
    seenLately: uses,
    ownData: createOwnData({ ...parts, flows, links, people, recent: uses.recent, revokeSoon }),
    oversight: createOversight({ database, table: rows.tables.links, links, flows, uses, revokeSoon }),
    async reportStanding(clientKey) {
      const row = await reports.find(clientKey);
      return row && { nextAt: row.nextAt, finishedAt: row.finishedAt ?? undefined, failure: row.failure ?? undefined };
    },
    routes: {
      start: createStart(all),
      status: createStatus(all),
      confirm: createConfirm(all),
      decline: createDecline(all),
      disconnect: createDisconnect(all),
      popup: (req, res) => pages.popup(res, popup(req, res)),
      oauthStart: createOAuthStart(all),
      callback: createCallback(all),
    },
    async suspendTenant(clientKey) {
      await siteData.suspend(clientKey);
      revokeSoon();
    },
    async purgeTenant(clientKey) {
      const links = await siteData.purge(clientKey);
      revokeSoon();
      logger.info({ tenant: clientKey, links }, 'linked accounts of a site removed');
    },
    start: writing.start,
    async stop() {
      await Promise.all([refresher.stop(), exchanger.stop()]);
      await Promise.all([writing.stop(), handingOver.stop()]);
      await uses.writeAll().catch((error: unknown) => logger.error({ err: error }, 'what links were used for could not be written'));
    },
  };
}
