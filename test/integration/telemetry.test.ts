import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { signLifecycleToken } from '../../demo/confluence/tokens.js';
import { createListener } from '../../src/http/listener.js';
import { createLogger } from '../../src/logger.js';
import { metricsPage } from '../../src/telemetry/metrics-page.js';
import { createPrometheus, type PrometheusMetrics } from '../../src/telemetry/prometheus.js';
import { readTraceparent } from '../../src/trace.js';
import { openTracing, type Tracing } from '../../src/telemetry/tracing.js';
import { LINKABLE, linkAs } from '../support/linked.js';
import { APPLICATION, startWholeApp, type WholeApp } from '../support/whole-app.js';

const PRIVATE = 'harbourlight/platform/berths';
const PUBLIC = 'harbourlight/tideboard';
/** So many unknown keys one address may name. */
const MOST_KEYS_A_MINUTE = 30;

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string; readonly intValue?: number } }[];
}

/** What a collector was sent, as https://opentelemetry.io/docs/specs/otlp/#otlphttp-request has it. */
const sent: string[] = [];
let collector: Server;
let metrics: PrometheusMetrics;
let tracing: Tracing;
let app: WholeApp;
let tokens: string[];
/** Milliseconds that the app's clock is ahead. */
let passed = 0;

beforeAll(async () => {
  collector = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
      sent.push(body);
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const otel = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests' };
  metrics = createPrometheus();
  tracing = await openTracing(otel, createLogger('silent'));
  app = await startWholeApp({ ...LINKABLE, environment: { ...LINKABLE.environment, TRUST_PROXY: '1' }, clock: () => Date.now() + passed, telemetry: { metrics, tracing } });
  tokens = [await linkAs(app, 'dana', 'alice')];
});
afterAll(async () => {
  await app.close();
  await new Promise((resolve) => collector.close(resolve));
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
});

