import { backUp, readBackupArguments } from './operate/backup.js';
import { runCommand } from './operate/command.js';
import { refuseMissing } from './operate/missing.js';
import { ROOT } from './root.js';
import { loadSettings } from './settings.js';

/** `npm run backup`: safe while the app serves. */
runCommand(async (say) => {
  const file = readBackupArguments(process.argv.slice(2));
  const settings = loadSettings(process.env, ROOT);
  refuseMissing(settings);
  await backUp(settings, file);
  say(`The database is in ${file}. Keep it as safe as the original, and ENCRYPTION_KEYS elsewhere: neither is of use without the other.`);
  return 0;
}, 'The database could not be written.');
