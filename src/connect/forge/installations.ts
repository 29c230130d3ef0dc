import type { Database } from '../../storage/database.js';
import { within } from '../../storage/deadline.js';
import type { Invalidation } from '../../storage/invalidation.js';
import { createRemembered } from '../../storage/remembered.js';
import { forgetInstallations, readInstallation, type Standing } from './installations-table.js';

/** Which tenant each Forge installation belongs to: each to one, and each tenant has one at most. */
export interface Installations {
  /** 2 s old at most. */
  find(installationId: string): Promise<Standing | undefined>;
  /** Forgets those that have ended a day ago: Forge has long stopped to sign for them. */
  forgetEnded(): Promise<void>;
  /** To be called after each commit that changed one. */
  changed(installationId: string): void;
}

const TOPIC = 'forge-installation';
/** Every caller waits for this first, so a database that hangs is told of soon. */
const ANSWER_MS = 1_200;
const FORGET_MS = 24 * 3_600_000;

export function createInstallations({ database, invalidation, clock }: { database: Database; invalidation: Invalidation; clock: () => number }): Installations {
  const remembered = createRemembered<{ readonly standing: Standing }>(TOPIC, invalidation, clock);

  async function read(installationId: string) {
    // Whose it is is what is asked.
    const standing = await within(ANSWER_MS, database.ofAllTenants.read((transaction) => readInstallation(database, installationId, transaction)));
    return standing && { standing };
  }

  return {
    find: async (installationId) => (await remembered.find(installationId, () => read(installationId)))?.standing,
    forgetEnded: () => forgetInstallations(database, new Date(clock() - FORGET_MS)),
    changed: remembered.changed,
  };
}