function frame(viewer: string, path: string, traceparent?: string): Promise<Response> {
  const url = app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${path}` } });
  tokens.push(new URL(url).searchParams.get('jwt') ?? '');
  const asked = request(url).get('').set('accept', 'text/html');
  return Promise.resolve(traceparent === undefined ? asked : asked.set('traceparent', traceparent));
}

/** The value of a sample; undefined where there is none. */
async function read(sample: string): Promise<number | undefined> {
  const line = (await metrics.text()).split('\n').find((one) => one.startsWith(`gitlab_for_confluence_${sample} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const lines = () => app.log().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
const lineOf = (trace: string, msg: string) => lines().find((line) => line['trace'] === trace && line['msg'] === msg);
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;

describe('the app under observation', () => {
  it('counts frames by outcome, GitLab’s calls, copies, rows and refreshes, and tells its gauges', async () => {
    await frame('dana', PRIVATE);
    await frame('dana', PRIVATE);
    await frame('uma', PRIVATE);
    await request(app.url).get('/macros/link?url=x');
    passed += 2 * 3_600_000; // the life of a token
    await frame('dana', PUBLIC);
    const expected = {
      'requests_total{route="/macros/link",status="200",outcome="shown"}': 3,
      'requests_total{route="/macros/link",status="200",outcome="connect"}': 1,
      'requests_total{route="/macros/link",status="401",outcome="none"}': 1,
      'request_seconds_count{route="/macros/link"}': 5,
      'gitlab_calls_total{kind="oauth",result="ok"}': 1,
      'copies_total{result="hit"}': 1,
      'token_refreshes_total{result="renewed"}': 1,
      'jobs{kind="revoke-token",state="waiting"}': 0,
    };
    const found = await Promise.all(Object.keys(expected).map(async (name) => [name, await read(name)]));
    expect(Object.fromEntries(found)).toEqual(expected);
    const some = ['gitlab_calls_total{kind="graphql",result="ok"}', 'gitlab_call_seconds_count{kind="graphql"}', 'gitlab_batch_size_count', 'copies_total{result="miss"}', 'remembered_total{topic="tenant",result="hit"}', 'remembered_total{topic="link",result="miss"}', 'nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes'];
    for (const name of some) expect([name, await read(name)]).toEqual([name, expect.any(Number)]);
    expect(await read('redis_up')).toBeUndefined();
    expect(await metrics.text()).toMatch(/database_connections\{state="used"\} \d+\n[^]*state="idle"\} \d+\n[^]*state="waiting"\} \d+\n/);
  });

  it('has few labels, whatever strangers ask for, and none that names a site, a person or a host [T21c]', async () => {
    const paths = Array.from({ length: 200 }, (_, index) => `/${'x'.repeat(index % 7)}${index}/wp-login.php?q=${index}`);
    for (let from = 0; from < paths.length; from += 20) await Promise.all(paths.slice(from, from + 20).map((path) => request(app.url).get(path)));
    await request(app.url).delete('/macros/link');
    await request(app.url).get('/oauth/callback/never-heard-of');
    const text = await metrics.text();
    const routes = new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route));
    expect([...routes].sort()).toEqual(['/connect/installed', '/macros/link', '/oauth/callback/:instanceId', 'other', ...(routes.has('/atlassian-connect.json') ? ['/atlassian-connect.json'] : [])].sort());
    expect(await read('requests_total{route="other",status="404",outcome="none"}')).toBe(201);
    const { clientKey } = app.confluence.installation();
    for (const word of [clientKey, 'dana', 'alice', 'harbourlight', new URL(app.gitlab.url).hostname, '127.0.0.1', ...tokens]) expect(text).not.toContain(word);
  });

  it('tells of metrics at one address and by one method', async () => {
    const listener = createListener(metricsPage(metrics, createLogger('silent')), createLogger('silent'));
    const base = `http://127.0.0.1:${await listener.listen(0, '127.0.0.1')}`;
    const told = await request(base).get('/metrics');
    expect(told.status).toBe(200);
    expect(told.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(told.text).toContain('gitlab_for_confluence_requests_total');
    expect((await request(base).post('/metrics')).status).toBe(404);
    expect((await request(base).get('/')).status).toBe(404);
    await listener.drain(0);
  });

  it('logs the id of the trace with the request and with GitLab’s calls for it, and takes over that of a proxy', async () => {
    await frame('dana', `${PRIVATE}/-/issues/1`, PARENT);
    expect(lineOf(TRACE, 'request')).toMatchObject({ path: '/macros/link', trace: TRACE, reference: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(lineOf(TRACE, 'asked GitLab')).toMatchObject({ call: 'things' });
    const all = lines().filter(({ msg }) => msg === 'request');
    for (const { trace } of all) expect(trace).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(all.map(({ trace }) => trace)).size).toBe(all.length);
  });

  it('believes its proxy about who asks, and nobody before it [T27c]', async () => {
    const install = (from: string) => {
      const key = { ...app.confluence.installKey, kid: randomUUID() };
      const subject = { clientKey: app.confluence.installation().clientKey, accountId: undefined, issuedAt: Math.floor((Date.now() + passed) / 1_000) };
      const token = signLifecycleToken(key, subject, `${app.url}/connect/installed`, app.url);
      return request(app.url).post('/connect/installed').set({ authorization: `JWT ${token}`, 'x-forwarded-for': from }).send({});
    };
    const spoofed = Array.from({ length: MOST_KEYS_A_MINUTE + 1 }, (_, index) => `203.0.113.${index}, 198.51.100.7`);
    const statuses: number[] = [];
    for (const from of spoofed) statuses.push((await install(from)).status);
    expect(statuses.slice(0, -1)).toEqual(statuses.slice(1).map(() => 401));
    expect(statuses.at(-1)).toBe(429);
    expect((await install('198.51.100.7, 198.51.100.8')).status).toBe(401);
  });

  it('sends one trace for a frame, its refresh and its calls, with nothing secret in it and nothing of it for GitLab [T21c]', async () => {
    await tracing.close();
    const spans = sent.flatMap((body) => (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] }).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    const refresh = spans.find(({ name }) => name === 'refresh tokens');
    const ofTrace = spans.filter(({ traceId }) => traceId === refresh?.traceId);
    const root = ofTrace.find(({ name }) => name === 'GET /macros/link');
    expect(root).toMatchObject({ kind: 2 });
    expect(root?.parentSpanId).toBeFalsy();
    expect(Object.fromEntries((root?.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? value.intValue]))).toEqual({
      'http.request.method': 'GET', 'http.route': '/macros/link', 'http.response.status_code': 200, outcome: 'shown', reference: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(refresh?.parentSpanId).toBe(root?.spanId);
    expect(ofTrace.find(({ name }) => name === 'GitLab oauth')).toMatchObject({ kind: 3, parentSpanId: refresh?.spanId });
    expect(ofTrace.find(({ name }) => name === 'GitLab graphql')).toMatchObject({ kind: 3, parentSpanId: root?.spanId });
    expect(spans.find(({ traceId, name }) => traceId === TRACE && name === 'GET /macros/link')).toMatchObject({ parentSpanId: 'b7ad6b7169203331' });
    const names = new Set(spans.map(({ name }) => name));
    for (const name of names) expect(name).toMatch(/^(refresh tokens|GitLab (graphql|rest|oauth|check)|(GET|POST|DELETE) (\/[a-z/:.-]*|other)|(GET|POST) \/oauth\/callback\/:instanceId)$/);
    const text = sent.join('\n');
    expect(text).toContain('deployment.environment.name');
    for (const word of [...tokens, APPLICATION.clientSecret, app.confluence.installation().sharedSecret, 'harbourlight', 'alice', 'dana', 'wp-login', '?']) expect(text).not.toContain(word);
    expect(app.gitlab.calls.length).toBeGreaterThan(2);
    expect(JSON.stringify(app.gitlab.calls)).not.toContain('traceparent');
  });

  it.each([
    ['parentbased_always_on', '', '00', true],
    ['parentbased_always_off', '', '01', false],
    ['always_off', '', '01', false],
    ['traceidratio', '0.000001', '01', false],
  ])('keeps what comes with a trace as %s %s has it, whatever it asks for [T21c]', async (sampler, argument, flags, isKept) => {
    Object.assign(process.env, { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument });
    const own = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` }, createLogger('silent'));
    sent.length = 0;
    // The lowest id there is, which every share of all ids holds.
    const id = `${'0'.repeat(31)}1`;
    const joined = await new Promise((resolve) => {
      own.request(readTraceparent(`00-${id}-b7ad6b7169203331-${flags}`), (trace, endTrace) => {
        void own.step('part', 'call', async (endStep) => endStep({ facts: {}, failed: false })).then(() => {
          endTrace({ name: 'GET /', facts: {}, failed: false });
          resolve(trace.id);
        });
      });
    });
    await own.close();
    expect(joined).toBe(id);
    expect(sent.join('').split(id).length - 1).toBe(isKept ? 2 : 0);
  });
});
