import type { Reference } from './reference.js';

/** The group or project that a reference is in, or is; undefined for people and what is theirs, and for what is of two projects. */
export function placeOf(reference: Reference): string | undefined {
  if (reference.kind === 'comparison' && reference.fromProject !== undefined) return undefined;
  return 'fullPath' in reference ? reference.fullPath : undefined;
}
