import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { Writable } from 'node:stream';
import request from 'supertest';
import { logRequests } from '../../src/http/request-log.js';
import { createLogger } from '../../src/logger.js';
import { createPrometheus } from '../../src/telemetry/prometheus.js';
import { NO_TRACING, openTracing } from '../../src/telemetry/tracing.js';
import { currentTrace, inTrace, makeTrace, outsideTraces, readTraceparent } from '../../src/trace.js';

const ID = '0af7651916cd43dd8448eb211c80319c';

describe('the metrics', () => {
  it('are told without a gauge that fails, and without one that takes too long', async () => {
    for (const jobs of [() => Promise.reject(new Error('the database is away')), () => new Promise<never>(() => undefined)]) {
      const metrics = createPrometheus();
      metrics.watch({ jobs, database: () => ({ used: 1, idle: 2, waiting: 3 }), redisIsUp: () => false });
      const text = await metrics.text();
      expect(text).toContain('gitlab_for_confluence_database_connections{state="waiting"} 3\n');
      expect(text).toContain('gitlab_for_confluence_redis_up 0\n');
      expect(text).not.toMatch(/^gitlab_for_confluence_jobs\{/m);
    }
  });

  it('are each app’s own', async () => {
    const [one, other] = [createPrometheus(), createPrometheus()];
    one.turnedAway('connection');
    expect(await one.text()).toContain('gitlab_for_confluence_turned_away_total{what="connection"} 1');
    expect(await other.text()).not.toContain('what="connection"');
  });
});

describe('a trace', () => {
  it('is with whatever is done for it, however late, and with nothing else', async () => {
    const trace = makeTrace();
    expect(trace.id).toMatch(/^[0-9a-f]{32}$/);
    const seen = await inTrace(trace, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [currentTrace(), outsideTraces(() => currentTrace())];
    });
    expect(seen).toEqual([trace, undefined]);
    expect(currentTrace()).toBeUndefined();
  });

  it('is read from what the standard allows and nothing else', () => {
    expect(readTraceparent(`00-${ID}-b7ad6b7169203331-01`)).toEqual({ id: ID, spanId: 'b7ad6b7169203331' });
    expect(readTraceparent(`cc-${ID}-b7ad6b7169203331-00-what.comes`)).toEqual({ id: ID, spanId: 'b7ad6b7169203331' });
    for (const wrong of [undefined, '', ID, `ff-${ID}-b7ad6b7169203331-01`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${ID}-${'0'.repeat(16)}-01`, `00-${ID.toUpperCase()}-b7ad6b7169203331-01`, `00-${ID}-b7ad6b7169203331-01\n`, `00-${ID}x-b7ad6b7169203331-01`]) {
      expect(readTraceparent(wrong)).toBeUndefined();
    }
  });

  it('is taken over from a proxy, and from nobody where there is none', async () => {
    for (const behindProxy of [true, false]) {
      const lines: string[] = [];
      const logger = createLogger('info', new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) }));
      const app = express().use(logRequests(logger, { behindProxy })).get('/', (_req, res) => void res.json({ id: currentTrace()?.id }));
      const { id } = (await request(app).get('/').set('traceparent', `00-${ID}-b7ad6b7169203331-01`)).body as { id: string };
      expect(id === ID).toBe(behindProxy);
      expect((JSON.parse(lines.join('')) as { trace: string }).trace).toBe(id);
    }
  });

  it('is sent to nobody until OpenTelemetry’s variables name a collector', async () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const off = [{}, { OTEL_SERVICE_NAME: 'x' }, { ...endpoint, OTEL_SDK_DISABLED: 'true' }, { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }];
    for (const otel of off) expect(await openTracing(otel, createLogger('silent'))).toBe(NO_TRACING);
  });
});
