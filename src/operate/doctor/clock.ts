import { fetchBounded } from '../../connect/bounded-fetch.js';
import { createHttpClient } from '../../gitlab/calls/http-client.js';
import { reasonOf } from '../../reason.js';
import type { Settings } from '../../settings.js';
import { ok, problem, warning, type Finding } from './finding.js';

const TIMEOUT_MS = 5_000;
/** Tokens of Confluence last three minutes, so that a minute is much of them. */
const MOST_MS = 60_000;
/** `Date` tells whole seconds, and an answer takes its time. */
const CLOSE_MS = 5_000;
/** No key has this id. */
const NO_KEY = '00000000-0000-4000-8000-000000000000';

/** What another clock said, and ours when it did. */
interface Compared {
  readonly whose: string;
  readonly offMs: number;
}

/** Whether Atlassian's install keys can be asked for, and how far this machine's clock is from Atlassian's and GitLab's. */
export async function examineClock(settings: Pick<Settings, 'gitlab' | 'connectKeysUrl'>, clock: () => number): Promise<readonly Finding[]> {
  const atGitLab = await compare(clock, 'GitLab', () => askGitLab(settings.gitlab)).catch(() => undefined);
  let keys: Finding;
  let atAtlassian: Compared | undefined;
  try {
    atAtlassian = await compare(clock, 'Atlassian', () => askAtlassian(settings.connectKeysUrl));
    keys = ok('Atlassian', `the server of install keys answers at ${settings.connectKeysUrl}.`);
  } catch (error) {
    keys = problem('Atlassian', `the server of install keys at ${settings.connectKeysUrl} can't be asked: ${reasonOf(error)}.`, 'Let this server through to it by https: without it no site can install the app.');
  }
  return [keys, judge([atAtlassian, atGitLab].filter((one) => one !== undefined))];
}

function judge(compared: readonly Compared[]): Finding {
  const [worst] = [...compared].sort((left, right) => Math.abs(right.offMs) - Math.abs(left.offMs));
  if (!worst) return warning('clock', 'neither GitLab nor Atlassian told the time, so it could not be compared.', 'Keep it right by NTP: tokens last three minutes.');
  const seconds = Math.round(Math.abs(worst.offMs) / 1000);
  const told = `this machine's is ${seconds} s ${worst.offMs > 0 ? 'ahead of' : 'behind'} ${worst.whose}'s`;
  if (Math.abs(worst.offMs) > MOST_MS) return problem('clock', `${told}.`, 'Set it right by NTP: tokens last three minutes, and are refused by a wrong clock.');
  if (Math.abs(worst.offMs) > CLOSE_MS) return warning('clock', `${told}.`, 'Keep it right by NTP: from a minute on tokens are refused.');
  return ok('clock', `within ${CLOSE_MS / 1000} s of that of ${compared.map(({ whose }) => whose).join(' and ')}.`);
}

/** Undefined where the answer does not tell the time. */
async function compare(clock: () => number, whose: string, ask: () => Promise<string | undefined>): Promise<Compared | undefined> {
  const before = clock();
  const date = await ask();
  const told = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(told) ? undefined : { whose, offMs: (before + clock()) / 2 - told };
}

async function askGitLab(settings: Settings['gitlab']): Promise<string | undefined> {
  const http = createHttpClient(settings);
  try {
    const answer = await http.send({ method: 'GET', url: new URL(`${settings.url}/api/v4/version`), headers: { accept: 'application/json' }, signal: new AbortController().signal, timeoutMs: TIMEOUT_MS });
    return answer.headers.get('date') ?? undefined;
  } finally {
    await http.close();
  }
}

async function askAtlassian(keysUrl: string): Promise<string | undefined> {
  const { date } = await fetchBounded(`${keysUrl}/${NO_KEY}`, { timeoutMs: TIMEOUT_MS, mostBytes: 8 * 1024, headers: {} });
  return date;
}
