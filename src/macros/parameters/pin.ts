import type { Reference } from '../../gitlab/references/reference.js';

/** A commit's id, whole or shortened as GitLab shortens it. */
const COMMIT_ID = /^[0-9a-f]{7,64}$/;

/** The reference with the commit that the author pinned it to: only files can be pinned. Undefined when `pin` is no commit's id. */
export function pinReference(reference: Reference | undefined, pin: string | undefined): Reference | undefined {
  if (reference?.kind !== 'file' || pin === undefined) return reference;
  const sha = pin.trim().toLowerCase();
  return COMMIT_ID.test(sha) ? { ...reference, pin: sha } : undefined;
}

/** True for what the author of a page wrote that is no commit's id. */
export function isNoPin(pin: string | undefined): boolean {
  return pin !== undefined && !COMMIT_ID.test(pin.trim().toLowerCase());
}
