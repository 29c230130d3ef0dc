import type { PageModule } from './descriptor.js';
import type { Installation } from './installations.js';
import type { Site } from './site.js';
import type { SiteUser } from './users.js';
import type { Chrome, Link } from './views/chrome.js';
import type { Visitor } from './visitor.js';

export const ADMIN_PATH = '/wiki/admin/apps';

export function pagePath({ space }: Pick<Site, 'space'>, pageId: string): string {
  return `/wiki/spaces/${space.key}/pages/${pageId}`;
}

export function editPath({ space }: Pick<Site, 'space'>, pageId: string): string {
  return `/wiki/spaces/${space.key}/pages/edit-v2/${pageId}`;
}

export function exportPath({ space }: Pick<Site, 'space'>, pageId: string): string {
  return `/wiki/spaces/${space.key}/pages/${pageId}/export`;
}

export function modulePath(appKey: string, moduleKey: string): string {
  return `/wiki/plugins/servlet/ac/${appKey}/${moduleKey}`;
}

/** What surrounds a page for this visitor. */
export function chromeOf(site: Site, { viewer, theme, locale }: Visitor, title: string, path: string): Chrome {
  return {
    title,
    theme,
    viewer,
    locale,
    users: site.users,
    spaceName: site.space.name,
    pages: [...site.pages.values()].map((page) => ({ href: pagePath(site, page.id), text: page.title })),
    apps: site.installations.list().flatMap((installation) => appLinks(installation, viewer)),
    administration: { href: ADMIN_PATH, text: 'Connected apps' },
    path,
  };
}

function appLinks({ descriptor }: Installation, viewer: SiteUser): Link[] {
  return (descriptor.modules.generalPages ?? [])
    .filter((page) => page.location !== 'none' && isShown(page, viewer))
    .map((page) => ({ href: modulePath(descriptor.key, page.key), text: page.name.value }));
}

/** The conditions that a link may have; any that the site doesn't know holds. */
export function isShown({ conditions = [] }: PageModule, viewer: SiteUser): boolean {
  const holds: Record<string, boolean> = { user_is_logged_in: viewer.accountId !== undefined, user_is_admin: viewer.administrator };
  return conditions.every((entry) => {
    if (!('condition' in entry)) return true;
    const result = holds[String(entry.condition)] ?? true;
    return 'invert' in entry && entry.invert === true ? !result : result;
  });
}
