import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../logger.js';
import { NO_METRICS, type Metrics } from '../telemetry/metrics.js';
import { refuseBroken } from './broken-requests.js';
import { createTurnedAwayLog } from './turned-away.js';

/**
 * How long a request may take to arrive, and how big its head may be, in milliseconds and bytes. Connections stay open for longer
 * than the minute after which proxies usually drop theirs, so that no proxy sends a request into one that is just being closed.
 * https://nodejs.org/docs/latest-v20.x/api/http.html#httpcreateserveroptions-requestlistener
 */
const LIMITS = { headersTimeout: 5_000, requestTimeout: 8_000, connectionsCheckingInterval: 1_000, keepAliveTimeout: 65_000, maxHeaderSize: 32 * 1024 };
/** Whoever does not read what was answered is left; no answer of ours takes as long. */
const SILENCE_MS = 30_000;
/**
 * Each frame of a page is one short request, and a proxy keeps some hundred connections to an instance at most. So many hold some
 * 100 MB at worst and are far below what a system lets a process open; further ones are closed as they come.
 */
const MOST_CONNECTIONS = 2_000;
/** After so many a proxy connects anew, and so finds instances that were added meanwhile. */
const REQUESTS_A_CONNECTION = 10_000;

export interface Listener {
  /** Resolves to the port, also where 0 asked for any free one. @throws when it can't be had (`EADDRINUSE`, `EACCES`) */
  listen(port: number, host?: string): Promise<number>;
  /** Takes no new connection, lets requests under way finish for `milliseconds` at most, then closes what is left. */
  drain(milliseconds: number): Promise<void>;
}

export interface ListenerOptions {
  readonly metrics?: Pick<Metrics, 'answered' | 'turnedAway'>;
  /** At once. */
  readonly mostConnections?: number;
  /** One after the other; what comes after them is answered 503. */
  readonly requestsAConnection?: number;
}

/** The HTTP server with its limits; whatever they refuse gets an answer of the same shape as everything else. */
export function createListener(handler: RequestListener, logger: Logger, { metrics = NO_METRICS, mostConnections = MOST_CONNECTIONS, requestsAConnection = REQUESTS_A_CONNECTION }: ListenerOptions = {}): Listener {
  const underWay = new Map<Duplex, ServerResponse>();
  const sockets = new Set<Duplex & { readonly bytesRead: number }>();
  let draining = false;

  const server = createServer(LIMITS, (req, res) => {
    underWay.set(req.socket, res);
    res.once('close', () => {
      if (underWay.get(req.socket) === res) underWay.delete(req.socket);
    });
    if (draining) res.setHeader('Connection', 'close');
    handler(req, res);
  });
  server.timeout = SILENCE_MS;
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = requestsAConnection;
  const logTurnedAway = createTurnedAwayLog(logger);
  const turnAway = (what: 'connection' | 'request') => {
    metrics.turnedAway(what);
    logTurnedAway(what);
  };
  server.on('drop', () => turnAway('connection'));
  server.on('dropRequest', () => turnAway('request'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = refuseBroken(error, socket, underWay.get(socket), logger);
    if (status !== undefined) metrics.answered({ route: 'other', status, outcome: 'none' });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.removeListener('error', reject);
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
    drain(milliseconds) {
      draining = true;
      return new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        for (const answer of underWay.values()) if (!answer.headersSent) answer.setHeader('Connection', 'close');
        // Node takes a connection that has not said anything yet for a request that is arriving.
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
        server.closeIdleConnections();
      });
    },
  };
}
