import { z } from 'zod';
import { RefusedError } from '../confluence-answer.js';
import { askGateway } from './gateway.js';
import type { SiteAccess } from './system-token.js';

/** https://developer.atlassian.com/platform/adopting-forge-from-connect/migrate-connect-clientkey/ */
const PROPERTY = 'connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8';
const BOUNDS = { timeoutMs: 2_500, mostBytes: 16 * 1024 };
/** The Forge scope that the question takes. https://developer.atlassian.com/cloud/confluence/app-properties-api/ */
export const CLIENT_KEY_SCOPE = 'read:app-data:confluence';
/** Begins the keys that we make ourselves: no site's client key does. */
export const OWN_PREFIX = 'forge:';

const Answer = z.object({
  key: z.literal(PROPERTY),
  value: z.string().regex(/^[\x21-\x7e]{1,255}$/).refine((value) => !value.startsWith(OWN_PREFIX)),
});

/**
 * The key under which Connect knows the site that a token gives access to: Confluence itself tells it, to nobody but the app.
 * Undefined where the app has no Connect key there. @throws Error where Confluence doesn't tell
 */
export async function askClientKey(access: SiteAccess, appKey: string): Promise<string | undefined> {
  try {
    return Answer.parse(await askGateway(access, `/rest/atlassian-connect/1/addons/${encodeURIComponent(appKey)}/properties/${PROPERTY}`, BOUNDS)).value;
  } catch (error) {
    if (error instanceof RefusedError && (error.status === 404 || error.status === 410)) return undefined;
    throw error;
  }
}
