import { Writable } from 'node:stream';
import { createInstanceCheck, type InstanceCandidate, type InstanceCheckParts } from '../../src/gitlab/checking/instance-check.js';
import { CHECK_IDS, CHECK_RESULTS, CHECK_TITLES, type CheckStep } from '../../src/gitlab/checking/step.js';
import { createHttpClient } from '../../src/gitlab/calls/http-client.js';
import { createLogger, type Logger } from '../../src/logger.js';
import { languages } from './words.js';

export const REDIRECT_URI = 'https://app.example/oauth/callback/second';

export interface CheckWanted extends Partial<Pick<InstanceCheckParts, 'http' | 'limits' | 'addresses' | 'settings' | 'clock'>> {
  readonly candidate: Partial<InstanceCandidate> & Pick<InstanceCandidate, 'baseUrl'>;
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
}

/** Runs a check of what stands on this machine; each step is one that can be said in every language. */
export async function checkInstance(wanted: CheckWanted): Promise<readonly CheckStep[]> {
  const { candidate, settings = { privateHosts: ['127.0.0.1'], ports: [443] }, signal = new AbortController().signal, logger = createLogger('silent'), clock = Date.now, limits, addresses } = wanted;
  const http = wanted.http ?? createHttpClient(settings);
  const check = createInstanceCheck({ http, logger, clock, settings, ...(limits ? { limits } : {}), ...(addresses ? { addresses } : {}) });
  try {
    const steps = await check.run({ redirectUri: REDIRECT_URI, ...candidate }, signal);
    if (String(steps.map(({ id }) => id)) !== String(CHECK_IDS)) throw new Error('A step is missing, or comes twice.');
    steps.forEach(sayStep);
    return steps;
  } finally {
    if (!wanted.http) await http.close();
  }
}

/** What each step came to, by its id: `problem checks.notGitlab`. */
export async function summary(wanted: CheckWanted): Promise<Record<string, string>> {
  return Object.fromEntries((await checkInstance(wanted)).map(({ id, result, say }) => [id, `${result} ${say.replace('checks.', '')}`]));
}

/** A step in every language: title, result, sentence and advice. @throws where a value is missing that a sentence needs. */
export function sayStep(step: CheckStep): readonly string[] {
  return languages.names.flatMap((locale) => {
    const words = languages.wordsFor({ locale });
    return [words.say(CHECK_TITLES[step.id]), words.say(CHECK_RESULTS[step.result]), ...[step, ...step.advice].map(({ say, values }) => words.say(say, values))];
  });
}

/** A logger of everything, and what it has written. */
export function readableLogger(): { readonly logger: Logger; readonly text: () => string } {
  let log = '';
  const sink = new Writable({ write: (chunk, _encoding, done) => (log += String(chunk), done()) });
  return { logger: createLogger('trace', sink), text: () => log };
}
