import { Agent, get, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Milliseconds from sending to the last byte. */
  readonly ms: number;
}

/** Sends requests over connections that stay open, so many at a time: a browser has six to one origin over HTTP/1.1. */
export interface Driver {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** All of them, in this order, so many at a time. */
  getAll(urls: readonly string[], headers?: Readonly<Record<string, string>>): Promise<readonly Answer[]>;
  close(): void;
}

export function createDriver(atOnce = 6): Driver {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const one = (url: string, headers: Readonly<Record<string, string>> = {}) => send(agent, url, headers);
  return {
    get: one,
    async getAll(urls, headers) {
      const answers: Answer[] = [];
      let next = 0;
      const work = async () => {
        for (let index = next++; index < urls.length; index = next++) answers[index] = await one(urls[index] ?? '', headers);
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return answers;
    },
    close: () => agent.destroy(),
  };
}

function send(agent: Agent, url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { accept: 'text/html', ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), ms: performance.now() - started });
      });
    });
    request.once('error', reject).setTimeout(30_000, () => request.destroy(new Error('No answer came within 30 s.')));
  });
}

/** The outcome that a frame's answer names. */
export function outcomeOf({ body }: Pick<Answer, 'body'>): string | undefined {
  return /data-outcome="([\w-]+)"/.exec(body.toString('utf8'))?.[1];
}

/** @throws unless every answer shows content: a benchmark of refusals would be a fast one */
export function mustShow(answers: readonly Answer[]): void {
  const others = answers.filter((answer) => answer.status !== 200 || outcomeOf(answer) !== 'shown');
  if (others.length > 0) throw new Error(`${others.length} of ${answers.length} answers show no content, the first is ${others[0]?.status} ${others[0] && outcomeOf(others[0])}.`);
}
