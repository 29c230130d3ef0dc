import { createServer, type Server } from 'node:net';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createAddressGuard } from '../../src/gitlab/calls/address-guard.js';
import { createHttpClient, type HttpClient } from '../../src/gitlab/calls/http-client.js';
import { readInstanceUrl } from '../../src/gitlab/instance-url.js';
import { parseUrl } from '../../src/urls.js';
import { checkInstance } from '../support/instance-checks.js';
import { urlSpellings } from '../support/url-spellings.js';

/** Counts whoever connects, and answers nobody. */
interface Canary {
  readonly port: number;
  readonly seen: string[];
  close(): Promise<void>;
}

async function startCanary(): Promise<Canary> {
  const seen: string[] = [];
  const listen = (port: number, host: string) =>
    new Promise<Server>((done, fail) => {
      const server = createServer((socket) => {
        seen.push(`${host} ${socket.remotePort}`);
        socket.destroy();
      });
      server.once('error', fail).listen(port, host, () => done(server));
    });
  const first = await listen(0, '127.0.0.1');
  const { port } = first.address() as AddressInfo;
  // Where the machine has no IPv6 nobody can be sent there either.
  const second = await listen(port, '::1').catch(() => undefined);
  const servers = second ? [first, second] : [first];
  return { port, seen, close: async () => void (await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))) };
}

let canary: Canary;
const clients: HttpClient[] = [];

beforeAll(async () => {
  canary = await startCanary();
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => canary.close());

type Family = readonly string[];

/** Names lead to these addresses in turn, and to the last for ever. */
function resolving(...answers: readonly Family[]): LookupFunction & { readonly asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_name, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return Object.assign(lookup, { asked: () => asked });
}

function clientFor(rules: { privateHosts: string[]; ports: number[] }, resolve: LookupFunction): HttpClient {
  const client = createHttpClient(rules, createAddressGuard(rules, resolve));
  clients.push(client);
  return client;
}

describe('an address that an administrator types', () => {
  const rules = () => ({ privateHosts: [], ports: [443, canary.port] });

  test('is refused in each of many spellings that lead inside, or are no address of an instance, and nobody connects [T13a]', async () => {
    const spellings = urlSpellings(canary.port);
    expect(spellings.length).toBeGreaterThan(488);
    const accepted = spellings.filter((text) => readInstanceUrl(text, rules()).ok);
    expect(accepted).toEqual([]);
    const client = clientFor(rules(), resolving(['127.0.0.1', '::1']));
    const answered: string[] = [];
    for (const text of spellings) {
      const [step] = await checkInstance({ http: client, settings: rules(), candidate: { baseUrl: text } });
      if (step?.result !== 'problem') answered.push(text);
      // Even where it came by without having been read.
      const url = parseUrl(text);
      const sent = url && (await client.send({ method: 'GET', url, headers: {}, signal: new AbortController().signal, timeoutMs: 1_000 }).then(() => 'answered', (error: Error) => error.name));
      if (url && sent !== 'HttpFailure') answered.push(text);
    }
    expect([answered, canary.seen]).toEqual([[], []]);
  });

  test.each([
    ['https://gitlab.com', 'https://gitlab.com'],
    ['  gitlab.com  ', 'https://gitlab.com'],
    ['HTTPS://GitLab.COM:443/', 'https://gitlab.com'],
    ['https://gitlab.example./gitlab//', 'https://gitlab.example/gitlab'],
    ['https://git.example/Dev/gitlab/', 'https://git.example/Dev/gitlab'],
    ['https://git.example/a/../b/./c', 'https://git.example/b/c'],
    ['https://git.example/%2e%2e/x', 'https://git.example/x'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://git.example:8443', 'https://git.example:8443'],
    ['https://8.8.8.8', 'https://8.8.8.8'],
    ['https://[2606:4700:0:0::1111]/', 'https://[2606:4700::1111]'],
    ['http://git.corp', 'http://git.corp'],
    ['https://git.corp:9000/x', 'https://git.corp:9000/x'],
    ['http://10.1.2.3:8080/gitlab/', 'http://10.1.2.3:8080/gitlab'],
    ['http://[::1]:9443', 'http://[::1]:9443'],
    ['http://localhost:3001', 'http://localhost:3001'],
    ['git.corp', 'https://git.corp'],
  ])('%s is read as %s', (text, baseUrl) => {
    const privateHosts = ['git.corp', '10.1.2.3:8080', '[::1]:9443', 'localhost'];
    expect(readInstanceUrl(text, { privateHosts, ports: [443, 8443] })).toEqual({ ok: true, baseUrl });
    expect(readInstanceUrl(baseUrl, { privateHosts, ports: [443, 8443] })).toEqual({ ok: true, baseUrl });
  });

  test.each([
    ['http://gitlab.com', 'not-https'],
    ['ftp://gitlab.com', 'not-https'],
    ['https://a@gitlab.com', 'has-credentials'],
    ['https://gitlab.com/?a', 'has-query'],
    ['https://gitlab.com/a%2Fb', 'path'],
    ['https://gitlab.com:22', 'port'],
    ['https://10.1.2.3:8081', 'private'],
    ['https://xgit.corp', 'private'],
    ['https://gitlab', 'private'],
    ['gitlab com', 'not-a-url'],
  ])('%s is refused as %s [T13a]', (text, problem) => {
    expect(readInstanceUrl(text, { privateHosts: ['git.corp', '10.1.2.3:8080'], ports: [443] })).toEqual({ ok: false, problem });
  });
});

describe('a name that leads inside', () => {
  const mixed: readonly (readonly Family[])[] = [
    [['127.0.0.1']],
    [['::1']],
    [['8.8.8.8', '127.0.0.1']],
    [['127.0.0.1', '8.8.8.8']],
    [['2606:4700::1111', '::1']],
    [['2606:4700::1111', '127.0.0.1']],
    [['8.8.8.8', '::ffff:127.0.0.1']],
    [['8.8.8.8', '64:ff9b::7f00:1'], ['127.0.0.1']],
    [['8.8.8.8', '::1'], ['127.0.0.1'], ['8.8.8.8', 'fe80::1%lo']],
    [[], ['127.0.0.1']],
  ];

  test.each(mixed.map((answers) => [JSON.stringify(answers), answers] as const))('by %s is not connected to [T14a]', async (_name, answers) => {
    const settings = { privateHosts: [], ports: [canary.port] };
    const resolve = resolving(...answers);
    const http = clientFor(settings, resolve);
    for (let turn = 0; turn < 3; turn += 1) {
      const steps = await checkInstance({ http, settings, candidate: { baseUrl: `https://rebinding.example:${canary.port}`, accessToken: 'canary-token-0123456789' } });
      expect(steps.slice(0, 3).map(({ id, result, say }) => [id, result, say])).toEqual([
        ['address', 'ok', 'checks.addressAllowed'],
        ['reachable', 'problem', 'checks.resolvesInside'],
        ['gitlab', 'skipped', 'checks.notAsked'],
      ]);
    }
    expect(resolve.asked()).toBeGreaterThanOrEqual(3);
    expect(canary.seen).toEqual([]);
  });
});
