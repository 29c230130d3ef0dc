import type { ServerResponse } from 'node:http';
import { startScriptedServer } from './scripted-server.js';

/** What the key server does with a question, whichever key it is about. */
export type Mood = 'up' | 'error' | 'limits' | 'hangs' | 'drips' | 'resets' | 'redirects' | 'huge';

/** Stands in for connect-install-keys.atlassian.com: one address a key. */
export interface KeyServer {
  readonly url: string;
  mood: Mood;
  /** Every path that was asked for, without the slash in front. */
  readonly asked: string[];
  /** Serves `text` under `kid`, whatever it is. */
  publish(kid: string, text: string): void;
  close(): Promise<void>;
}

export async function startKeyServer(): Promise<KeyServer> {
  const server = await startScriptedServer();
  const elsewhere = await startScriptedServer();
  const texts = new Map<string, string>();
  const keyServer: KeyServer = {
    url: server.url,
    mood: 'up',
    asked: [],
    publish: (kid, text) => void texts.set(kid, text),
    async close() {
      await server.close();
      await elsewhere.close();
    },
  };
  const serve = (kid: string, response: ServerResponse) => {
    const text = texts.get(kid);
    if (text === undefined) response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
    else response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(text);
  };
  const moods: Record<Mood, (kid: string, response: ServerResponse) => void> = {
    up: serve,
    error: (_kid, response) => response.writeHead(500).end('Internal Server Error'),
    limits: (_kid, response) => response.writeHead(429).end(),
    hangs: () => undefined,
    drips: (_kid, response) => void response.writeHead(200).write('-----BEGIN'),
    resets: (_kid, response) => response.destroy(),
    redirects: (kid, response) => response.writeHead(302, { location: `${elsewhere.url}/${kid}` }).end(),
    huge: (kid, response) => response.writeHead(200).end((texts.get(kid) ?? '') + '\n'.repeat(1024 * 1024)),
  };
  server.answer(({ url }, response) => {
    const kid = url.slice(1);
    keyServer.asked.push(kid);
    moods[keyServer.mood](kid, response);
  });
  elsewhere.answer(({ url }, response) => serve(url.slice(1), response));
  return keyServer;
}
