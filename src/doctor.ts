import { readOptions, runCommand } from './operate/command.js';
import { runDoctor } from './operate/doctor/doctor.js';
import { ROOT } from './root.js';

const USAGE = 'npm run doctor   looks at settings, database, Redis, keys, GitLab, clock and base URL, and says what to do; it takes no arguments';

/** `npm run doctor`: changes nothing. The exit code is 1 where there is a problem. */
runCommand(async (say) => {
  readOptions(process.argv.slice(2), {}, USAGE);
  return runDoctor({ environment: process.env, root: ROOT }, say);
}, 'It could not be looked at.');
