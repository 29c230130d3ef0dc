import { z } from 'zod';
import type { ForgeModule } from './site.js';

const Page = z.object({ key: z.string(), name: z.object({ value: z.string() }) });

const Descriptor = z.object({
  modules: z.object({
    dynamicContentMacros: z.array(z.object({ key: z.string(), name: z.object({ value: z.string() }), outputType: z.enum(['block', 'inline']) })),
    generalPages: z.array(Page),
    configurePage: Page,
  }),
});

/** The modules of the native manifest that is made from this descriptor: they have the same keys. */
export function nativeModules(descriptor: unknown): ForgeModule[] {
  const { modules } = Descriptor.parse(descriptor);
  return [
    ...modules.dynamicContentMacros.map(({ key, name, outputType }): ForgeModule => ({ key, title: name.value, type: 'macro', layout: outputType })),
    ...modules.generalPages.map(({ key, name }): ForgeModule => ({ key, title: name.value, type: 'confluence:globalPage', layout: 'block' })),
    { key: modules.configurePage.key, title: modules.configurePage.name.value, type: 'confluence:globalSettings', layout: 'block' },
  ];
}
