import { z } from 'zod';
import { dynamicContentMacro, otherModule, page, relativeUrl, staticContentMacro, webhook } from './descriptor-modules.js';
import { parseUrl } from '../../src/urls.js';

const SCOPES = ['NONE', 'READ', 'WRITE', 'DELETE', 'SPACE_ADMIN', 'ADMIN', 'ACT_AS_USER', 'ACCESS_EMAIL_ADDRESSES'] as const;
export type Scope = (typeof SCOPES)[number];

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

const appBaseUrl = z.string().superRefine((text, context) => {
  const url = parseUrl(text);
  if (!url || url.search || url.hash || url.username) return context.addIssue('must be an absolute URL without query, fragment or user');
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!allowed) context.addIssue('must be https (http only on a loopback address)');
});

const others = z.array(otherModule).optional();
const modules = z.strictObject({
  dynamicContentMacros: z.array(dynamicContentMacro).optional(),
  staticContentMacros: z.array(staticContentMacro).optional(),
  generalPages: z.array(page).optional(),
  adminPages: z.array(page).optional(),
  configurePage: page.optional(),
  postInstallPage: page.optional(),
  webhooks: z.array(webhook).optional(),
  blueprints: others,
  confluenceContentProperties: others,
  contentBylineItems: others,
  customContent: others,
  dialogs: others,
  keyboardShortcuts: others,
  spaceToolsTabs: others,
  webItems: others,
  webPanels: others,
  webSections: others,
});

const descriptor = z.strictObject({
  key: z.string().regex(/^[A-Za-z0-9._-]+$/, 'must hold only letters, digits, dots, hyphens and underscores').max(64),
  name: z.string().min(1).max(80),
  description: z.string().optional(),
  baseUrl: appBaseUrl,
  vendor: z.strictObject({ name: z.string().optional(), url: z.url().optional() }).optional(),
  links: z.record(z.string(), z.string()).optional(),
  authentication: z.strictObject({ type: z.literal('jwt', 'must be jwt') }),
  lifecycle: z.strictObject({
    installed: relativeUrl,
    uninstalled: relativeUrl.optional(),
    enabled: relativeUrl.optional(),
    disabled: relativeUrl.optional(),
  }),
  scopes: z.array(z.string().toUpperCase().pipe(z.enum(SCOPES))).default([]),
  apiVersion: z.number().int().optional(),
  apiMigrations: z.record(z.string(), z.boolean()).optional(),
  enableLicensing: z.boolean().optional(),
  translations: z.strictObject({ paths: z.record(z.string(), z.string()) }).optional(),
  modules: modules.default({}),
});

/** A descriptor that the site accepts: what `/atlassian-connect.json` says, checked. */
export type Descriptor = z.infer<typeof descriptor>;
export type DynamicContentMacro = z.infer<typeof dynamicContentMacro>;
export type PageModule = z.infer<typeof page>;

/** Either the descriptor, or everything that Confluence would refuse, each with the path of what is wrong. */
export function parseDescriptor(value: unknown): { descriptor: Descriptor } | { problems: string[] } {
  const parsed = descriptor.safeParse(value);
  if (!parsed.success) return { problems: parsed.error.issues.map(describeIssue) };
  const repeated = repeatedKeys(parsed.data);
  if (repeated.length > 0) return { problems: repeated.map((key) => `modules: the key ${key} is used more than once`) };
  return { descriptor: parsed.data };
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const where = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return `${where.replace(/^\./, '') || 'descriptor'}: ${message}`;
}

function repeatedKeys({ modules: all }: Descriptor): string[] {
  const keys = Object.values(all).flatMap((list) => (Array.isArray(list) ? list : [list]).flatMap((module) => module?.key ?? []));
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}
