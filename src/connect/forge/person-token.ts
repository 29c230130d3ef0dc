import type { Request } from 'express';
import type { ConnectCaller } from '../caller.js';
import { tokenBeside, type SiteAccess } from './system-token.js';

/**
 * The token of the person who calls, which Forge puts beside the request where the endpoint asks for it. As little as of the app's own
 * token has anybody signed that it belongs to the request, so whatever is learned with it counts only where the answer names the very
 * person whom Forge has signed for. https://developer.atlassian.com/platform/forge/remote/calling-product-apis/
 * @throws AppError 401 for two of them, or none that could be one
 */
export function personTokenOf(req: Request): string | undefined {
  return tokenBeside(req, 'x-forge-oauth-user');
}

const granted = new WeakMap<ConnectCaller, SiteAccess>();

/** Lets the caller's site be asked in the caller's own name, for as long as the request lasts. */
export function withPersonAccess(caller: ConnectCaller, access: SiteAccess): void {
  granted.set(caller, access);
}

export function personAccessOf(caller: ConnectCaller): SiteAccess | undefined {
  return granted.get(caller);
}
