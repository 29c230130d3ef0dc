import type { RequestHandler } from 'express';
import { authenticateApp, RestError } from './rest-authentication.js';
import type { Site } from './site.js';

/** A report that an app has made of the people whom it keeps something of. */
export interface PersonalDataReport {
  readonly accounts: readonly { readonly accountId: string; readonly updatedAt: string }[];
  /** What it was answered with. */
  readonly status: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What Atlassian says when an app reports. */
export interface PersonalDataSwitches {
  /** Account ids of those who have closed their account, and of those whose profile has changed. */
  closed: readonly string[];
  updated: readonly string[];
  /** The header `Cycle-Period`; none where it is undefined. */
  cyclePeriod: string | undefined;
  /** Refuses with this instead. */
  refusal: { readonly status: number; readonly retryAfter?: string } | undefined;
}

const MOST = 90;
const ACCOUNT_ID = /^[\w:-]{1,128}$/;

/** https://developer.atlassian.com/cloud/confluence/user-privacy-developer-guide/ */
export function reportAccounts(site: Site): RequestHandler {
  return (req, res) => {
    const { method, originalUrl: url, headers } = req;
    authenticateApp(site, { method, url, authorization: headers.authorization });
    const { closed, updated, cyclePeriod, refusal } = site.switches.personalData;
    const accounts = readAccounts(req.body);
    const keep = (status: number) => site.reports.push({ accounts, status, at: site.clock() });
    if (refusal) {
      keep(refusal.status);
      if (refusal.retryAfter !== undefined) res.set('Retry-After', refusal.retryAfter);
      throw new RestError(refusal.status, 'The report was not taken.');
    }
    if (cyclePeriod !== undefined) res.set('Cycle-Period', cyclePeriod);
    const answers = accounts.flatMap(({ accountId }) => {
      const status = closed.includes(accountId) ? 'closed' : updated.includes(accountId) ? 'updated' : undefined;
      return status ? [{ accountId, status }] : [];
    });
    keep(answers.length > 0 ? 200 : 204);
    if (answers.length > 0) res.json({ accounts: answers });
    else res.status(204).end();
  };
}

function readAccounts(body: unknown): PersonalDataReport['accounts'] {
  const accounts = (body as { accounts?: unknown } | undefined)?.accounts;
  if (!Array.isArray(accounts) || accounts.length === 0 || accounts.length > MOST) throw new RestError(400, `A report names from 1 to ${MOST} accounts.`);
  return accounts.map((one: { accountId?: unknown; updatedAt?: unknown }) => {
    const { accountId, updatedAt } = one;
    if (typeof accountId !== 'string' || !ACCOUNT_ID.test(accountId)) throw new RestError(400, 'That is no account id.');
    if (typeof updatedAt !== 'string' || Number.isNaN(Date.parse(updatedAt))) throw new RestError(400, 'updatedAt has to be a time.');
    return { accountId, updatedAt };
  });
}
