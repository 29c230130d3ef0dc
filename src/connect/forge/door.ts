import type { Request } from 'express';
import { unauthorized } from '../../errors.js';
import type { ConnectCaller } from '../caller.js';
import { basePath, checkInside } from '../token-places.js';
import type { ForgeTenants } from './forge-tenants.js';
import { verifyInvocation, type Invocation, type InvocationRules } from './invocation-token.js';
import { personTokenOf, withPersonAccess } from './person-token.js';
import { systemTokenOf, withAccess } from './system-token.js';

/** Lets requests in that Forge has signed. Without the app's id it lets in none. */
export interface ForgeDoor {
  /** @throws AppError 401, 403, 429, 503 */
  admit(req: Request): Promise<ConnectCaller>;
  /** What Forge signed, whatever installation that is. @throws AppError 401, 503 */
  verify(req: Request): Promise<Invocation>;
}

export interface ForgeDoorParts {
  readonly rules: Omit<InvocationRules, 'appId'> & { readonly appId: string | undefined };
  readonly baseUrl: string;
  readonly tenants: ForgeTenants;
  readonly clock: () => number;
}

export function createForgeDoor({ rules: { appId, ...rules }, baseUrl, tenants, clock }: ForgeDoorParts): ForgeDoor {
  const base = basePath(baseUrl);

  async function verify(req: Request): Promise<Invocation> {
    if (appId === undefined) throw unauthorized('a Forge token, and no AC_APP_ID');
    checkInside(req, base);
    return verifyInvocation(req, { ...rules, appId }, clock());
  }

  return {
    verify,
    async admit(req) {
      const invocation = await verify(req);
      const token = systemTokenOf(req);
      const personToken = personTokenOf(req);
      const { tenant, sharedSecret } = await tenants.find(invocation, token);
      const { accountId, apiBaseUrl, space } = invocation;
      const isAskedByForge = sharedSecret === undefined && token !== undefined;
      const caller = Object.freeze({ tenant: isAskedByForge ? withAccess(tenant, { apiBaseUrl, token }) : tenant, accountId, space, elsewhere: true } as const);
      if (personToken !== undefined) withPersonAccess(caller, { apiBaseUrl, token: personToken });
      return caller;
    },
  };
}

/** Whether the request comes with a token of Forge's kind, right or wrong. */
export function isFromForge(req: Request): boolean {
  return /^bearer\b/i.test(req.headers.authorization ?? '');
}
