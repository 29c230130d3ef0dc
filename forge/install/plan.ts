import { asTyped, commands } from './commands.js';
import { KEPT_FILE } from './kept-app.js';
import type { InstallOptions } from './options.js';

/** What would be done, one step a line or two, with every command as one types it. */
export function planOf(options: InstallOptions, appId: string | undefined, baseUrl: string): readonly string[] {
  const steps = [
    ['See who is logged in', asTyped(commands.whoAmI())],
    ...(appId === undefined ? [[`Register the app and keep its id in ${KEPT_FILE}`, asTyped(commands.register(options))]] : []),
    [`Write ${options.out}/manifest.yml: profile ${options.profile}, ${appId ?? 'the id that it was registered with'}, server ${baseUrl}`],
    ['Deploy it', asTyped(commands.deploy(options))],
    ['See whether it is installed', asTyped(commands.listInstallations())],
    ['Install it', asTyped(commands.install(options, false)), `or, where it is installed: ${asTyped(commands.install(options, true))}`],
  ];
  return steps.map(([what, ...lines], index) => [`${index + 1}. ${what}`, ...lines.map((line) => `   ${line}`)].join('\n'));
}
