import type { Audit } from './audit.js';

/** At which instance, and in which space, a shared token showed something. */
export interface SharedUse {
  readonly clientKey: string;
  readonly instanceId: string;
  readonly space: string;
}

/** Writes down that a shared token is in use: once an hour for an instance and a space, and nobody who looked. */
export function noteSharedUse(audit: Pick<Audit, 'note'>): (use: SharedUse) => void {
  return ({ space, ...where }) => audit.note({ ...where, action: 'shared-token-used', details: { space }, oncePerHour: space });
}
