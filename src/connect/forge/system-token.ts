import type { Request } from 'express';
import { unauthorized } from '../../errors.js';
import type { Tenant } from '../caller.js';

/** What a site's REST API is called with as the app, for as long as a request lasts that brought it. */
export interface SiteAccess {
  readonly apiBaseUrl: string;
  readonly token: string;
}

/**
 * The app's token that Forge put beside the request, if it did. Nobody has signed that it belongs to the request: whoever reads Forge
 * tokens in a browser may send any, so it is used for this request alone, against the site that the request itself was signed for,
 * and never kept. @throws AppError 401 for two of them, or none that could be one
 */
export function systemTokenOf(req: Request): string | undefined {
  return tokenBeside(req, 'x-forge-oauth-system');
}

/** @throws AppError 401 for two of them, or none that could be one */
export function tokenBeside(req: Request, header: 'x-forge-oauth-system' | 'x-forge-oauth-user'): string | undefined {
  const [token, ...others] = req.headersDistinct[header] ?? [];
  if (others.length > 0 || (token !== undefined && !/^[\x21-\x7e]{1,8192}$/.test(token))) throw unauthorized(`no token in ${header}, or two`);
  return token;
}

const granted = new WeakMap<Tenant, SiteAccess>();

/** The tenant as one request sees it, through which the site can be called as the app. */
export function withAccess(tenant: Tenant, access: SiteAccess): Tenant {
  const own = Object.freeze({ ...tenant });
  granted.set(own, access);
  return own;
}

export function accessOf(tenant: Tenant): SiteAccess | undefined {
  return granted.get(tenant);
}
