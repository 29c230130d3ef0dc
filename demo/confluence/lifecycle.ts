import type { Installation } from './installations.js';
import type { Site } from './site.js';
import { signLifecycleToken } from './tokens.js';

type LifecycleEvent = 'installed' | 'uninstalled';
type LifecycleAnswer = { ok: true; status: number } | { ok: false; status?: number; problem: string };

const TIMEOUT_MS = 10_000;

/**
 * Tells the app that it was installed or removed, signed with the site's private key as Confluence does.
 * https://developer.atlassian.com/cloud/confluence/security-for-connect-apps/
 */
export async function callLifecycle(
  site: Omit<Site, 'installations'>,
  installation: Installation,
  event: LifecycleEvent,
  accountId: string | undefined,
  issuedAt: number,
): Promise<LifecycleAnswer> {
  const { descriptor, clientKey } = installation;
  const path = descriptor.lifecycle[event];
  const appBaseUrl = descriptor.baseUrl.replace(/\/$/, '');
  const url = `${appBaseUrl}${path}`;
  const token = signLifecycleToken(site.installKey, { clientKey, accountId, issuedAt }, url, appBaseUrl);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'Content-Type': 'application/json', Authorization: `JWT ${token}` },
      body: JSON.stringify(lifecycleBody(site, installation, event)),
    });
    await response.body?.cancel();
    if (response.status === 200 || response.status === 204) return { ok: true, status: response.status };
    return { ok: false, status: response.status, problem: `The app answered ${response.status} to its ${event} event.` };
  } catch {
    return { ok: false, problem: `The app did not answer its ${event} event within ${TIMEOUT_MS / 1000} seconds.` };
  }
}

/**
 * The body of a lifecycle event; the shared secret goes out with an install only. Through Forge it is the same and names the
 * installation. https://developer.atlassian.com/platform/adopting-forge-from-connect/limitations-and-differences/
 */
export function lifecycleBody(
  site: Pick<Site, 'baseUrl' | 'displayUrl' | 'installKey'>,
  { descriptor, clientKey, sharedSecret, installationId }: Installation,
  event: LifecycleEvent,
): Record<string, string> {
  return {
    key: descriptor.key,
    clientKey,
    publicKey: site.installKey.publicKeyPem.replace(/-----[A-Z ]+-----|\s/g, ''),
    ...(event === 'installed' ? { sharedSecret } : {}),
    serverVersion: '6452',
    pluginsVersion: '1000.0.0-stand-in',
    baseUrl: site.baseUrl,
    displayUrl: site.displayUrl ?? site.baseUrl,
    productType: 'confluence',
    description: 'Stand-in Confluence',
    eventType: event,
    ...(installationId === undefined ? {} : { installationId }),
  };
}
