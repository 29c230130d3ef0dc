import type { Grant, Grants } from './oauth/grants.js';
import type { User, World } from './world/model.js';

/** Who calls the API. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly user: User; readonly scopes: readonly string[]; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly why: 'expired' | 'revoked' | 'unknown' };

/** By the bearer token in the Authorization header, and nowhere else. */
export function identify(grants: Grants, world: World, authorization: string | undefined): Caller {
  if (authorization === undefined || authorization === '') return { kind: 'anonymous' };
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  const grant = token === undefined ? undefined : grants.byAccessToken(token);
  if (!grant) return { kind: 'refused', why: 'unknown' };
  if (grants.isExpired(grant)) return { kind: 'refused', why: 'expired' };
  if (grant.revoked) return { kind: 'refused', why: 'revoked' };
  const user = world.users.find((candidate) => candidate.id === grant.userId);
  return user ? { kind: 'user', user, scopes: grant.scopes, grant } : { kind: 'refused', why: 'unknown' };
}
