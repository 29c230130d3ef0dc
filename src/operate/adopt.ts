import type { Transaction } from 'sequelize';
import { abandonTokens, countTokens, type HeldTokens } from '../accounts/abandon.js';
import { createLogger } from '../logger.js';
import type { Settings } from '../settings.js';
import { bringUpToDate, type Database } from '../storage/database.js';
import { readAnyHome, writeHome } from '../storage/home.js';
import { readPending } from '../storage/migrate.js';
import { MIGRATIONS } from '../storage/migrations/index.js';
import { count, readOptions, Refused, type Say } from './command.js';
import { countOtherSessions } from './sessions.js';

const USAGE = `Has this database served at AC_LOCAL_BASE_URL from now on. Stop the app here first.
  npm run adopt-database                    says what would be done to a copy of another app's database
  npm run adopt-database -- --yes           does it: people link their accounts anew, and GitLab is told nothing
  npm run adopt-database -- --moved [--yes] the same where the app itself has moved and runs nowhere else any more: links stay
With --yes the database is brought up to date first, as by a start.`;

export interface AdoptWanted {
  readonly yes: boolean;
  readonly moved: boolean;
}

/** @throws Refused for wrong arguments */
export function readAdoptArguments(args: readonly string[]): AdoptWanted {
  return readOptions(args, { yes: { type: 'boolean', default: false }, moved: { type: 'boolean', default: false } }, USAGE);
}

/**
 * Resolves to the exit code: 0 where the database is served here now, 1 where it is not yet. Without `yes` nothing is changed.
 * @throws Refused
 */
export async function adopt(database: Database, { baseUrl }: Pick<Settings, 'baseUrl'>, { yes, moved }: AdoptWanted, say: Say): Promise<number> {
  const home = await readAnyHome(database);
  const pending = await readPending(database, MIGRATIONS);
  if (pending.length === MIGRATIONS.length) throw new Refused('This database is empty, so there is nothing to adopt: check DATABASE_URL. An app that is started on it takes it as its own.');
  if (home?.baseUrl === baseUrl) {
    say(`This database is served at ${baseUrl} already, since ${home.since.toISOString()}: nothing was changed.`);
    return 0;
  }
  const held = await countTokens(database);
  say(`From: ${home ? `${home.baseUrl}, since ${home.since.toISOString()}` : 'not yet served anywhere'}\nTo:   ${baseUrl}`);
  for (const line of moved ? plansOfMove(held) : plansOfCopy(held)) say(`- ${line}`);
  if (pending.length > 0) say(`- The database is brought up to date: ${count(pending.length, 'migration', 'migrations')}.`);
  if (!yes) {
    say(`Nothing was changed. Add --yes to do it: npm run adopt-database -- ${moved ? '--moved ' : ''}--yes`);
    return 1;
  }
  await refuseAtWork(database);
  await bringUpToDate(database, { logger: createLogger('silent') });
  await database.ofAllTenants.write(async (transaction) => {
    // An app that is started meanwhile is one of the sessions, or waits to read whose the database is until this is written.
    if (database.dialect === 'postgres') await database.sequelize.query('LOCK TABLE home', { transaction });
    await refuseAtWork(database, transaction);
    if (!moved) await abandonTokens(database, transaction);
    await writeHome(database, { baseUrl, since: new Date() }, transaction);
  });
  say('Done. The app can be started here.');
  return 0;
}

async function refuseAtWork(database: Database, transaction?: Transaction): Promise<void> {
  const others = await countOtherSessions(database, transaction);
  if (others > 0) throw new Refused(`Nothing was adopted: the app is at work on this database, with ${count(others, 'connection', 'connections')}. End it first; if it is production, this is not a copy, and DATABASE_URL is wrong.`);
}

function plansOfCopy({ links, attempts, revocations }: HeldTokens): readonly string[] {
  return [
    `${count(links, 'link to a GitLab account is', 'links to GitLab accounts are')} forgotten here: their owners are asked to reconnect. GitLab revokes nothing, since the tokens are the original's.`,
    `${count(attempts, 'attempt', 'attempts')} to link and ${count(revocations, 'token', 'tokens')} that waited to be revoked are dropped here: the original sees to its own.`,
    'Sites, settings, policies, shared tokens and the audit log stay as they are.',
  ];
}

function plansOfMove({ links }: HeldTokens): readonly string[] {
  return [
    `${count(links, 'link to a GitLab account stays', 'links to GitLab accounts stay')} in use here.`,
    'An app that still runs on another copy of this database kills these links, and this one kills its: stop it for good first.',
    'Register <base URL>/oauth/callback of the new base URL at the OAuth application of each GitLab, and have each site install the app anew.',
  ];
}
