import { existsSync } from 'node:fs';
import type { Settings } from '../settings.js';
import { Refused } from './command.js';

/** For commands about an installation that is there: SQLite would make an empty database, of which all is well. @throws Refused */
export function refuseMissing({ database }: Pick<Settings, 'database'>): void {
  if (database.dialect === 'sqlite' && !existsSync(database.path)) throw new Refused(`There is no database at ${database.path}. Is this the app's own folder, with its settings?`);
}
