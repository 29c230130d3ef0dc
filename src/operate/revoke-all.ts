import { countLinksBySite, endAll, type SiteLinks } from '../accounts/end-links.js';
import { createRows, type RowsParts } from '../accounts/site-data.js';
import type { Audit } from '../audit/audit.js';
import { findSites, type KnownSite } from '../connect/site-list.js';
import { parseHttpUrl } from '../settings-values.js';
import type { Database } from '../storage/database.js';
import { count, readOptions, Refused, type Say } from './command.js';

const USAGE = `Ends people's links to GitLab accounts and has GitLab revoke their tokens. Safe while the app serves.
  npm run revoke-all                                       says what would be ended, of all sites
  npm run revoke-all -- --yes                              ends it
  npm run revoke-all -- --site example.atlassian.net       the same of one site, or by --client-key KEY
  npm run revoke-all -- --instance https://gitlab.com      the same of links to one GitLab`;

export interface RevokeWanted {
  readonly yes: boolean;
  readonly site?: string | undefined;
  readonly clientKey?: string | undefined;
  /** The base URL of a GitLab instance, as links have it. */
  readonly instanceUrl?: string | undefined;
}

/** @throws Refused for wrong arguments */
export function readRevokeArguments(args: readonly string[]): RevokeWanted {
  const options = { yes: { type: 'boolean', default: false }, site: { type: 'string' }, 'client-key': { type: 'string' }, instance: { type: 'string' } } as const;
  const { yes, site, 'client-key': clientKey, instance } = readOptions(args, options, USAGE);
  const instanceUrl = instance === undefined ? undefined : parseHttpUrl(instance)?.href.replace(/\/+$/, '');
  if (instance !== undefined && instanceUrl === undefined) throw new Refused(`--instance must be the base URL of a GitLab, such as https://gitlab.example.com.\n\n${USAGE}`);
  if (site === '' || clientKey === '' || (site !== undefined && clientKey !== undefined)) throw new Refused(`Name one site by --site or --client-key, or none for all.\n\n${USAGE}`);
  return { yes, site, clientKey, instanceUrl };
}

export interface RevokeParts extends RowsParts {
  readonly audit: Pick<Audit, 'write'>;
  /** For how long GitLab is told now; the rest is left to the app. */
  readonly revokeMs?: number;
}

const REVOKE_MS = 60_000;

/** Resolves to the exit code: 0 where nothing is left to be ended, 1 where it was only said. @throws Refused where no site or several are meant */
export async function revokeAll(parts: RevokeParts, wanted: RevokeWanted, say: Say): Promise<number> {
  const { database, revokeMs = REVOKE_MS } = parts;
  const { instanceUrl } = wanted;
  const clientKey = await findClientKey(database, wanted);
  const sites = await countLinksBySite(database, { ...(clientKey === undefined ? {} : { clientKey }), ...(instanceUrl === undefined ? {} : { instanceUrl }) });
  if (sites.length === 0) {
    say('There are no such links: nothing was ended.');
    return 0;
  }
  if (!wanted.yes) return describe(database, sites, say);
  const rows = createRows(parts);
  for (const { clientKey: site, links } of sites) {
    const whose = { clientKey: site, ...(instanceUrl === undefined ? {} : { instanceUrl }) };
    const details = { accounts: String(links), ...(instanceUrl === undefined ? {} : { url: instanceUrl }) };
    const note = { clientKey: site, action: 'links-ended', details } as const;
    const ended = await endAll({ ...parts, ...rows, revokeSoon: () => undefined }, whose, (transaction) => parts.audit.write(note, transaction));
    say(`${await nameOf(database, site)}: ${count(ended, 'link', 'links')} ended.`);
  }
  await rows.revocations.revokeNow(AbortSignal.timeout(revokeMs));
  const waiting = await rows.revocations.countWaiting();
  say(waiting === 0 ? 'GitLab has revoked all tokens.' : `${count(waiting, 'token waits', 'tokens wait')} to be revoked at GitLab (of all sites): the app goes on asking it, for seven days; npm run jobs shows what it does not take then.`);
  return 0;
}

async function describe(database: Database, sites: readonly SiteLinks[], say: Say): Promise<number> {
  for (const { clientKey, links, attempts } of sites) say(`${await nameOf(database, clientKey)}: ${count(links, 'link', 'links')}, ${count(attempts, 'attempt', 'attempts')} to link.`);
  say('Nothing was ended. Add --yes to end these: people then connect their accounts anew, and until then see what somebody without a link sees.');
  return 1;
}

/** Undefined for all sites. */
async function findClientKey(database: Database, { site, clientKey }: RevokeWanted): Promise<string | undefined> {
  if (site === undefined) return clientKey;
  const [found, ...others] = await findSites(database, { site });
  if (!found) throw new Refused('No such site is known.');
  if (others.length > 0) throw new Refused(`Several are known by that address. Name one by --client-key:\n${[found, ...others].map((one) => `  ${describeSite(one)}`).join('\n')}`);
  return found.clientKey;
}

async function nameOf(database: Database, clientKey: string): Promise<string> {
  const [site] = await findSites(database, { clientKey });
  return site ? describeSite(site) : `client key ${clientKey}`;
}

const describeSite = ({ baseUrl, clientKey }: KnownSite) => `${baseUrl} (client key ${clientKey})`;
