import { z } from 'zod';
import { badRequest, forbidden } from '../errors.js';
import type { Settings } from '../settings.js';
import type { NewTenant } from './tenants.js';

/** What Confluence tells of itself; other fields are not looked at. https://developer.atlassian.com/cloud/confluence/connect-app-descriptor/#lifecycle */
const Body = z.object({
  key: z.string().max(255),
  clientKey: z.string().min(1).max(255),
  baseUrl: z.string().min(1).max(2048),
  displayUrl: z.string().max(2048).nullish(),
  productType: z.string().max(64).default('confluence'),
  installationId: z.string().max(255).nullish(),
  sharedSecret: z.string().min(32).max(1024).optional(),
});
export type LifecycleBody = z.infer<typeof Body>;

/** @throws AppError 400 */
export function readLifecycleBody(body: unknown, appKey: string): LifecycleBody {
  const read = Body.safeParse(body);
  if (!read.success) throw badRequest('The body is not that of a lifecycle call.', new Error(read.error.issues.map((issue) => issue.path.join('.')).join(', ')));
  if (read.data.key !== appKey) throw badRequest('The call is for another app.');
  return read.data;
}

/** @throws AppError 400, 403 for a host that may not install */
export function readNewTenant(body: LifecycleBody, settings: Pick<Settings, 'hostWhitelist' | 'loopback'>): NewTenant {
  const { clientKey, productType, sharedSecret, installationId } = body;
  if (sharedSecret === undefined) throw badRequest('The call brings no shared secret.');
  if (productType !== 'confluence') throw badRequest('This app is for Confluence.');
  const baseUrl = readSiteUrl(body.baseUrl, settings);
  const displayUrl = body.displayUrl ? readDisplayUrl(body.displayUrl) : undefined;
  return { clientKey, baseUrl, displayUrl, productType, sharedSecret, installationId: installationId ?? undefined };
}

function readSiteUrl(text: string, { hostWhitelist, loopback }: Pick<Settings, 'hostWhitelist' | 'loopback'>): string {
  const url = parseUrl(text);
  const plain = url.protocol === 'http:' && loopback;
  if (url.protocol !== 'https:' && !plain) throw forbidden('A Confluence site must be reached by https.');
  if (!hostWhitelist.some((glob) => matchesHost(glob, url.hostname))) throw forbidden('This host may not install the app.');
  return url.href.replace(/\/+$/, '');
}

/** A custom domain, which only decides who may frame our pages. */
function readDisplayUrl(text: string): string | undefined {
  const url = parseUrl(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href.replace(/\/+$/, '') : undefined;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || !/^https?:$/.test(url.protocol)) {
    throw badRequest('The address of the site is not one.');
  }
  return url;
}

/** `*.` stands for exactly one label, as ACE reads it. */
function matchesHost(glob: string, host: string): boolean {
  if (!glob.startsWith('*.')) return glob === host;
  const rest = glob.slice(1);
  return host.endsWith(rest) && host.length > rest.length && !host.slice(0, -rest.length).includes('.');
}
