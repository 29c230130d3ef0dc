import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Gauges, Metrics } from './metrics.js';

/** Metrics that Prometheus reads; each has a registry of its own. */
export interface PrometheusMetrics extends Metrics {
  readonly contentType: string;
  /** All of them now. What a gauge can't be asked for in time is left out. */
  text(): Promise<string>;
}

const PREFIX = 'gitlab_for_confluence_';
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
const REFERENCES = [1, 2, 5, 10, 20, 50, 100];
/** A reader who waits for a database that hangs learns nothing of all the rest. */
const GAUGE_MS = 2_000;

/** Besides its own, those of the process: event loop, memory, garbage collection (https://github.com/siimon/prom-client#default-metrics). */
export function createPrometheus(): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[]) => new Counter({ name: PREFIX + name, help, labelNames, registers });
  const histogram = <T extends string>(name: string, help: string, labelNames: readonly T[], buckets: number[]) => new Histogram({ name: PREFIX + name, help, labelNames, buckets, registers });

  const requests = counter('requests_total', 'Requests by the pattern of their route, the status, and the outcome of the page.', ['route', 'status', 'outcome']);
  const requestSeconds = histogram('request_seconds', 'How long requests took.', ['route'], SECONDS);
  const turnedAway = counter('turned_away_total', 'Connections and requests that were too many.', ['what']);
  const calls = counter('gitlab_calls_total', 'Calls to GitLab by interface and result.', ['kind', 'result']);
  const callSeconds = histogram('gitlab_call_seconds', 'How long GitLab took.', ['kind'], SECONDS);
  const batches = histogram('gitlab_batch_size', 'References in one bulk query.', [], REFERENCES);
  const copies = counter('copies_total', 'Whether there was a copy of what a viewer saw a moment ago.', ['result']);
  const rows = counter('remembered_total', 'Whether rows that were read a moment ago were there still.', ['topic', 'result']);
  const refreshes = counter('token_refreshes_total', 'Refreshes of tokens by what came of them.', ['result']);

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered({ route, status, outcome, seconds }) {
      requests.inc({ route, status, outcome });
      if (seconds !== undefined) requestSeconds.observe({ route }, seconds);
    },
    turnedAway: (what) => turnedAway.inc({ what }),
    askedGitLab({ kind, result, seconds }) {
      calls.inc({ kind, result });
      callSeconds.observe({ kind }, seconds);
    },
    batched: (references) => batches.observe(references),
    lookedForCopy: (result) => copies.inc({ result }),
    remembered: (topic, result) => rows.inc({ topic, result }),
    refreshed: (result) => refreshes.inc({ result }),
    watch: (gauges) => watch(registry, gauges),
  };
}

function watch(registry: Registry, { jobs, database, redisIsUp }: Gauges): void {
  const registers = [registry];
  new Gauge({
    name: `${PREFIX}jobs`,
    help: 'Background work of all instances by kind and state.',
    labelNames: ['kind', 'state'],
    registers,
    async collect() {
      const counts = await inTime(jobs());
      this.reset();
      for (const [kind, states] of Object.entries(counts)) for (const [state, count] of Object.entries(states)) this.set({ kind, state }, Number(count));
    },
  });
  new Gauge({
    name: `${PREFIX}database_connections`,
    help: 'Connections to the database by what they do; how many are waited for.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(database())) this.set({ state }, count);
    },
  });
  if (!redisIsUp) return;
  new Gauge({ name: `${PREFIX}redis_up`, help: 'Whether Redis can be used.', registers, collect() { this.set(redisIsUp() ? 1 : 0); } });
}

/** Nothing where it takes too long or fails. */
async function inTime<T extends object>(asked: Promise<T>): Promise<T | Record<string, never>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Record<string, never>>((resolve) => {
    timer = setTimeout(resolve, GAUGE_MS, {});
  });
  return Promise.race([asked, late]).catch(() => ({})).finally(() => clearTimeout(timer));
}
