import helmet from 'helmet';
import type { RequestHandler, Response } from 'express';
import type { Settings } from '../settings.js';

/** Where Connect's script and the theme files that it adds come from; Atlassian asks for it in script-src and style-src. */
const CONNECT_CDN = 'https://connect-cdn.atl-paas.net';
const NOBODY = ["'none'"];

/**
 * The headers of every answer. A page widens the policy for itself with `setPolicy`; whatever doesn't may load nothing but our
 * own styles and can't be framed. No opener policy: the popup of the linking flow needs its opener.
 */
export function securityHeaders(settings: Settings): RequestHandler[] {
  const headers = helmet({
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: false,
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: settings.baseUrl.startsWith('https:') ? { maxAge: 63_072_000, includeSubDomains: false } : false,
  });
  const policy: RequestHandler = (_req, res, next) => {
    setPolicy(res, { ancestors: [], scripts: [], styles: [] });
    res.set('Cache-Control', 'no-store');
    next();
  };
  return [headers, policy];
}

/** What a page may load besides our own styles, pictures and API, and which origins may frame it. */
export interface Policy {
  readonly ancestors: readonly string[];
  /** Sources such as `'nonce-…'`. */
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

export function setPolicy(res: Response, policy: Policy): void {
  const directives: Record<string, readonly string[]> = {
    'default-src': NOBODY,
    'script-src': policy.scripts.length > 0 ? policy.scripts : NOBODY,
    'style-src': ["'self'", ...policy.styles],
    'img-src': ["'self'"],
    'connect-src': policy.scripts.length > 0 ? ["'self'"] : NOBODY,
    'base-uri': NOBODY,
    'object-src': NOBODY,
    'form-action': ["'self'"],
    'frame-ancestors': policy.ancestors.length > 0 ? policy.ancestors : NOBODY,
  };
  res.set('Content-Security-Policy', Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; '));
}

/** The bridge's own origins: Atlassian's, and the playground's where the loopback rule allows another script. */
export function bridgeSources(settings: Settings): readonly string[] {
  return [...new Set([CONNECT_CDN, new URL(settings.hostScriptUrl).origin])];
}
