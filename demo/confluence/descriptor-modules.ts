import { z } from 'zod';

const key = z.string().regex(/^[A-Za-z0-9-]+$/, 'must hold only letters, digits and hyphens').max(100);
const text = z.strictObject({ value: z.string().min(1), i18n: z.string().optional() });
/** A path that Confluence joins to the base URL. */
export const relativeUrl = z
  .string()
  .refine((url) => url.startsWith('/') && !url.startsWith('//'), 'must be a path below baseUrl that starts with /');
const dimension = z.string().regex(/^\d+(px|%)?$/, 'must be a number, in px or in %').max(10);
const icon = z.strictObject({ url: z.string().min(1), width: z.number().int().optional(), height: z.number().int().optional() });
const condition: z.ZodType<object> = z.lazy(() =>
  z.union([
    z.strictObject({ condition: z.string().min(1), params: z.record(z.string(), z.unknown()).optional(), invert: z.boolean().optional() }),
    z.strictObject({ or: z.array(condition).min(1) }),
    z.strictObject({ and: z.array(condition).min(1) }),
  ]),
);
const conditions = z.array(condition);

const PARAMETER_TYPES = ['attachment', 'boolean', 'confluence-content', 'enum', 'int', 'label', 'spacekey', 'string', 'url', 'username'] as const;

const parameter = z
  .strictObject({
    identifier: z.string().regex(/^[-_a-z0-9.]+$/, 'must hold only lower case letters, digits, hyphens, underscores and dots'),
    name: text,
    description: text.optional(),
    type: z.enum(PARAMETER_TYPES),
    required: z.boolean().optional(),
    multiple: z.boolean().optional(),
    defaultValue: z.string().optional(),
    values: z.array(z.string()).optional(),
    hidden: z.boolean().optional(),
    aliases: z.array(z.string()).optional(),
    indexing: z.strictObject({ enabled: z.boolean() }).optional(),
  })
  .refine(({ type, values }) => type !== 'enum' || (values?.length ?? 0) > 0, { path: ['values'], error: 'an enum needs values' });

const autoconvert = z.strictObject({
  urlParameter: z.string().min(1),
  matchers: z.array(z.strictObject({ pattern: z.string().min(1).max(1024) })).min(1).max(200),
});

const rendering = z.strictObject({ url: relativeUrl, cacheable: z.boolean().optional() });

const CATEGORIES = [
  'admin', 'communication', 'confluence-content', 'development', 'external-content', 'formatting', 'hidden-macros', 'media',
  'navigation', 'reporting', 'visuals',
] as const;

const macroFields = {
  key,
  name: text,
  url: relativeUrl,
  description: text.optional(),
  icon: icon.optional(),
  documentation: z.strictObject({ url: z.url() }).optional(),
  categories: z.array(z.enum(CATEGORIES)).optional(),
  bodyType: z.enum(['none', 'plain-text', 'rich-text', 'multi-body-rich-text']).optional(),
  outputType: z.enum(['block', 'inline']).optional(),
  parameters: z.array(parameter).optional(),
  autoconvert: autoconvert.optional(),
  editor: z
    .strictObject({
      url: relativeUrl,
      width: dimension.optional(),
      height: dimension.optional(),
      insertTitle: text.optional(),
      editTitle: text.optional(),
      cacheable: z.boolean().optional(),
    })
    .optional(),
  imagePlaceholder: z
    .strictObject({ url: relativeUrl, width: z.number().int().optional(), height: z.number().int().optional(), applyChrome: z.boolean().optional() })
    .optional(),
  aliases: z.array(z.string()).optional(),
  featured: z.boolean().optional(),
  hidden: z.boolean().optional(),
  cacheable: z.boolean().optional(),
};

export const dynamicContentMacro = z
  .strictObject({
    ...macroFields,
    width: dimension.optional(),
    height: dimension.optional(),
    renderModes: z
      .strictObject({ default: rendering.optional(), pdf: rendering.optional(), word: rendering.optional(), email: rendering.optional() })
      .optional(),
  })
  .refine(({ autoconvert: convert, parameters }) => !convert || parameters?.some((p) => p.identifier === convert.urlParameter), {
    path: ['autoconvert', 'urlParameter'],
    error: 'names no parameter of the macro',
  });

export const staticContentMacro = z.strictObject({ ...macroFields, method: z.enum(['GET', 'POST']).optional() });

export const page = z.strictObject({
  key,
  name: text,
  url: relativeUrl,
  location: z.string().optional(),
  weight: z.number().int().optional(),
  conditions: conditions.optional(),
  icon: icon.optional(),
  fullPage: z.boolean().optional(),
  cacheable: z.boolean().optional(),
  params: z.record(z.string(), z.string()).optional(),
});

export const webhook = z.strictObject({
  event: z.string().regex(/^[a-z_]+$/, 'must be an event such as page_updated'),
  url: relativeUrl,
  key: key.optional(),
  excludeBody: z.boolean().optional(),
  filter: z.string().optional(),
  conditions: conditions.optional(),
  propertyKeys: z.array(z.string()).optional(),
});

/** Modules that the site knows by name and doesn't show: each needs a key. */
export const otherModule = z.looseObject({ key });
