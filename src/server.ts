import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import { createLogger, type Logger } from './logger.js';
import { loadSettings, SettingsError, type Settings } from './settings.js';
import { openDatabase } from './storage/database.js';

/** The folder that holds `package.json`, `.env` and `data/`; this file is `dist/src/server.js`. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const DRAIN_MS = 10_000;

export interface RunningServer {
  readonly port: number;
  /** Takes no new connection, lets requests under way finish for 10 s at most, then closes everything. */
  stop(): Promise<void>;
}

/** Opens the database, migrates it and serves until `stop`. */
export async function serve(settings: Settings, logger: Logger): Promise<RunningServer> {
  const database = await openDatabase({ settings, logger });
  const app = createApp({ settings, logger, database, assetsFolder: join(ROOT, 'dist/public') });
  const server = createServer({ requestTimeout: 8_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 32 * 1024 }, app.express);
  const port = await listen(server, settings.port);
  logger.info({ port, baseUrl: settings.baseUrl, gitlab: settings.gitlab.url, database: settings.database.dialect }, 'listening');
  return {
    port,
    async stop() {
      await drain(server);
      await app.close();
      await database.close();
      logger.info('stopped');
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function main(): Promise<void> {
  const settings = readSettings();
  const logger = createLogger(settings.logLevel);
  const fail = (what: string) => (error: unknown) => {
    logger.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', fail('uncaught exception'));
  process.on('unhandledRejection', fail('unhandled rejection'));
  const running = await serve(settings, logger);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void running.stop().then(() => process.exit(0), fail('could not stop cleanly')));
  }
}

function readSettings(): Settings {
  try {
    return loadSettings(process.env, ROOT);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : 'The server could not start.');
    process.exit(1);
  });
}
