import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import { createAssumptions } from './assumptions/assumptions.js';
import { readRecord } from './assumptions/record.js';
import { CAN_NOT_START } from './exit-codes.js';
import { createListener, type Listener } from './http/listener.js';
import { createLogger, type Logger } from './logger.js';
import { warmUp } from './macros/content/warm-up.js';
import { createLanguages } from './words/languages.js';
import { reasonOf } from './reason.js';
import { ROOT } from './root.js';
import { SEALED_COLUMNS } from './sealed-columns.js';
import { loadSettings, SettingsError, type Settings } from './settings.js';
import { openDatabase, type Database } from './storage/database.js';
import { claimHome, ElsewhereError, refuseElsewhere } from './storage/home.js';
import { findWrongKeys } from './storage/key-check.js';
import { createSealer } from './storage/sealing.js';
import { metricsPage } from './telemetry/metrics-page.js';
import { openTelemetry } from './telemetry/open.js';

const FILE = fileURLToPath(import.meta.url);
const DRAIN_MS = 10_000;

export interface RunningServer {
  readonly port: number;
  /** Takes no new connection, lets requests under way finish for 10 s at most, then closes everything. */
  stop(): Promise<void>;
}

/** The server can't serve here and now; the message says what to do about it and holds no secret. */
export class StartError extends Error {}

/** Opens the database, migrates it and serves until `stop`. @throws StartError */
export async function serve(settings: Settings, logger: Logger): Promise<RunningServer> {
  const database = await openDatabase({ settings, logger, before: refuseElsewhere(settings) }).catch((error: unknown) => {
    if (error instanceof ElsewhereError) throw new StartError(error.message, { cause: error });
    throw new StartError(`The database that DATABASE_URL names can't be used: ${reasonOf(error)}`, { cause: error });
  });
  await checkHome(settings, database);
  await checkKeys(settings, database);
  const { record, problem } = readRecord(ROOT);
  if (problem !== undefined) logger.warn({ problem }, 'what live checks have found can not be read');
  const telemetry = await openTelemetry(settings, logger);
  let isStopping = false;
  const app = createApp({ settings, logger, database, telemetry, assetsFolder: join(ROOT, 'dist/public'), assumptions: createAssumptions(record), isStopping: () => isStopping });
  const listener = createListener(app.express, logger, telemetry);
  const reading = telemetry.readable && createListener(metricsPage(telemetry.readable, logger), logger);
  const close = async () => {
    await app.close();
    await database.close();
    await telemetry.tracing.close();
  };
  try {
    if (reading && settings.metricsPort !== undefined) await listenTo(reading, settings.metricsPort, 'METRICS_PORT');
    const port = await listenTo(listener, settings.port, 'PORT');
    logger.info({ pid: process.pid, port, metricsPort: settings.metricsPort, baseUrl: settings.baseUrl, gitlab: settings.gitlab.url, database: settings.database.dialect }, 'listening');
    void warmUp(createLanguages().wordsFor({}));
    return {
      port,
      async stop() {
        isStopping = true;
        // Whoever starts in the place of this process wants both ports.
        void reading?.drain(0);
        await listener.drain(DRAIN_MS);
        await close();
        logger.info('stopped');
      },
    };
  } catch (error) {
    await reading?.drain(0);
    await close();
    throw error;
  }
}

/** A copy of a database whose app goes on elsewhere would use up the refresh tokens that both hold. */
async function checkHome(settings: Settings, database: Database): Promise<void> {
  try {
    await claimHome(database, settings, new Date());
  } catch (error) {
    await database.close();
    throw error instanceof ElsewhereError ? new StartError(error.message, { cause: error }) : error;
  }
}

/** The port, also where 0 asked for any. @throws StartError */
async function listenTo(listener: Listener, port: number, setting: string): Promise<number> {
  return listener.listen(port).catch((error: unknown) => {
    throw new StartError(portProblem(error, port, setting), { cause: error });
  });
}

/** With keys that don't open what is stored every request would fail, and what is written meanwhile could be lost on the way back. */
async function checkKeys({ encryptionKeys }: Settings, database: Database): Promise<void> {
  const wrong = await findWrongKeys(database, createSealer(encryptionKeys), SEALED_COLUMNS);
  if (wrong.length === 0) return;
  await database.close();
  const names = wrong.map((id) => `"${id}"`).join(', ');
  throw new StartError(`ENCRYPTION_KEYS doesn't open what is stored with the key ${names}: it is missing, or another key has its name. Put it back behind the first, and remove it only after npm run rotate-keys.`);
}

function portProblem(error: unknown, port: number, setting: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another process: stop that one, or set ${setting} to another.`;
  if (code === 'EACCES') return `This user may not listen on port ${port}: set ${setting} to one above 1023.`;
  return `The server can't listen on port ${port}: ${reasonOf(error)}`;
}

async function main(): Promise<void> {
  const settings = loadSettings(process.env, ROOT);
  const logger = createLogger(settings.logLevel);
  const fail = (what: string) => (error: unknown) => {
    logger.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', fail('uncaught exception'));
  process.on('unhandledRejection', fail('unhandled rejection'));
  const starting = serve(settings, logger);
  let stopping: Promise<void> | undefined;
  // Ctrl+C under npm arrives twice, from the terminal and from npm: the second must not cut what the first lets finish.
  const stop = () => {
    stopping ??= starting.then((running) => running.stop()).then(() => process.exit(0), fail('could not stop cleanly'));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  if (process.send) {
    // A server whose supervisor was killed would hold the port against the next.
    process.on('disconnect', stop);
    if (!process.connected) stop();
  }
  await starting;
  if (process.connected) process.send?.('listening');
}

/** What the process ends with, once it has said why. */
function sayWhy(error: unknown): number {
  const expected = error instanceof StartError || error instanceof SettingsError;
  console.error(expected || !(error instanceof Error) ? reasonOf(error) : error.stack);
  return expected && process.send ? CAN_NOT_START : 1;
}

// The path that was given may lead through a symbolic link, as /tmp does on macOS.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(FILE)) {
  main().catch((error: unknown) => {
    process.exit(sayWhy(error));
  });
}
