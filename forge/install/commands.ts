import type { InstallOptions } from './options.js';

/** The Forge CLI's commands, without `forge` itself: https://developer.atlassian.com/platform/forge/cli-reference/ */
export const commands = {
  whoAmI: () => ['whoami'],

  register: ({ name, developerSpace, yes }: Pick<InstallOptions, 'name' | 'developerSpace' | 'yes'>) => [
    ...['register', name],
    ...(developerSpace === undefined ? [] : ['--developer-space-id', developerSpace]),
    ...(yes ? ['--accept-terms'] : []),
  ],

  deploy: ({ environment, yes }: Pick<InstallOptions, 'environment' | 'yes'>) => ['deploy', '--environment', environment, ...(yes ? ['--non-interactive'] : [])],

  listInstallations: () => ['install', 'list', '--json'],

  install: ({ environment, site, yes }: Pick<InstallOptions, 'environment' | 'site' | 'yes'>, isThere: boolean) => [
    ...['install', '--environment', environment, '--site', site, '--product', 'Confluence'],
    ...(isThere ? ['--upgrade'] : []),
    ...(yes ? ['--non-interactive', '--confirm-scopes'] : []),
  ],
} as const;

/** As one types it into a shell. */
export function asTyped(args: readonly string[]): string {
  return ['forge', ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
