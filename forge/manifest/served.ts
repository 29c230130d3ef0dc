import { z } from 'zod';
import type { Descriptor } from '../../src/connect/descriptor.js';

const Text = z.looseObject({ value: z.string(), i18n: z.string().optional() });

const Parameter = z.looseObject({
  identifier: z.string(),
  type: z.string(),
  indexing: z.looseObject({ enabled: z.boolean() }).optional(),
});

const Macro = z.looseObject({
  key: z.string(),
  name: Text,
  description: Text.optional(),
  icon: z.looseObject({ url: z.string() }).optional(),
  categories: z.array(z.string()).optional(),
  outputType: z.enum(['block', 'inline']),
  bodyType: z.literal('none'),
  parameters: z.array(Parameter),
  autoconvert: z.looseObject({ urlParameter: z.string(), matchers: z.array(z.looseObject({ pattern: z.string() })) }).optional(),
});

const Page = z.looseObject({ key: z.string(), name: Text });

const Served = z.looseObject({
  key: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  scopes: z.array(z.string()),
  lifecycle: z.record(z.string(), z.string()),
  translations: z.object({ paths: z.record(z.string(), z.string()) }),
  modules: z.looseObject({
    dynamicContentMacros: z.array(Macro),
    generalPages: z.array(Page).default([]),
    configurePage: Page.optional(),
  }),
});

/** The served descriptor, as far as manifests are made from it; all else of it is kept as it is. */
export type ServedDescriptor = z.infer<typeof Served>;
export type ServedMacro = z.infer<typeof Macro>;
export type ServedPage = z.infer<typeof Page>;

/** @throws for a descriptor that a manifest can't be made from: no native macro has a body, for example */
export function readServed(descriptor: Descriptor): ServedDescriptor {
  return Served.parse(JSON.parse(JSON.stringify(descriptor)));
}
