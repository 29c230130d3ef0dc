import { parseArgs } from 'node:util';
import { ROOT } from './root.js';
import { findSites, type KnownSite, type SiteName } from './connect/site-list.js';
import { eraseSite } from './erase-site.js';
import { createGitLab } from './gitlab/gitlab.js';
import { createLogger } from './logger.js';
import { SEALED_COLUMNS } from './sealed-columns.js';
import { loadSettings, type Settings } from './settings.js';
import { openDatabase, type Database } from './storage/database.js';
import { checkHome } from './storage/home.js';
import { createInvalidation } from './storage/invalidation.js';
import { findWrongKeys } from './storage/key-check.js';
import { openRedis } from './storage/redis.js';
import { createSites } from './sites/sites.js';
import { createSealer } from './storage/sealing.js';

const USAGE = `Erases at once what is kept of a Confluence site, and revokes its GitLab tokens:
  npm run erase-now -- --client-key KEY
  npm run erase-now -- --site example.atlassian.net
Of a site that has the app installed nothing is erased, unless you add --even-if-installed.`;

class Refused extends Error {}

/** `npm run erase-now`: for a site that wants its data gone before its time, or that went without a word. Safe while the app serves. */
async function main(): Promise<void> {
  const { name, evenIfInstalled } = readArguments(process.argv.slice(2));
  const settings = loadSettings(process.env, ROOT);
  const database = await openDatabase({ settings, logger: createLogger('silent') });
  try {
    // What a copy has revoked at GitLab ends for the original too.
    await checkHome(database, settings);
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

async function erase(settings: Settings, database: Database, site: KnownSite, evenIfInstalled: boolean): Promise<void> {
  const logger = createLogger('silent');
  const sealer = createSealer(settings.encryptionKeys);
  const wrong = await findWrongKeys(database, sealer, SEALED_COLUMNS);
  if (wrong.length > 0) throw new Refused(`Nothing was erased: ENCRYPTION_KEYS doesn't open what is sealed with ${wrong.map((id) => `"${id}"`).join(', ')}, so that tokens could not be revoked.`);
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl, logger);
  const gitlab = createGitLab({ settings, logger, redis });
  try {
    await redis?.ready(2_000);
    const invalidation = createInvalidation({ redis, logger });
    const erased = await eraseSite({ database, sealer, invalidation, redis, gitlab, sites: createSites({ database, sealer, invalidation, settings, preset: gitlab.preset, logger, clock: Date.now }), logger, clock: Date.now }, site.clientKey, evenIfInstalled);
    if (!erased) throw new Refused(`Nothing was erased: either the app has just been installed again on ${site.baseUrl}, or its time was up and all is gone already.`);
    const { links, waiting } = erased;
    console.log(`Erased: ${describe(site)}, with ${links} linked ${links === 1 ? 'account' : 'accounts'}.`);
    console.log(waiting === 0 ? 'GitLab has revoked all tokens.' : `${waiting} ${waiting === 1 ? 'token waits' : 'tokens wait'} to be revoked at GitLab (of all sites): the app goes on asking it, for seven days.`);
  } finally {
    await gitlab.close();
    redis?.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : 'The site could not be erased.');
    process.exit(1);
  },
);
