import { createHash } from 'node:crypto';

/** One use of a macro in a page; `url` is short for the parameter of that name. */
export interface MacroUse {
  readonly macro: string;
  readonly url?: string;
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * A piece of a page: HTML as it is, a macro on a line of its own, or a paragraph whose sentences may hold inline macros.
 * The strings of a paragraph are text.
 */
export type Block = { readonly html: string } | MacroUse | { readonly paragraph: readonly (string | MacroUse)[] };

export interface SitePage {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly author?: string;
  readonly blocks: readonly Block[];
  /** The app user may not view it, as where only some people may. */
  readonly restricted?: boolean;
}

export function parametersOf({ url, params }: MacroUse): Record<string, string> {
  return { ...(url === undefined ? {} : { url }), ...params };
}

/** The id that Confluence gives a use of a macro: a UUID that stays the same while the page does. */
export function macroId(page: Pick<SitePage, 'id'>, use: MacroUse, position: number): string {
  const hash = createHash('sha256').update(JSON.stringify([page.id, position, use.macro, parametersOf(use)])).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/** Every use of a macro in the page, in reading order. */
export function macrosOf(page: SitePage): MacroUse[] {
  return page.blocks.flatMap((block) => {
    if ('macro' in block) return [block];
    return 'paragraph' in block ? block.paragraph.filter((part) => typeof part !== 'string') : [];
  });
}
