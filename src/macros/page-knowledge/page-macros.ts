import { z } from 'zod';

/** A use of one of our macros in a page: what it shows, not how. A chip shows what a card does, so both are a `link`. */
export interface PageMacro {
  readonly macro: 'link' | 'list';
  /** As the page stores them; those without a value are left out. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Modules of the descriptor that show something of GitLab. */
const MACROS: ReadonlyMap<string, PageMacro['macro']> = new Map([
  ['gitlab-for-confluence-link', 'link'],
  ['gitlab-for-confluence-inline', 'link'],
  ['gitlab-for-confluence-list', 'list'],
]);
const MOST_PARAMETERS = 32;

/** What is kept of one macro: a URL that is longer is nobody's. */
export const PageMacroShape = z.object({
  macro: z.enum(['link', 'list']),
  parameters: z.record(z.string().max(64), z.string().min(1).max(2_048)).refine((parameters) => Object.keys(parameters).length <= MOST_PARAMETERS),
});

/** The macro of that module key with these parameters; undefined for modules of others, and for what is larger than any real one. */
export function pageMacro(key: string, parameters: Readonly<Record<string, string>>): PageMacro | undefined {
  const macro = MACROS.get(key);
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return macro && PageMacroShape.safeParse({ macro, parameters: Object.fromEntries(given) }).data;
}

/** Equal for two uses that show the same. */
export function keyOfMacro({ macro, parameters }: PageMacro): string {
  return JSON.stringify([macro, Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1))]);
}
