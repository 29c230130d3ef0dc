import { withEnvFile, type Settings } from '../../src/settings.js';
import { SettingsReader, type Environment } from '../../src/settings-reader.js';
import { parseForgeAppId } from '../../src/settings-values.js';
import { AskedError, readArguments } from '../arguments.js';
import { PROFILES, type Profile } from './manifest.js';

/** The settings that the descriptor is made of. */
export type DescriptorSettings = Pick<Settings, 'baseUrl' | 'gitlab' | 'autoconvertUrls'>;

/** What to make a Forge app from, and where to put it. */
export interface Asked {
  readonly profile: Profile;
  /** As Atlassian writes it: `ari:cloud:ecosystem::app/…`. */
  readonly appId: string;
  readonly settings: DescriptorSettings;
  /** The folder of the generated app, relative to the project's or absolute. */
  readonly out: string;
}

export const DEFAULT_OUT = 'forge-app';
const TEXT = { type: 'string' } as const;
const USAGE = `npm run forge:manifest -- --profile ${PROFILES.join('|')} [--app-id ID] [--base-url URL] [--out ${DEFAULT_OUT}]`;

/**
 * Reads `--profile`, `--app-id`, `--base-url` and `--out`; what is not given comes from the settings of the server in `root`.
 * @throws AskedError
 */
export function readAsked(args: readonly string[], environment: Environment, root: string): Asked {
  const { profile, 'app-id': appId, 'base-url': baseUrl, out } = readArguments(args, { profile: TEXT, 'app-id': TEXT, 'base-url': TEXT, out: TEXT }, USAGE);
  const given = withEnvFile(environment, root);
  const problems: string[] = [];
  const chosen = PROFILES.find((name) => name === profile);
  if (!chosen) problems.push(`--profile must be ${PROFILES.join(' or ')}.`);
  const id = readAppId(appId ?? given.AC_APP_ID?.trim(), problems);
  const settings = readDescriptorSettings(given, baseUrl, root, problems);
  if (!chosen || !id || !settings || problems.length > 0) throw new AskedError(problems);
  return { profile: chosen, appId: id, settings, out: out ?? DEFAULT_OUT };
}

/** What the descriptor is made of, for a server that Forge can reach, with `--base-url` where that is given; undefined where a problem was added. */
export function readDescriptorSettings(environment: Environment, baseUrl: string | undefined, root: string, problems: string[]): DescriptorSettings | undefined {
  const given: Environment = { ...environment, ...(baseUrl === undefined ? {} : { AC_LOCAL_BASE_URL: baseUrl }) };
  const reader = new SettingsReader(given, root);
  const before = problems.length;
  const base = reader.baseUrl('production', 0);
  const gitlab = reader.gitlab();
  const autoconvertUrls = reader.list('AUTOCONVERT_URLS').flatMap((text) => reader.gitlabUrl('AUTOCONVERT_URLS', text) ?? []);
  if (!given.AC_LOCAL_BASE_URL?.trim()) problems.push('The base URL is missing: give --base-url, or set AC_LOCAL_BASE_URL. It is the https URL under which the server is reached.');
  else if (reader.problems.length > 0) problems.push(...reader.problems.map((problem) => (baseUrl === undefined ? problem : problem.replace(/^AC_LOCAL_BASE_URL /, '--base-url '))));
  else if (base.loopback) problems.push(`${base.url} is this machine, which Forge can't reach: give the server's public https URL as --base-url, or set AC_LOCAL_BASE_URL.`);
  return problems.length > before ? undefined : { baseUrl: base.url, gitlab, autoconvertUrls };
}

/** The id as Atlassian writes it, also where only its last part is given; undefined where a problem was added. */
export function readAppId(text: string | undefined, problems: string[]): string | undefined {
  if (!text) problems.push('The app id is missing: give --app-id, or set AC_APP_ID. `npm run forge:install` registers the app and keeps its id.');
  const id = text ? parseForgeAppId(text) : undefined;
  if (text && !id) problems.push('The app id must look like ari:cloud:ecosystem::app/11111111-2222-4333-8444-555555555555.');
  return id;
}
