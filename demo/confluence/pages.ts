import { createHash } from 'node:crypto';
import { storedPieces } from './stored-pieces.js';

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
  /** What was said of this version. */
  readonly message?: string;
  readonly author?: string;
  readonly blocks: readonly Block[];
  /** The page as somebody has stored it, in storage format: then it counts, and not the blocks. */
  readonly storage?: string;
  /** The app user may not view it, as where only some people may. */
  readonly restricted?: boolean;
  /** Keys of users who may read it and not edit it. */
  readonly readers?: readonly string[];
}

export function parametersOf({ url, params }: MacroUse): Record<string, string> {
  return { ...(url === undefined ? {} : { url }), ...params };
}

/** The id that Confluence gives a use of a macro: a UUID that stays the same while the page does. */
export function macroId(page: Pick<SitePage, 'id'>, use: MacroUse, position: number): string {
  const hash = createHash('sha256').update(JSON.stringify([page.id, position, use.macro, parametersOf(use)])).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/** The page with other content, one version on. */
export function withStorage(page: SitePage, storage: string, message = ''): SitePage {
  return { ...page, storage, blocks: [], version: page.version + 1, message };
}

/** Every use of a macro in the page, in reading order; of what a macro holds within itself, nothing. */
export function macrosOf(page: SitePage): MacroUse[] {
  if (page.storage !== undefined) return storedPieces(page.storage).flatMap((piece) => (piece.is === 'macro' ? [piece.use] : []));
  return page.blocks.flatMap((block) => {
    if ('macro' in block) return [block];
    return 'paragraph' in block ? block.paragraph.filter((part) => typeof part !== 'string') : [];
  });
}
