import { AskedError, readArguments } from '../arguments.js';
import { DEFAULT_OUT } from '../manifest/asked.js';
import { PROFILES, type Profile } from '../manifest/manifest.js';

/** What `npm run forge:install` was asked for. */
export interface InstallOptions {
  /** Host of the Confluence site: `example.atlassian.net`. */
  readonly site: string;
  /** Of the Forge app: production, staging, development or one of the developer's own. */
  readonly environment: string;
  readonly profile: Profile;
  readonly appId: string | undefined;
  readonly baseUrl: string | undefined;
  readonly out: string;
  /** The name that the app is registered under; people see it in Confluence. */
  readonly name: string;
  readonly developerSpace: string | undefined;
  /** Answers what the Forge CLI asks with yes: its terms, and the app's permissions. */
  readonly yes: boolean;
  readonly dryRun: boolean;
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;
/** The options of `npm run forge:install`. */
export const OPTIONS = {
  ...{ site: TEXT, environment: TEXT, profile: TEXT, 'app-id': TEXT, 'base-url': TEXT, out: TEXT, name: TEXT, 'developer-space-id': TEXT },
  ...{ yes: FLAG, 'dry-run': FLAG },
};
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** @throws AskedError with every problem */
export function readOptions(args: readonly string[]): InstallOptions {
  const given = readArguments(args, OPTIONS);
  const problems: string[] = [];
  const site = (given.site ?? '').trim().toLowerCase().replace(/^https:\/\//, '').replace(/\/(?:wiki\/?)?$/, '');
  if (!HOST.test(site)) problems.push('--site must be the address of your Confluence site, such as example.atlassian.net.');
  const environment = given.environment ?? 'production';
  if (!/^[A-Za-z0-9][\w-]*$/.test(environment)) problems.push('--environment must be production, staging, development or the name of an environment of yours.');
  const profile = PROFILES.find((name) => name === (given.profile ?? 'connect'));
  if (!profile) problems.push(`--profile must be ${PROFILES.join(' or ')}.`);
  const name = given.name ?? 'GitLab for Confluence';
  if (!/^[^-\s\p{Cc}][^\p{Cc}]{0,59}$/u.test(name)) problems.push('--name must be 1 to 60 characters and must not begin with a dash.');
  const developerSpace = given['developer-space-id'];
  if (developerSpace !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(developerSpace)) problems.push('--developer-space-id must be the id that Atlassian\'s developer console shows.');
  if (!profile || problems.length > 0) throw new AskedError(problems);
  return { site, environment, profile, appId: given['app-id'], baseUrl: given['base-url'], out: given.out ?? DEFAULT_OUT, name, developerSpace, yes: given.yes ?? false, dryRun: given['dry-run'] ?? false };
}
