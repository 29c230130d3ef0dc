import { z } from 'zod';
import { macroId, macrosOf, parametersOf, type Block, type MacroUse, type SitePage } from '../confluence/pages.js';
import type { SiteUser } from '../confluence/users.js';
import type { ForgeSite, FramePlace, Placed } from './site.js';

export const Place = z.object({
  moduleKey: z.string().max(100),
  pageId: z.string().max(20).optional(),
  position: z.number().int().min(0).max(1_000).optional(),
  isConfiguring: z.boolean().optional(),
});

/** What really is at that place; undefined where there is nothing of the kind. */
export function findPlaced(site: ForgeSite, { moduleKey, pageId, position }: FramePlace, viewer: SiteUser): Placed | undefined {
  const module = site.modules.find(({ key }) => key === moduleKey);
  const page = pageId === undefined ? undefined : site.pages.get(pageId);
  if (!module || (module.type === 'macro') !== (page !== undefined)) return undefined;
  const use = page && position !== undefined ? macrosOf(page)[position] : undefined;
  if (position !== undefined && use?.macro !== moduleKey) return undefined;
  return { module, page, use, viewer };
}

/**
 * What `view.getContext` answers there: https://developer.atlassian.com/platform/forge/custom-ui-bridge/view/#getcontext.
 * A pasted link stands beside the parameters until the macro is edited.
 */
export function contextAt(site: ForgeSite, place: FramePlace, { module, page, use, viewer }: Placed, locale = 'en_US') {
  const pasted = use && use.params === undefined && use.url !== undefined;
  const macro = { isConfiguring: place.isConfiguring ?? false, isInserting: place.isConfiguring === true && use === undefined };
  const extension = page
    ? {
        type: 'macro',
        config: use && !pasted ? parametersOf(use) : undefined,
        ...(pasted ? { autoConvertLink: use.url } : {}),
        content: { id: page.id, type: 'page' },
        space: { id: site.space.id, key: site.space.key },
        isEditing: place.isConfiguring ?? false,
        references: [],
        macro,
      }
    : { type: module.type };
  return {
    accountId: viewer.accountId,
    accountType: viewer.accountId === undefined ? 'anonymous' : 'licensed',
    cloudId: site.cloudId,
    environmentId: site.environmentId,
    environmentType: 'DEVELOPMENT',
    extension,
    localId: page && use ? macroId(page, use, place.position ?? 0) : `${site.environmentId}/${module.key}`,
    locale: locale.replace('_', '-'),
    moduleKey: module.key,
    siteUrl: site.origin,
    timezone: viewer.timeZone ?? 'UTC',
  };
}

/** The page with other parameters in that macro, or with the macro at its end; a version later. */
export function withConfig(page: SitePage, { moduleKey, position }: FramePlace, params: Readonly<Record<string, string>>): SitePage {
  const stored: MacroUse = { macro: moduleKey, params };
  const version = page.version + 1;
  if (position === undefined) return { ...page, version, blocks: [...page.blocks, stored] };
  let index = -1;
  const replaced = (use: MacroUse): MacroUse => ((index += 1) === position ? stored : use);
  const blocks = page.blocks.map((block): Block => {
    if ('macro' in block) return replaced(block);
    return 'paragraph' in block ? { paragraph: block.paragraph.map((part) => (typeof part === 'string' ? part : replaced(part))) } : block;
  });
  return { ...page, version, blocks };
}
