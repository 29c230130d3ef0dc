import { ROOT } from './root.js';
import { createLogger } from './logger.js';
import { Refused } from './operate/command.js';
import { refuseMissing } from './operate/missing.js';
import type { DeadJob, Depth } from './queue/jobs.js';
import { createQueue, type Queue } from './queue/queue.js';
import { loadSettings } from './settings.js';
import { openDatabase } from './storage/database.js';
import { refuseElsewhere } from './storage/home.js';

const USAGE = `Shows the work in the background, and what of it has failed for the last time:
  npm run jobs
Has that tried again, one job or all:
  npm run jobs -- replay ID
  npm run jobs -- replay all`;

/** `npm run jobs`: safe while the app serves, which does what is replayed here. */
async function main(): Promise<void> {
  const replay = readArguments(process.argv.slice(2));
  const settings = loadSettings(process.env, ROOT);
  refuseMissing(settings);
  const logger = createLogger('silent');
  const database = await openDatabase({ settings, logger, before: refuseElsewhere(settings) });
  try {
    const queue = createQueue({ database, logger });
    await (replay === undefined ? show(queue) : replayJobs(queue, replay));
  } finally {
    await database.close();
  }
}

/** The job to be replayed, `all`, or undefined where nothing is to be. */
function readArguments([command, id, ...others]: string[]): string | undefined {
  if (command === undefined) return undefined;
  if (command !== 'replay') throw new Refused(`There is no "${command}" to be done.\n\n${USAGE}`);
  if (!id || others.length > 0) throw new Refused(USAGE);
  return id;
}

async function show(queue: Queue): Promise<void> {
  const [depths, dead] = [await queue.depth(), await queue.dead()];
  for (const [kind, depth] of Object.entries(depths)) console.log(`${kind}: ${describeDepth(depth)}`);
  if (dead.length === 0) return console.log('\nNothing has failed for the last time.');
  console.log('\nFailed for the last time (npm run jobs -- replay ID, or replay all):');
  for (const job of dead) console.log(describeJob(job));
}

const describeDepth = ({ waiting, running, dead }: Depth) => `${waiting} waiting, ${running} running, ${dead} failed`;

function describeJob({ id, kind, data, tries, error, since }: DeadJob): string {
  const about = Object.entries(data).map(([name, value]) => ` ${name}=${value}`).join('');
  return `  ${id} ${kind}${about}: ${tries} ${tries === 1 ? 'try' : 'tries'}, since ${since.toISOString()}: ${error}`;
}

async function replayJobs(queue: Queue, id: string): Promise<void> {
  const count = await queue.replay(id);
  if (count === 0 && id !== 'all') throw new Refused(`No job ${id} has failed for the last time.`);
  console.log(`${count} ${count === 1 ? 'job is' : 'jobs are'} tried again by the app.`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : 'The work in the background could not be shown.');
    process.exit(1);
  },
);
