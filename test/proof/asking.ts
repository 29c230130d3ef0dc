import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Sent {
  readonly method?: 'GET' | 'POST';
  /** With the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decoded; bytes of pictures as they are, one letter a byte. */
  readonly text: string;
}

/** One request after the other by connections that are kept. */
export interface Asking {
  ask(port: number, sent: Sent): Promise<Answer>;
  close(): void;
}

/** Longer than the app takes at most. */
const PATIENCE_MS = 30_000;

export function createAsking(): Asking {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    ask: (port, { method = 'GET', path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const json = body === undefined ? undefined : JSON.stringify(body);
        const typed = json === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(json)) };
        const sent = request({ host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...typed }, timeout: PATIENCE_MS }, (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece)).once('error', reject).once('end', () => {
            const whole = Buffer.concat(pieces);
            const bytes = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: bytes.toString(/^image\//.test(answer.headers['content-type'] ?? '') ? 'latin1' : 'utf8') });
          });
        });
        sent.once('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path.slice(0, 80)}`))).once('error', reject).end(json);
      }),
    close: () => agent.destroy(),
  };
}
