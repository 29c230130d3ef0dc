import { VERSIONS } from '../versions.js';
import { fieldOf, isReply, type Ask, type Reply } from './asking.js';
import { noReply } from './reachable.js';
import { found, type Finding } from './step.js';

/** GitLab tells its version only to those who have signed in: https://docs.gitlab.com/api/metadata/ */
export async function checkVersion(ask: Ask, baseUrl: string, accessToken: string | undefined): Promise<Finding> {
  if (accessToken === undefined) return found('unknown', 'checks.versionUntold', VERSIONS, { say: 'checks.adviseVersion', values: VERSIONS });
  const metadata = await ask({ url: `${baseUrl}/api/v4/metadata`, accessToken });
  // Before 15.2 there was only the older of the two.
  const reply: Reply = isReply(metadata) && metadata.status === 404 ? await ask({ url: `${baseUrl}/api/v4/version`, accessToken }) : metadata;
  if (!isReply(reply)) return noReply(reply);
  if (reply.status === 401) return found('unknown', 'checks.tokenRefused');
  const version = readVersion(fieldOf(reply.json, 'version'));
  if (version === undefined) return found('unknown', 'checks.versionUntold', VERSIONS);
  const major = Number.parseInt(version, 10);
  const values = { version, ...VERSIONS };
  if (major < VERSIONS.least) return found('problem', 'checks.versionOld', values);
  return found('ok', major > VERSIONS.most ? 'checks.versionNew' : 'checks.versionFits', values);
}

/** `18.5.1` of `18.5.1-ee` */
function readVersion(told: unknown): string | undefined {
  return typeof told === 'string' ? /^\d{1,3}\.\d{1,4}(?:\.\d{1,4})?/.exec(told)?.[0] : undefined;
}
