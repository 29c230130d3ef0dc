import { randomBytes } from 'node:crypto';
import type { DynamicContentMacro, PageModule } from './descriptor.js';
import type { Installation } from './installations.js';
import type { SitePage } from './pages.js';
import { percentEncode } from './query-hash.js';
import { CONTEXT_PATH, epochSeconds, type Site } from './site.js';
import type { SiteSpace } from './spaces.js';
import { signContextToken, signFrameToken } from './tokens.js';
import type { SiteUser } from './users.js';

/** Where on the site a frame is: the page around it and, for a macro, the macro's own id and parameters. */
export interface FramePlace {
  readonly page?: Pick<SitePage, 'id' | 'title' | 'version'> | undefined;
  readonly macroId?: string | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** The space that the page is in; that of the site's own pages without it. */
  readonly space?: Pick<SiteSpace, 'id' | 'key'> | undefined;
}

export type FrameModule =
  | { readonly kind: 'macro'; readonly module: DynamicContentMacro }
  | { readonly kind: 'page'; readonly module: PageModule };

/** The module of an app that is shown in a frame, by its key. */
export function findModule({ descriptor }: Installation, moduleKey: string): FrameModule | undefined {
  const { dynamicContentMacros = [], generalPages = [], adminPages = [], configurePage, postInstallPage } = descriptor.modules;
  const macro = dynamicContentMacros.find(({ key }) => key === moduleKey);
  if (macro) return { kind: 'macro', module: macro };
  const page = [...generalPages, ...adminPages, configurePage, postInstallPage].find((module) => module?.key === moduleKey);
  return page ? { kind: 'page', module: page } : undefined;
}

/**
 * The address of a module's frame for one viewer, signed, good for three minutes: the module's URL with its variables filled in,
 * Confluence's standard parameters, and the token.
 * https://developer.atlassian.com/cloud/confluence/context-parameters/
 */
export function signFrameUrl(site: Site, installation: Installation, found: FrameModule, viewer: Pick<SiteUser, 'accountId'>, place: FramePlace): string {
  const { descriptor, clientKey, sharedSecret } = installation;
  const appBaseUrl = descriptor.baseUrl.replace(/\/$/, '');
  const filled = fillVariables(found.module.url, variablesOf(site, found, place));
  const url = `${appBaseUrl}${filled}${filled.includes('?') ? '&' : '?'}${standardQuery(site, descriptor.key, found)}`;
  const subject = { clientKey, accountId: viewer.accountId, issuedAt: epochSeconds(site) };
  return `${url}&jwt=${signFrameToken(sharedSecret, subject, url, appBaseUrl)}`;
}

/** What is asked for in place of a frame, by the site's own server. */
export const RENDER_MODES = ['default', 'pdf', 'word', 'email'] as const;

export type RenderMode = (typeof RENDER_MODES)[number];

/** The address of a macro's render mode, signed for whoever exports: the viewer's name is in the token only where the site tells it. */
export function signExportUrl(site: Site, installation: Installation, module: DynamicContentMacro, mode: RenderMode, viewer: Pick<SiteUser, 'accountId'>, place: FramePlace): string {
  const rendering = module.renderModes?.[mode] ?? module.renderModes?.default;
  if (!rendering) throw new Error(`${module.key} has no render mode ${mode}.`);
  return signFrameUrl(site, installation, { kind: 'macro', module: { ...module, url: rendering.url } }, viewer, place);
}

/** What `AP.context.getToken` gives a frame in that place. */
export function contextTokenFor(site: Site, installation: Installation, viewer: SiteUser, place: FramePlace): string {
  const subject = { clientKey: installation.clientKey, accountId: viewer.accountId, issuedAt: epochSeconds(site) };
  return signContextToken(installation.sharedSecret, subject, contextOf(site, place));
}

/** What `AP.context.getContext` gives a frame in that place, and its token's `context` claim. */
export function contextOf(site: Pick<Site, 'space'>, { page, macroId, space = site.space }: FramePlace): object {
  if (!page) return { confluence: {} };
  const content = { id: page.id, type: 'page', version: String(page.version) };
  const macro = macroId === undefined ? {} : { macro: { id: macroId, hash: macroId, outputType: 'display' } };
  return { confluence: { content, space: { key: space.key, id: space.id }, ...macro } };
}

function variablesOf(site: Site, found: FrameModule, { page, macroId, params = {}, space = site.space }: FramePlace): Record<string, string> {
  const inPage = page
    ? { 'page.id': page.id, 'page.title': page.title, 'page.version': String(page.version), 'page.type': 'page', 'content.id': page.id }
    : {};
  const macro = macroId === undefined ? {} : { 'macro.id': macroId, 'macro.hash': macroId, 'macro.body': '', 'macro.truncated': 'false' };
  const context = { ...inPage, ...macro, 'space.id': space.id, 'space.key': space.key, 'output.type': 'display' };
  if (found.kind === 'page') return { ...context, ...params };
  // Only declared parameters reach the frame; Confluence drops the others.
  const declared = (found.module.parameters ?? []).map(({ identifier, defaultValue = '' }) => [identifier, params[identifier] ?? defaultValue]);
  return { ...context, ...Object.fromEntries(declared) };
}

/** A variable without a value is filled with nothing. */
function fillVariables(url: string, values: Record<string, string>): string {
  return url.replace(/\{([^{}]+)\}/g, (_, name: string) => percentEncode(values[name] ?? ''));
}

function standardQuery(site: Site, appKey: string, { module }: FrameModule): string {
  const query = {
    xdm_e: site.origin,
    xdm_c: `channel-${appKey}__${module.key}__${randomBytes(4).toString('hex')}`,
    cp: CONTEXT_PATH,
    xdm_deprecated_addon_key_do_not_use: appKey,
    lic: 'none',
    cv: '1001.0.0-SNAPSHOT',
  };
  return Object.entries(query).map(([name, value]) => `${name}=${percentEncode(value)}`).join('&');
}
