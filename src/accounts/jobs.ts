import { z } from 'zod';
import { KEEPING } from '../keeping.js';
import type { Queue } from '../queue/queue.js';
import type { Flows } from './flows.js';
import type { PersonalData } from './personal-data.js';
import type { Recents } from './recents.js';
import type { Revocations } from './revocations.js';
import type { Unused } from './unused.js';

export interface AccountJobsParts {
  readonly revocations: Pick<Revocations, 'revoke' | 'handOver' | 'forgetOld'>;
  readonly flows: Pick<Flows, 'sweep'>;
  readonly unused: Unused;
  readonly personalData: PersonalData;
  readonly recents: Pick<Recents, 'forget'>;
  readonly revokeSoon: () => void;
  readonly clock: () => number;
}

const DAY_MS = 86_400_000;
const Revocation = z.object({ id: z.string() });

/** What this feature does in the background. */
export function handleAccountJobs(queue: Pick<Queue, 'handle'>, { revocations, flows, unused, personalData, recents, revokeSoon, clock }: AccountJobsParts): void {
  queue.handle('revoke-token', (data, signal) => revocations.revoke(Revocation.parse(data).id, signal));
  queue.handle('hand-over-revocations', (_data, signal) => revocations.handOver(signal));
  queue.handle('forget-old-revocations', revocations.forgetOld);
  queue.handle('end-old-attempts', async () => {
    await flows.sweep();
    revokeSoon();
  });
  queue.handle('end-unused-links', async (_data, signal) => {
    if ((await unused.endUnused(signal)) > 0) revokeSoon();
  });
  queue.handle('report-personal-data', (_data, signal) => personalData.runDue(signal));
  queue.handle('forget-old-recents', () => recents.forget(new Date(clock() - KEEPING.recentDays * DAY_MS)));
}
