import { resolve } from 'node:path';
import { withEnvFile } from '../../src/settings.js';
import type { Environment } from '../../src/settings-reader.js';
import { AskedError } from '../arguments.js';
import { readDescriptorSettings } from '../manifest/asked.js';
import { makeApp } from '../manifest/make-app.js';
import { commands } from './commands.js';
import { createForgeCli, ForgeError, type ForgeCli } from './forge-cli.js';
import { isInstalled } from './installed.js';
import { findAppId, keepAppId, markRegistering, readRegisteredId, UNREGISTERED } from './kept-app.js';
import { readOptions, type InstallOptions } from './options.js';
import { planOf } from './plan.js';
import { checkLogin, checkNode } from './ready.js';

export interface InstallParts {
  readonly args: readonly string[];
  readonly environment: Environment;
  /** Of the project. */
  readonly root: string;
  /** `process.versions.node`. */
  readonly nodeVersion: string;
  readonly say: (line: string) => void;
  /** Whether the Forge CLI's words and questions reach the person. */
  readonly sight: 'inherit' | 'ignore';
}

/**
 * Registers the Forge app, once, makes its manifest, deploys it, and installs it on a site or brings the one there up to date. A step
 * that fails leaves the ones before it done; the same command goes on from there. @throws AskedError, ForgeError
 */
export async function install(parts: InstallParts): Promise<void> {
  const { root, say } = parts;
  const options = readOptions(parts.args);
  const environment = withEnvFile(parts.environment, root);
  const problems: string[] = [];
  const settings = readDescriptorSettings(environment, options.baseUrl, root, problems);
  const found = findAppId(root, options.appId, environment.AC_APP_ID, problems);
  if (!settings || problems.length > 0) throw new AskedError(problems);
  const folder = resolve(root, options.out);
  const make = (appId: string) => makeApp({ profile: options.profile, appId, settings, out: options.out }, root);
  const known = found ?? readRegisteredId(folder);
  if (options.dryRun) return say([`Nothing is run. In ${options.out}/ it would be:`, ...planOf(options, known, settings.baseUrl)].join('\n'));

  checkNode(parts.nodeVersion);
  const forge = createForgeCli(parts.environment, parts.sight);
  await checkLogin(forge, root);
  const appId = known ?? (await register(forge, options, folder, make));
  keepAppId(root, appId);
  make(appId);
  await forge.run(commands.deploy(options), folder, 'Nothing on the site has changed. Run this again when it is mended.');
  const isThere = await isInstalled(forge, options, folder);
  await forge.run(commands.install(options, isThere), folder, 'The app is deployed but not on the site yet. Run this again when it is mended; an administrator of the site may also use the installation link of Atlassian\'s developer console.');
  say(`${isThere ? 'Brought up to date' : 'Installed'} on ${options.site}: profile ${options.profile}, app ${appId}, server ${settings.baseUrl}.`);
  if (environment.AC_APP_ID === undefined) say(`Set AC_APP_ID=${appId} on the server and start it anew, so that it accepts what Forge signs for this app.`);
}

async function register(forge: ForgeCli, options: InstallOptions, folder: string, make: (appId: string) => string): Promise<string> {
  make(UNREGISTERED);
  markRegistering(folder);
  await forge.run(commands.register(options), folder, 'No app was registered. Run this again when it is mended.');
  const appId = readRegisteredId(folder);
  if (appId === undefined) throw new ForgeError(`forge register wrote no app id into ${folder}/manifest.yml: look the app up in Atlassian's developer console and give its id as --app-id.`);
  return appId;
}
