import { QueryTypes } from 'sequelize';
import { KINDS } from '../../src/queue/kinds.js';
import type { TestDatabase } from './databases.js';
import { asOperator } from './rows.js';

async function run({ database, dialect, settings }: TestDatabase, sqlite: string, postgres: string): Promise<void> {
  const operator = asOperator(database);
  // Each suite's user has a schema of its name.
  const schema = settings.dialect === 'postgres' ? `${new URL(settings.url).username}_jobs` : '';
  const [found] = dialect === 'sqlite' ? [{ there: 'jobs' }] : await operator.query<{ there: string | null }>(`SELECT to_regclass('${schema}.job') AS there`, { type: QueryTypes.SELECT });
  if (found?.there) await operator.query(dialect === 'sqlite' ? sqlite : postgres.replaceAll('JOB', `${schema}.job`));
}

/** As if all jobs that wait had waited long enough. */
export function bringForward(on: TestDatabase): Promise<void> {
  return run(on, "UPDATE jobs SET due_at = 0 WHERE state = 'waiting'", "UPDATE JOB SET start_after = now() - interval '1 second' WHERE state < 'active'");
}

/** As if what runs had been begun an hour ago. */
export function letTimeLimitsPass(on: TestDatabase): Promise<void> {
  return run(on, "UPDATE jobs SET running_until = 0 WHERE state = 'running'", "UPDATE JOB SET started_on = now() - interval '1 hour' WHERE state = 'active'");
}

/** As if the span of each recurring kind had ended. */
export function endTurns(on: TestDatabase): Promise<void> {
  return run(on, 'UPDATE jobs SET turn = turn - 1 WHERE turn IS NOT NULL', "UPDATE JOB SET singleton_on = singleton_on - interval '1 day' WHERE singleton_on IS NOT NULL");
}

/** As if dead jobs had died two months ago. */
export function letDeadGrowOld(on: TestDatabase): Promise<void> {
  return run(on, "UPDATE jobs SET ended_at = ended_at - 5184000000 WHERE state = 'dead'", "UPDATE JOB SET completed_on = completed_on - interval '60 days' WHERE state = 'failed'");
}

export function removeJobs(on: TestDatabase): Promise<void> {
  return run(on, 'DELETE FROM jobs', 'DELETE FROM JOB');
}

/** As if each job that waits had one try left. */
export function spendTries(on: TestDatabase): Promise<void> {
  const tries = KINDS['revoke-token'].tries - 1;
  return run(on, `UPDATE jobs SET tries = ${tries} WHERE state = 'waiting'`, "UPDATE JOB SET retry_count = retry_limit WHERE state < 'active'");
}
