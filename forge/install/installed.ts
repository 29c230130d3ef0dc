import { z } from 'zod';
import { commands } from './commands.js';
import type { ForgeCli } from './forge-cli.js';
import type { InstallOptions } from './options.js';

const Installations = z.array(z.object({ environment: z.string(), site: z.string(), product: z.string() }));
type Installation = z.infer<typeof Installations>[number];

/** Whether the app is on the site already. An answer that can't be read counts as no: the CLI itself then says what is the matter. */
export async function isInstalled(forge: ForgeCli, options: Pick<InstallOptions, 'site' | 'environment'>, folder: string): Promise<boolean> {
  const { code, out } = await forge.ask(commands.listInstallations(), folder);
  const found = code === 0 ? Installations.safeParse(parseJson(out)) : undefined;
  return found?.data?.some((one) => isThat(one, options)) ?? false;
}

function isThat(one: Installation, { site, environment }: Pick<InstallOptions, 'site' | 'environment'>): boolean {
  const host = one.site.toLowerCase().replace(/^https:\/\//, '').replace(/\/.*$/, '');
  return one.environment === environment && one.product.toLowerCase() === 'confluence' && host === site;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
