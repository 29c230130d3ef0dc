// What `npm start` and a container run, as `dist/server.js`: the server as a child process that is started again when it breaks.
import { join } from 'node:path';
import { createLogger } from './logger.js';
import { ROOT } from './root.js';
import { isLogLevel, withEnvFile } from './settings.js';
import { supervise } from './supervisor.js';

const { LOG_LEVEL: level = '' } = withEnvFile(process.env, ROOT);
const supervisor = supervise({ file: join(import.meta.dirname, 'server.js'), logger: createLogger(isLogLevel(level) ? level : 'info') });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => supervisor.stop(signal));
process.exit(await supervisor.ended);
