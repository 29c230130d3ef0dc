import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { createGunzip, constants } from 'node:zlib';

/** An answer while it arrives. */
export interface ChunkedAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  /** What came in one go, unpacked; resolves with the first bytes. */
  readonly first: string;
  /** All of it, once it is whole. Rejects where it breaks off. */
  readonly whole: Promise<string>;
  /** Goes away without waiting for the rest. */
  leave(): void;
}

/** Asks for an address and reads the answer as it comes, packed where `headers` say that this may be. */
export async function readChunks(url: string, headers: OutgoingHttpHeaders = {}): Promise<ChunkedAnswer> {
  const asked = get(url, { headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => asked.once('response', resolve).once('error', reject));
  const stream = response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })) : response;
  let text = '';
  const first = new Promise<string>((resolve) => stream.once('data', () => setImmediate(() => resolve(text))));
  stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const whole = new Promise<string>((resolve, reject) => {
    stream.once('end', () => (response.complete ? resolve(text) : reject(new Error('The answer broke off.'))));
    stream.once('error', reject);
    response.once('error', reject);
  });
  whole.catch(() => undefined);
  return { status: response.statusCode, headers: response.headers, first: await first, whole, leave: () => asked.destroy() };
}
