import type { Audit } from '../audit/audit.js';
import { ERASED_PERSON } from '../audit/entry.js';
import type { Tenant } from '../connect/caller.js';
import type { Confluence } from '../connect/confluence.js';
import { MOST_REPORTED, ReportRefusedError, type PersonalDataAnswer } from '../connect/personal-data-report.js';
import { isInstalled } from '../connect/tenant-tables.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { Listeners } from '../words/listeners.js';
import { PERSON_ERASED, personName } from '../words/listeners.js';
import type { Flows } from './flows.js';
import type { KeptPeople, KeptPerson } from './kept-people.js';
import type { Links } from './links.js';
import type { ReportRow, ReportState } from './report-state.js';
import { nameForLog } from './secrets.js';

/**
 * Tells Atlassian, site by site and every 7 days unless it says otherwise, of whom the app keeps something, and does what follows: who
 * has closed their account is erased, and what is kept of a changed profile is asked for anew.
 * https://developer.atlassian.com/cloud/confluence/user-privacy-developer-guide/
 */
export interface PersonalData {
  /** Does what is due now, up to a point that the next run goes on from. Should two run at once, each site is reported by one of them. */
  runDue(signal: AbortSignal): Promise<void>;
}

export interface PersonalDataParts {
  readonly database: Database;
  readonly state: ReportState;
  readonly people: KeptPeople;
  readonly flows: Pick<Flows, 'purge' | 'rename'>;
  readonly links: Pick<Links, 'purge' | 'ended'>;
  readonly revokeSoon: () => void;
  readonly audit: Pick<Audit, 'write' | 'note' | 'erasePerson' | 'holdsName' | 'rename'>;
  readonly confluence: Pick<Confluence, 'reportAccounts' | 'userName'>;
  readonly tenants: { findInstalled(clientKey: string): Promise<{ readonly tenant: Tenant; readonly sharedSecret: string | undefined } | undefined> };
  readonly listeners: Pick<Listeners, 'people' | 'forgetPerson'>;
  readonly invalidation: Invalidation;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** A report that this process has taken. */
interface Report {
  readonly row: ReportRow;
  readonly tenant: Tenant;
  readonly signal: AbortSignal;
}

const SITES_AT_ONCE = 100;
const CALL_MS = 3_000;
const DAY_MS = 86_400_000;
const FIRST_PAUSE_MS = 15 * 60_000;
/** Nobody who has Connect's secret would be refused for this reason. */
const NO_SECRET = 'no-secret';

export function createPersonalData(parts: PersonalDataParts): PersonalData {
  const { state, tenants, logger, clock } = parts;

  async function report(clientKey: string, signal: AbortSignal): Promise<void> {
    const row = await state.take(clientKey);
    if (!row) return;
    const found = await tenants.findInstalled(clientKey);
    if (!found) return state.release(row, clock(), {});
    // Forge hands out what Atlassian could be told with only beside somebody's request, and it is never kept.
    if (found.sharedSecret === undefined) return giveUp(row);
    try {
      await reportAll(parts, { row, tenant: found.tenant, signal });
    } catch (error) {
      const wait = pauseAfter(error, row.tries);
      logger.warn({ tenant: clientKey, tries: row.tries + 1, waitSeconds: Math.round(wait / 1_000), err: error }, 'personal data could not be reported to Atlassian yet');
      await state.release(row, clock() + wait, { tries: row.tries + 1, failure: error instanceof ReportRefusedError ? String(error.status) : 'unreachable' });
    }
  }

  async function giveUp(row: ReportRow): Promise<void> {
    if (row.failure !== NO_SECRET) {
      logger.warn({ tenant: row.clientKey }, 'personal data of this site is not reported to Atlassian: it came by Forge alone, which gives a server no right to do so by itself');
    }
    await state.release(row, clock() + row.cycleDays * DAY_MS, { beganAt: null, reportedTo: null, failure: NO_SECRET });
  }

  return {
    async runDue(signal) {
      for (let due = await state.due(SITES_AT_ONCE); due.length > 0 && !signal.aborted; due = await state.due(SITES_AT_ONCE)) {
        for (const clientKey of due) if (!signal.aborted) await report(clientKey, signal);
      }
    },
  };
}

/** From where the report has come to, to its end. A part counts as reported once all that follows from its answer is done. */
async function reportAll(parts: PersonalDataParts, report: Report): Promise<void> {
  const { state, people, audit, confluence, logger, clock } = parts;
  const { row, tenant, signal } = report;
  const { clientKey } = tenant;
  const count = { reported: 0, closed: 0, updated: 0 };
  let { cycleDays, reportedTo } = row;
  for (let isMore = true; isMore; ) {
    const kept = await people.some(clientKey, reportedTo ?? '', MOST_REPORTED);
    isMore = kept.length === MOST_REPORTED;
    const batch = isMore ? kept : [...kept, ...(await onlyRemembered(parts, clientKey, MOST_REPORTED - kept.length))];
    if (batch.length === 0) break;
    const answer = await confluence.reportAccounts(tenant, batch, signal);
    await follow(parts, report, batch, answer);
    cycleDays = answer.cycleDays ?? cycleDays;
    reportedTo = kept.at(-1)?.accountId ?? reportedTo;
    count.reported += batch.length;
    count.closed += answer.closed.length;
    count.updated += answer.updated.length;
    if (!(await state.advance(row, { reportedTo, cycleDays }))) return;
  }
  await people.tidy(clientKey);
  const began = row.beganAt?.getTime() ?? clock();
  await state.release(row, began + cycleDays * DAY_MS, { beganAt: null, reportedTo: null, finishedAt: new Date(clock()), cycleDays, tries: 0, failure: null });
  if (count.reported === 0) return;
  audit.note({ clientKey, action: 'personal-data-reported', details: Object.fromEntries(Object.entries(count).map(([name, number]) => [name, String(number)])) });
  logger.info({ tenant: clientKey, ...count, cycleDays }, 'personal data reported to Atlassian');
}

/** Whose language alone is remembered, in this process; as of when is not known, but for the week that it lasts. */
async function onlyRemembered({ listeners, people, clock }: PersonalDataParts, clientKey: string, most: number): Promise<readonly KeptPerson[]> {
  const remembered = listeners.people(clientKey);
  const stored = await people.among(clientKey, remembered);
  const updatedAt = new Date(clock() - 7 * DAY_MS);
  return remembered.filter((accountId) => !stored.has(accountId)).slice(0, most).map((accountId) => ({ accountId, updatedAt }));
}

/** Nobody counts whom the report did not name. */
async function follow(parts: PersonalDataParts, report: Report, batch: readonly KeptPerson[], { closed, updated }: PersonalDataAnswer): Promise<void> {
  const named = new Set(batch.map(({ accountId }) => accountId));
  for (const accountId of closed) if (named.has(accountId)) await erase(parts, report.tenant.clientKey, accountId);
  for (const accountId of updated) if (named.has(accountId)) await refresh(parts, report, accountId);
}

async function erase({ database, flows, links, people, audit, invalidation, revokeSoon, logger }: PersonalDataParts, clientKey: string, accountId: string): Promise<void> {
  const gone = await database.ofTenant(clientKey).write(async (transaction) => {
    if (!(await isInstalled(database, clientKey, transaction))) return [];
    await flows.purge({ clientKey, accountId }, transaction);
    const ended = await links.purge({ clientKey, accountId }, transaction);
    await people.forget(clientKey, accountId, transaction);
    await audit.erasePerson(clientKey, accountId, transaction);
    await audit.write({ clientKey, action: 'person-erased', subject: ERASED_PERSON, details: { why: 'closed' } }, transaction);
    return ended;
  });
  for (const one of gone) links.ended(one);
  invalidation.announce(PERSON_ERASED, personName(clientKey, accountId));
  revokeSoon();
  logger.info({ tenant: clientKey, account: nameForLog(clientKey, accountId), links: gone.length }, 'a person’s account at Atlassian is closed, and what was kept of them erased');
}

/** What Confluence calls them is all that is kept of a profile. */
async function refresh({ database, flows, people, audit, confluence, listeners, logger, clock }: PersonalDataParts, { tenant, signal }: Report, accountId: string): Promise<void> {
  const { clientKey } = tenant;
  const asOf = new Date(clock());
  const within = AbortSignal.timeout(CALL_MS);
  const name = (await audit.holdsName(clientKey, accountId)) && !signal.aborted ? await confluence.userName(tenant, accountId, within) : undefined;
  await database.ofTenant(clientKey).write(async (transaction) => {
    if (!(await isInstalled(database, clientKey, transaction))) return;
    await audit.rename(clientKey, accountId, name, transaction);
    await flows.rename({ clientKey, accountId }, name ?? null, transaction);
    await people.refreshed(clientKey, accountId, asOf, transaction);
  });
  listeners.forgetPerson(personName(clientKey, accountId));
  logger.info({ tenant: clientKey, account: nameForLog(clientKey, accountId) }, 'a person’s profile has changed, and what was kept of it is brought up to date');
}

/** In milliseconds: what Atlassian asks for, else longer each time, up to a day. */
function pauseAfter(error: unknown, tries: number): number {
  const asked = error instanceof ReportRefusedError ? error.retryAfterSeconds : undefined;
  return asked === undefined ? Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), DAY_MS) : Math.max(asked, 1) * 1_000;
}
