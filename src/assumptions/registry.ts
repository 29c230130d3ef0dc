import { ABOUT_FORGE } from './about-forge.js';
import { ABOUT_GITLAB } from './about-gitlab.js';
import { ABOUT_PAGE_EDITOR } from './about-page-editor.js';
import { ABOUT_SITES } from './about-sites.js';

/** Every assumption of the product, each once. */
export const ASSUMPTIONS = [...ABOUT_GITLAB, ...ABOUT_SITES, ...ABOUT_PAGE_EDITOR, ...ABOUT_FORGE] as const;

type Known = (typeof ASSUMPTIONS)[number];
export type AssumptionId = Known['id'];
/** Those that a feature chooses by. */
export type ChoiceId = Extract<Known, { readonly chosenBy: string }>['id'];
/** Those that calls can tell of. */
export type CallId = Extract<Known, { readonly check: { readonly by: 'calls' } }>['id'];

const IDS: ReadonlySet<string> = new Set(ASSUMPTIONS.map(({ id }) => id));

export function isAssumption(id: string): id is AssumptionId {
  return IDS.has(id);
}
