import { parseArgs } from 'node:util';
import { ROOT } from './root.js';
import { findSites, type KnownSite, type SiteName } from './connect/site-list.js';
import { eraseSite } from './erase-site.js';
import { createLogger } from './logger.js';
import { Refused } from './operate/command.js';
import { refuseMissing } from './operate/missing.js';
import { whileRevoking } from './operate/revoking.js';
import { loadSettings, type Settings } from './settings.js';
import { openDatabase, type Database } from './storage/database.js';
import { refuseElsewhere } from './storage/home.js';

const USAGE = `Erases at once what is kept of a Confluence site, and revokes its GitLab tokens:
  npm run erase-now -- --client-key KEY
  npm run erase-now -- --site example.atlassian.net
Of a site that has the app installed nothing is erased, unless you add --even-if-installed.`;

/** `npm run erase-now`: for a site that wants its data gone before its time, or that went without a word. Safe while the app serves. */
async function main(): Promise<void> {
  const { name, evenIfInstalled } = readArguments(process.argv.slice(2));
  const settings = loadSettings(process.env, ROOT);
  refuseMissing(settings);
  const database = await openDatabase({ settings, logger: createLogger('silent'), before: refuseElsewhere(settings) });
  try {
    const site = choose(await findSites(database, name), evenIfInstalled);
    await erase(settings, database, site, evenIfInstalled);
  } finally {
    await database.close();
  }
}

function readArguments(args: string[]): { name: SiteName; evenIfInstalled: boolean } {
  const options = { 'client-key': { type: 'string' }, site: { type: 'string' }, 'even-if-installed': { type: 'boolean', default: false } } as const;
  try {
    const { 'client-key': clientKey, site, 'even-if-installed': evenIfInstalled } = parseArgs({ args, options }).values;
    if (clientKey && site === undefined) return { name: { clientKey }, evenIfInstalled };
    if (site && clientKey === undefined) return { name: { site }, evenIfInstalled };
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : 'These arguments can\'t be read.'}\n\n${USAGE}`);
  }
  throw new Refused(USAGE);
}

/** @throws Refused where it is not one site, or one that nothing may be erased of */
function choose(found: readonly KnownSite[], evenIfInstalled: boolean): KnownSite {
  const [site, ...others] = found;
  if (!site) throw new Refused('Nothing is kept of such a site.');
  if (others.length > 0) throw new Refused(`Several are known by that address. Name one by --client-key:\n${found.map((one) => `  ${describe(one)}`).join('\n')}`);
  if (site.uninstalledAt !== null || evenIfInstalled) return site;
  throw new Refused(`Nothing was erased: the app is installed on ${describe(site)}.
Uninstall it there first, which ends its rights too. Where that can't be done any more, add --even-if-installed: the site then has no
rights and no links, and its macros show nothing until somebody installs the app anew.`);
}

function describe({ clientKey, baseUrl, installedAt, uninstalledAt, keptUntil }: KnownSite): string {
  const since = uninstalledAt ? `uninstalled ${uninstalledAt.toISOString()}` : `installed ${installedAt.toISOString()}`;
  return `${baseUrl} (client key ${clientKey}, ${since}${keptUntil ? `, kept until ${keptUntil.toISOString()}` : ''})`;
}

function erase(settings: Settings, database: Database, site: KnownSite, evenIfInstalled: boolean): Promise<void> {
  return whileRevoking(settings, database, async (parts) => {
    const erased = await eraseSite(parts, site.clientKey, evenIfInstalled);
    if (!erased) throw new Refused(`Nothing was erased: either the app has just been installed again on ${site.baseUrl}, or its time was up and all is gone already.`);
    const { links, waiting } = erased;
    console.log(`Erased: ${describe(site)}, with ${links} linked ${links === 1 ? 'account' : 'accounts'}.`);
    console.log(waiting === 0 ? 'GitLab has revoked all tokens.' : `${waiting} ${waiting === 1 ? 'token waits' : 'tokens wait'} to be revoked at GitLab (of all sites): the app goes on asking it, for seven days; npm run jobs shows what it does not take then.`);
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : 'The site could not be erased.');
    process.exit(1);
  },
);
