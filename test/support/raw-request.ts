import { request, type OutgoingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Until the answer was whole. */
  readonly milliseconds: number;
}

export interface RawRequest {
  readonly method?: string;
  /** Also repeated ones, as lists. */
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** One request whose target goes out exactly as it is spelled, which clients with a URL parser don't do. */
export function sendRaw(origin: string, target: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path: target, headers, agent: false, signal: AbortSignal.timeout(10_000) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const milliseconds = performance.now() - started;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8'), milliseconds });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
