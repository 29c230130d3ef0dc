import { adopt, readAdoptArguments } from './operate/adopt.js';
import { runCommand } from './operate/command.js';
import { ROOT } from './root.js';
import { loadSettings } from './settings.js';
import { openAsItIs } from './storage/database.js';

/** `npm run adopt-database`: for a copy of a database that is to serve elsewhere, or an app that has moved. */
runCommand(async (say) => {
  const wanted = readAdoptArguments(process.argv.slice(2));
  const settings = loadSettings(process.env, ROOT);
  const database = await openAsItIs(settings);
  try {
    return await adopt(database, settings, wanted, say);
  } finally {
    await database.close();
  }
}, 'The database could not be adopted.');
