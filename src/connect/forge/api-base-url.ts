import { isLoopbackHost, parseHttpUrl } from '../../settings-values.js';

const GATEWAY = 'https://api.atlassian.com';
const PATH = /^\/ex\/confluence\/([0-9A-Za-z-]{1,64})\/?$/;

export interface ApiBaseUrl {
  /** Written anew from its parts. */
  readonly url: string;
  readonly cloudId: string;
}

/**
 * Where a site's REST API is called with Forge's tokens: Atlassian's gateway and no other host, but for one on this machine where the
 * app itself is (`loopback`). Undefined for anything else. https://developer.atlassian.com/platform/forge/remote/essentials/
 */
export function readApiBaseUrl(text: string, loopback: boolean): ApiBaseUrl | undefined {
  const url = parseHttpUrl(text);
  const cloudId = url && PATH.exec(url.pathname)?.[1];
  if (!cloudId || !(url.origin === GATEWAY || (loopback && isLoopbackHost(url.hostname)))) return undefined;
  return { url: `${url.origin}/ex/confluence/${cloudId}`, cloudId };
}
