import { fetch, type RequestInit } from 'undici';

export interface Bounds {
  readonly timeoutMs: number;
  readonly mostBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends it sooner. */
  readonly signal?: AbortSignal;
}

export interface Fetched {
  readonly status: number;
  readonly contentType: string;
  /** Of an answer with 200 alone, and undefined where that was longer than allowed. */
  readonly text: string | undefined;
  /** When the other end answered, as it says. */
  readonly date: string | undefined;
}

/** One GET that follows no redirect. @throws when there is no whole answer in time */
export async function fetchBounded(url: string, { timeoutMs, mostBytes, headers, signal }: Bounds): Promise<Fetched> {
  const ending = new AbortController();
  // Not AbortSignal.any() with a timeout in it, which Node 20 may collect as garbage and never sets off: https://github.com/nodejs/node/issues/57736
  const timer = setTimeout(() => ending.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const onAbort = () => ending.abort(new Error('nobody waits for the answer any more'));
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    const options: RequestInit = { redirect: 'manual', signal: ending.signal, headers };
    const response = await fetch(url, options);
    const text = response.status === 200 ? await readCapped(response.body, mostBytes) : undefined;
    if (response.status !== 200) await response.body?.cancel();
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', text, date: response.headers.get('date') ?? undefined };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

async function readCapped(body: AsyncIterable<Uint8Array> | null, mostBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
