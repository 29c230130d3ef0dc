import type { Tenant } from './caller.js';

/** Where people open a page of the site; undefined for none. */
export function pageUrl({ baseUrl, displayUrl }: Pick<Tenant, 'baseUrl' | 'displayUrl'>, page: { readonly pageId: string } | undefined): string | undefined {
  return page && `${displayUrl ?? baseUrl}/pages/viewpage.action?pageId=${page.pageId}`;
}
