import type { GitLabInstance } from '../gitlab/instance.js';
import type { GitLabOAuth, TokenPair } from '../gitlab/oauth/oauth.js';
import type { Database } from '../storage/database.js';
import { insist, type Patience } from './insist.js';
import type { Revocations } from './revocations.js';

export interface DiscardParts extends Patience {
  readonly database: Database;
  readonly revocations: Revocations;
  readonly revokeSoon: () => void;
  readonly oauth: Pick<GitLabOAuth, 'revoke'>;
}

/** Tokens that came, and that nobody will use. */
export interface Unwanted {
  readonly clientKey: string;
  readonly instance: GitLabInstance;
  readonly pair: TokenPair;
}

const REVOKE_MS = 8_000;

/** Queues the tokens for revocation. Where the database takes them not even until `until` (epoch ms), GitLab is asked at once. Throws nothing: what is left then is in the log. */
export async function discard(parts: DiscardParts, unwanted: Unwanted, until: number): Promise<void> {
  const { database, revocations, revokeSoon, logger } = parts;
  const { clientKey, instance, pair } = unwanted;
  const doomed = { instanceId: instance.id, instanceUrl: instance.baseUrl, pair, application: instance.oauth };
  try {
    // Queued twice they are revoked twice, which GitLab takes for success.
    await insist(parts, until, () => database.ofTenant(clientKey).write((transaction) => revocations.keep([doomed], transaction)));
    revokeSoon();
  } catch (error) {
    logger.error({ tenant: clientKey, instance: instance.id, err: error }, 'tokens could not be queued for revocation, so GitLab is asked at once');
    await revokeBoth(parts, unwanted);
  }
}

async function revokeBoth({ oauth, logger }: DiscardParts, { clientKey, instance, pair }: Unwanted): Promise<void> {
  const signal = AbortSignal.timeout(REVOKE_MS);
  const tokens = [pair.refreshToken, pair.accessToken].filter((token) => token !== undefined);
  const answers = await Promise.allSettled(tokens.map((token) => oauth.revoke(instance, { token, signal })));
  for (const answer of answers) {
    if (answer.status === 'rejected') logger.error({ tenant: clientKey, instance: instance.id, err: answer.reason }, 'a token that nobody holds could not be revoked at GitLab');
  }
}
