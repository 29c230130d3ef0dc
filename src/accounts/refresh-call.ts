import { GitLabError, OAuthError } from '../gitlab/errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, TokenPair } from '../gitlab/oauth/oauth.js';
import type { Logger } from '../logger.js';

interface Caller {
  readonly oauth: Pick<GitLabOAuth, 'refresh'>;
  /** Once aborted, no second call is made. */
  readonly stopping: AbortSignal;
}

/** The longest that one call may take. */
export const CALL_MS = 20_000;
/** How long GitLab is left alone after a refresh that failed: surely undone, outcome unknown, our credentials refused. */
const PAUSE_MS = { unavailable: 5_000, lost: 60_000, invalid_client: 60_000 };
const LONGEST_PAUSE_MS = 600_000;
const ALARM_MS = 300_000;

/**
 * One call; a second one with the same token when nobody knows what became of the first, and never a third.
 * `asked.lost` counts, over the token's life, the calls that nobody knows the outcome of. @throws OAuthError or GitLabError
 */
export async function askForTokens({ oauth, stopping }: Caller, instance: GitLabInstance, refreshToken: string, asked: { lost: number }): Promise<TokenPair> {
  const call = () => oauth.refresh(instance, { refreshToken, signal: AbortSignal.timeout(CALL_MS) });
  const secondTry = asked.lost === 0;
  try {
    return await call();
  } catch (error) {
    if (!isLost(error)) throw error;
    asked.lost += 1;
    if (!secondTry || stopping.aborted) throw error;
  }
  try {
    return await call();
  } catch (error) {
    if (isLost(error)) asked.lost += 1;
    throw error;
  }
}

/** Epoch milliseconds before which nobody tries again after this failure; longer each time that an outcome was lost. */
export function retryMoment(error: unknown, lost: number, now: number): number {
  const said = error instanceof GitLabError || error instanceof OAuthError ? error.retryAt : undefined;
  if (said !== undefined) return said;
  if (error instanceof GitLabError) return now + PAUSE_MS.unavailable;
  if (isLost(error)) return now + Math.min(PAUSE_MS.lost * 2 ** Math.max(0, lost - 2), LONGEST_PAUSE_MS);
  const failure = error instanceof OAuthError ? error.failure : undefined;
  return now + (failure === 'unavailable' ? PAUSE_MS.unavailable : PAUSE_MS.invalid_client);
}

/** Our own time limit ends a call as an abort: then nobody knows its outcome either. */
function isLost(error: unknown): boolean {
  if (error instanceof OAuthError) return error.failure === 'lost';
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** The operator's to mend, or that of the administrator who added the instance. */
export const REFUSES_APP = 'GitLab refuses this app: check the OAuth application, which is GITLAB_CLIENT_ID and GITLAB_CLIENT_SECRET for the instance called default';

/** What the operator has to mend, once in a while and not for every viewer. Nobody's link is touched by it. */
export type Alarm = (instance: GitLabInstance, error: unknown) => void;

/** At most one line in the log for an instance every five minutes. */
export function createAlarm({ logger, clock }: { logger: Logger; clock: () => number }): Alarm {
  const last = new Map<string, number>();
  return (instance, error) => {
    if ((last.get(instance.id) ?? Number.NEGATIVE_INFINITY) > clock() - ALARM_MS) return;
    last.set(instance.id, clock());
    logger.error({ instance: instance.id, err: error }, REFUSES_APP);
  };
}
