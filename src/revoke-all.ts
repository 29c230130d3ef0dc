import { createLogger } from './logger.js';
import { runCommand } from './operate/command.js';
import { refuseMissing } from './operate/missing.js';
import { readRevokeArguments, revokeAll } from './operate/revoke-all.js';
import { whileRevoking } from './operate/revoking.js';
import { ROOT } from './root.js';
import { loadSettings } from './settings.js';
import { openDatabase } from './storage/database.js';
import { refuseElsewhere } from './storage/home.js';

/** `npm run revoke-all`: for when tokens may have got into wrong hands. */
runCommand(async (say) => {
  const wanted = readRevokeArguments(process.argv.slice(2));
  const settings = loadSettings(process.env, ROOT);
  refuseMissing(settings);
  const database = await openDatabase({ settings, logger: createLogger('silent'), before: refuseElsewhere(settings) });
  try {
    return await whileRevoking(settings, database, (parts) => revokeAll(parts, wanted, say));
  } finally {
    await database.close();
  }
}, 'The links could not be ended.');
