import { z } from 'zod';
import { badRequest, forbidden } from '../errors.js';
import { parseHttpUrl } from '../settings-values.js';
import type { Settings } from '../settings.js';
import { OWN_PREFIX } from './forge/client-key.js';
import type { NewTenant } from './tenants.js';

const printable = z.string().regex(/^[\x21-\x7e]+$/);
/** Keys that we make ourselves begin so: see `forge/client-key.ts`. */
const clientKey = printable.max(255).refine((key) => !key.startsWith(OWN_PREFIX));
const Lifecycle = z.object({ key: z.string(), clientKey });
const Install = z.object({
  clientKey,
  baseUrl: z.string().max(2048),
  displayUrl: z.string().max(2048).nullish(),
  productType: z.literal('confluence').default('confluence'),
  installationId: printable.max(255).nullish(),
  sharedSecret: printable.min(32).max(1024),
});

type Sites = Pick<Settings, 'hostWhitelist' | 'loopback'>;

/**
 * Whom a lifecycle call is about; other fields are not looked at.
 * https://developer.atlassian.com/cloud/confluence/connect-app-descriptor/#lifecycle
 * @throws AppError 400
 */
export function readClientKey(body: unknown, appKey: string): string {
  const { key, clientKey } = read(Lifecycle, body);
  if (key !== appKey) throw badRequest('The call is for another app.');
  return clientKey;
}

/** What an install brings. @throws AppError 400, 403 for a site that may not install */
export function readNewTenant(body: unknown, sites: Sites): NewTenant {
  const { clientKey, productType, sharedSecret, installationId, baseUrl, displayUrl } = read(Install, body);
  return {
    clientKey,
    baseUrl: readSiteUrl(baseUrl, sites),
    // A custom domain, which only decides who may frame our pages.
    displayUrl: displayUrl ? write(readSite(displayUrl, sites)) : undefined,
    productType,
    sharedSecret,
    installationId: installationId ?? undefined,
  };
}

/** The address of a site that may have the app, written anew. @throws AppError 400, 403 */
export function readSiteUrl(text: string, sites: Sites): string {
  const url = readSite(text, sites);
  if (!sites.hostWhitelist.some((glob) => matchesHost(glob, url.hostname))) throw forbidden('This host may not install the app.');
  return write(url);
}

/** Names the fields that are wrong, never their values. */
function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join('.') || 'the whole'))].join(', ');
  throw badRequest('The body is not that of a lifecycle call.', new Error(`wrong or missing: ${fields}`));
}

/** Letters, digits and hyphens: a browser takes `*` and `;` in a host too, and they would mean something in a Content-Security-Policy. */
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)*$|^\[[0-9a-f:]+\]$/;

function readSite(text: string, { loopback }: Sites): URL {
  const url = parseHttpUrl(text);
  if (!url || !HOST.test(url.hostname)) throw badRequest('The address of the site is not one.');
  if (!loopback && (url.protocol !== 'https:' || url.port !== '')) throw forbidden('A Confluence site must be reached by https on its usual port.');
  return url;
}

/** Written anew from its parts, so that nobody reads it otherwise than it was checked. */
function write({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, '');
}

/** `*.` stands for exactly one label, as ACE reads it. */
function matchesHost(glob: string, host: string): boolean {
  if (!glob.startsWith('*.')) return glob === host;
  const rest = glob.slice(1);
  return host.endsWith(rest) && host.length > rest.length && !host.slice(0, -rest.length).includes('.');
}
