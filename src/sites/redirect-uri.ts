import type { Settings } from '../settings.js';

/** The address that GitLab sends a browser back to; each instance but `default` has its own, so that none can pass for another. */
export function redirectUri({ baseUrl }: Pick<Settings, 'baseUrl'>, instanceId: string): string {
  return instanceId === 'default' ? `${baseUrl}/oauth/callback` : `${baseUrl}/oauth/callback/${encodeURIComponent(instanceId)}`;
}
