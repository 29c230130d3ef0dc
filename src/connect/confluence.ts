import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Addon } from './addon.js';
import { createAskConfluence } from './ask-confluence.js';
import type { Tenant } from './caller.js';
import { callByAce } from './call-by-ace.js';
import { RefusedError } from './confluence-answer.js';
import { CONFLUENCE_CALLS } from './confluence-calls.js';
import { createPeople, type People } from './confluence-people.js';
import { createSpaces, type Spaces } from './confluence-spaces.js';
import { readReport, writeReport, type PersonalDataAnswer, type ReportedAccount } from './personal-data-report.js';

/** What the app asks of Confluence, signed as itself. */
export interface Confluence extends People, Spaces {
  /**
   * The page as the app user may read it now, whichever version that is; undefined where it may not, or there is none.
   * @throws Error when Confluence doesn't tell within 3 s
   */
  pageStorage(tenant: Tenant, pageId: string, signal: AbortSignal): Promise<PageStorage | undefined>;
  /**
   * Tells Atlassian of whom the app keeps something, 90 people at most, and hears what has become of them. Signed by the tenant's secret
   * alone: what Forge lets a server do as the app lasts for one request of somebody.
   * @throws ReportRefusedError where Atlassian doesn't take it, or Error where it doesn't answer within 10 s
   */
  reportAccounts(tenant: Tenant, accounts: readonly ReportedAccount[], signal: AbortSignal): Promise<PersonalDataAnswer>;
}

export interface PageStorage {
  readonly version: number;
  /** XHTML with Confluence's own elements: https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html */
  readonly storage: string;
}

const REPORT_TIMEOUT_MS = 10_000;
const MOST_BYTES = { page: 5 * 1024 * 1024, report: 256 * 1024 };
const Page = z.object({
  id: z.string(),
  status: z.literal('current'),
  version: z.object({ number: z.number().int().positive() }),
  body: z.object({ storage: z.object({ value: z.string() }) }),
});

/** https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-users/ and https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/ */
export function createConfluence({ addon, logger }: { addon: Addon; logger: Logger }): Confluence {
  const ask = createAskConfluence(addon);
  const people = createPeople({ ask, logger });
  return {
    ...people,
    ...createSpaces({ ask, groupsOf: people.groupsOf, logger }),
    async pageStorage(tenant, pageId, signal) {
      const answer = await ask(tenant, CONFLUENCE_CALLS.readPage, { id: pageId }, { signal, mostBytes: MOST_BYTES.page }).catch(refusal);
      if (answer === undefined) return undefined;
      const { id, version, body } = Page.parse(answer);
      if (id !== pageId) throw new Error('Confluence answered with another page');
      return { version: version.number, storage: body.storage.value };
    },
    async reportAccounts(tenant, accounts, signal) {
      const { method, path } = CONFLUENCE_CALLS.reportAccounts;
      const bounds = { timeoutMs: REPORT_TIMEOUT_MS, mostBytes: MOST_BYTES.report, signal };
      return readReport(await callByAce(addon, tenant, { method, url: path, body: writeReport(accounts) }, bounds));
    },
  };
}

/** Undefined for what the app user may not see, which looks like what is not there. @throws what else it is given */
function refusal(error: unknown): undefined {
  if (!(error instanceof RefusedError) || (error.status !== 403 && error.status !== 404)) throw error;
}
