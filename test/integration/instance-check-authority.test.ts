import { request as send } from 'node:http';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { makeCheckout, type Checkout } from '../support/checkout.js';
import { endChildren, run } from '../support/child.js';
import { summary } from '../support/instance-checks.js';
import { makeAuthority, missingOpenssl, type Authority } from '../support/own-authority.js';

const reason = missingOpenssl();
const suite = reason === undefined || process.env.REQUIRE_SUITES !== undefined ? describe : describe.skip;

/** Checks in a process of its own, since Node reads NODE_EXTRA_CA_CERTS when it starts. */
const PROGRAM = (root: string, baseUrl: string) => `
  import { createGitLab } from ${JSON.stringify(join(root, 'dist/src/gitlab/gitlab.js'))};
  import { createLogger } from ${JSON.stringify(join(root, 'dist/src/logger.js'))};
  const gitlab = createGitLab({ settings: { gitlab: { url: 'https://gitlab.example', privateHosts: ['127.0.0.1'], ports: [443], unlinkedContent: 'none' } }, logger: createLogger('silent') });
  const steps = await gitlab.checks.run({ baseUrl: ${JSON.stringify(baseUrl)}, redirectUri: 'https://app.example/back' }, new AbortController().signal);
  console.log(JSON.stringify(steps.map(({ id, result, say }) => id + ' ' + result + ' ' + say)));
  await gitlab.close();`;

suite(`a GitLab with a certificate of its own authority${reason === undefined ? '' : ` (${reason})`}`, () => {
  let checkout: Checkout;
  let authority: Authority;
  let standIn: StandInGitLab;

  beforeAll(async () => {
    checkout = makeCheckout();
    authority = makeAuthority();
    standIn = await startGitLab();
  }, 240_000);
  afterEach(endChildren);
  afterAll(async () => {
    await standIn.close();
    authority.remove();
    checkout.remove();
  });

  /** To the stand-in, which speaks http. */
  const passOn: RequestListener = (incoming, response) => {
    const outgoing = send(standIn.url + (incoming.url ?? ''), { method: incoming.method ?? 'GET', headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  };

  async function check(baseUrl: string, environment: Record<string, string> = {}): Promise<readonly string[]> {
    const child = run(process.execPath, ['--input-type=module', '-e', PROGRAM(checkout.root, baseUrl)], checkout.root, environment);
    const { code } = await child.ended;
    if (code !== 0) throw new Error(child.stderr());
    return JSON.parse(child.stdout()) as string[];
  }

  test('is not reached by an app that does not know the authority, and the operator is told of NODE_EXTRA_CA_CERTS', async () => {
    const server = await authority.serve(passOn);
    try {
      expect((await check(server.url)).slice(0, 3)).toEqual(['address ok checks.addressAllowed', 'reachable problem checks.certificateUnknown', 'gitlab skipped checks.notAsked']);
      expect(await summary({ candidate: { baseUrl: server.url } })).toMatchObject({ reachable: 'problem certificateUnknown' });
    } finally {
      await server.close();
    }
  });

  test('is reached by one that was started with its certificate', async () => {
    const server = await authority.serve(passOn);
    try {
      const steps = await check(server.url, { NODE_EXTRA_CA_CERTS: authority.certificate });
      expect(steps.filter((step) => step.includes(' ok '))).toEqual(['address', 'reachable', 'gitlab', 'graphql', 'files'].map((id) => expect.stringContaining(`${id} ok`)));
    } finally {
      await server.close();
    }
  });

  test('is not reached where the certificate is for another name, or has expired', async () => {
    const [other, expired] = [await authority.serve(passOn, { name: 'DNS:gitlab.example' }), await authority.serve(passOn, { expired: true })];
    try {
      expect(await check(other.url, { NODE_EXTRA_CA_CERTS: authority.certificate })).toContain('reachable problem checks.certificateOfAnother');
      expect(await check(expired.url, { NODE_EXTRA_CA_CERTS: authority.certificate })).toContain('reachable problem checks.certificateExpired');
    } finally {
      await Promise.all([other.close(), expired.close()]);
    }
  });
});
