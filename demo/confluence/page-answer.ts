import { pagePath } from './chrome.js';
import type { SitePage } from './pages.js';
import type { Site } from './site.js';
import { storageOf } from './storage-format.js';

/** A page as version 2 of the REST API tells of it, with its body where that was asked for. */
export function describePage(site: Pick<Site, 'users' | 'clock' | 'space' | 'baseUrl'>, page: SitePage, withBody: boolean): object {
  const author = site.users.find((user) => user.accountId !== undefined)?.accountId;
  const createdAt = new Date(site.clock()).toISOString();
  return {
    id: page.id,
    status: 'current',
    title: page.title,
    spaceId: site.space.id,
    parentId: null,
    parentType: null,
    position: null,
    authorId: author,
    ownerId: author,
    lastOwnerId: null,
    createdAt,
    version: { number: page.version, message: page.message ?? '', minorEdit: false, authorId: author, createdAt },
    body: withBody ? { storage: { representation: 'storage', value: storageOf(page) } } : {},
    _links: { webui: pagePath(site, page.id).replace(/^\/wiki/, ''), base: site.baseUrl },
  };
}
