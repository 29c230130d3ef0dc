import type { GitLabInstance } from '../instance.js';
import type { Reference } from './reference.js';
import { referenceUrl } from './reference-url.js';

/** The address of the thing itself: without the comment, the tab, the lines or the page of a list that a link names besides. */
export function thingUrl(reference: Reference, instance: Pick<GitLabInstance, 'baseUrl'>): string {
  const { note: _note, tab: _tab, lines: _lines, ...thing }: Reference & Besides = reference;
  return referenceUrl(thing as Reference, instance);
}

interface Besides {
  readonly note?: unknown;
  readonly tab?: unknown;
  readonly lines?: unknown;
}
