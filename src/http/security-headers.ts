import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
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
export function securityHeaders(settings: Settings): RequestHandler {
  const headers = headersOf(helmet({
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: false,
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: false,
    // For Internet Explorer, Flash, and an auditor that browsers have removed.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: settings.baseUrl.startsWith('https:') ? { maxAge: 63_072_000, includeSubDomains: false } : false,
  }));
  headers.push(['Content-Security-Policy', policyText({ ancestors: [], scripts: [], styles: [] })], ['Cache-Control', 'no-store']);
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

/** What helmet says is the same for every answer, so it is asked once. */
function headersOf(middleware: ReturnType<typeof helmet>): [string, string][] {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  middleware(res.req, res, () => undefined);
  return res.getHeaderNames().map((name) => [name, String(res.getHeader(name))]);
}

/** What a page may load besides our own styles, pictures and API, and which origins may frame it. */
export interface Policy {
  readonly ancestors: readonly string[];
  /** Sources such as `'nonce-…'`. */
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** What it may frame itself; nothing where it is left out. */
  readonly frames?: readonly string[];
}

export function setPolicy(res: Response, policy: Policy): void {
  res.setHeader('Content-Security-Policy', policyText(policy));
}

/** The policy as a header's value. */
export function policyText(policy: Policy): string {
  const directives: Record<string, readonly string[]> = {
    'default-src': NOBODY,
    'script-src': policy.scripts.length > 0 ? policy.scripts : NOBODY,
    'style-src': ["'self'", ...policy.styles],
    'img-src': ["'self'"],
    'connect-src': policy.scripts.length > 0 ? ["'self'"] : NOBODY,
    ...(policy.frames ? { 'frame-src': policy.frames } : {}),
    'base-uri': NOBODY,
    'object-src': NOBODY,
    'form-action': ["'self'"],
    'frame-ancestors': policy.ancestors.length > 0 ? policy.ancestors : NOBODY,
  };
  return Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ');
}

/** The bridge's own origins: Atlassian's, and the playground's where the loopback rule allows another script. */
export function bridgeSources(settings: Settings): readonly string[] {
  return [...new Set([CONNECT_CDN, new URL(settings.hostScriptUrl).origin])];
}
