import { z } from 'zod';
import { readAnswer, type Answered } from './confluence-answer.js';

/** Somebody of whom the app keeps something. */
export interface ReportedAccount {
  readonly accountId: string;
  /** As of when what is kept of them is right. */
  readonly updatedAt: Date;
}

/** What Atlassian says of those who were reported. */
export interface PersonalDataAnswer {
  /** Whose account is closed: nothing may be kept of them. */
  readonly closed: readonly string[];
  /** Whose profile has changed since: what is kept of it is to be asked for anew, or dropped. */
  readonly updated: readonly string[];
  /** After how many days they are to be reported again, where that is said; from 1 to 30. */
  readonly cycleDays: number | undefined;
}

/** Atlassian did not take a report. */
export class ReportRefusedError extends Error {
  constructor(readonly status: number, readonly retryAfterSeconds: number | undefined) {
    super(`the report of personal data was answered with ${status}`);
    this.name = 'ReportRefusedError';
  }
}

/** As many as one call may name. https://developer.atlassian.com/cloud/confluence/user-privacy-developer-guide/ */
export const MOST_REPORTED = 90;
const DAYS = { least: 1, most: 30 };
const LONGEST_WAIT_S = 86_400;

const Answer = z.object({ accounts: z.array(z.object({ accountId: z.string(), status: z.string() })) });

export function writeReport(accounts: readonly ReportedAccount[]): string {
  return JSON.stringify({ accounts: accounts.map(({ accountId, updatedAt }) => ({ accountId, updatedAt: updatedAt.toISOString() })) });
}

/** 204 says that nothing is to be done. @throws ReportRefusedError for another status than that and 200, or Error for what is no such answer */
export function readReport({ status, headers, text }: Answered): PersonalDataAnswer {
  if (status !== 200 && status !== 204) throw new ReportRefusedError(status, readSeconds(headers['retry-after']));
  const { accounts } = status === 204 ? { accounts: [] } : Answer.parse(readAnswer(status, headers['content-type'] ?? '', text));
  const those = (wanted: string) => accounts.filter((account) => account.status === wanted).map(({ accountId }) => accountId);
  return { closed: those('closed'), updated: those('updated'), cycleDays: readDays(headers['cycle-period']) };
}

/** The header says `7`, or `7 Days`. */
function readDays(text: string | undefined): number | undefined {
  const days = /^\s*(\d{1,4})\b/.exec(text ?? '')?.[1];
  return days === undefined ? undefined : Math.min(Math.max(Number(days), DAYS.least), DAYS.most);
}

function readSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Math.min(Number(text), LONGEST_WAIT_S) : undefined;
}
