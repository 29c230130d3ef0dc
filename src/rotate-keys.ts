import { ROOT } from './root.js';
import { SEALED_COLUMNS } from './sealed-columns.js';
import { loadSettings } from './settings.js';
import { openAsItIs } from './storage/database.js';
import { requireHome } from './storage/home.js';
import { findWrongKeys } from './storage/key-check.js';
import { resealColumns } from './storage/rotation.js';
import { createSealer } from './storage/sealing.js';

/** `npm run rotate-keys`: seals anew, with the first key of ENCRYPTION_KEYS, whatever an older one has sealed. Safe while the app serves. */
async function main(): Promise<number> {
  const settings = loadSettings(process.env, ROOT);
  // What is sealed with a copy's key is lost for the original, so nothing is touched before it is known whose the database is.
  const database = await openAsItIs(settings);
  try {
    await requireHome(database, settings);
    const sealer = createSealer(settings.encryptionKeys);
    const wrong = await findWrongKeys(database, sealer, SEALED_COLUMNS);
    // What other keys have sealed is named row by row below.
    for (const id of wrong.filter((key) => key === settings.encryptionKeys[0].id)) console.error(`Nothing that is sealed with the key "${id}" opens: ENCRYPTION_KEYS lacks it, or holds another key under its name.`);
    const { resealed, failures } = await resealColumns(database, sealer, SEALED_COLUMNS);
    console.log(`${resealed} ${resealed === 1 ? 'secret' : 'secrets'} sealed anew with the key "${settings.encryptionKeys[0].id}".`);
    for (const failure of failures) console.error(`Not sealed anew: ${failure}`);
    return failures.length + wrong.length > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : 'The keys could not be rotated.');
    process.exit(1);
  },
);
