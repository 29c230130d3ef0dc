import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import { NO_METRICS } from './metrics.js';
import type { PrometheusMetrics } from './prometheus.js';
import type { Telemetry } from './telemetry.js';
import { openTracing } from './tracing.js';

export interface OpenTelemetry extends Telemetry {
  /** To be read at a port of its own; undefined where nobody reads it. */
  readonly readable: PrometheusMetrics | undefined;
}

/** What the settings ask for; the packages for what they don't ask for are not loaded. */
export async function openTelemetry({ metricsPort, otel }: Pick<Settings, 'metricsPort' | 'otel'>, logger: Logger): Promise<OpenTelemetry> {
  const readable = metricsPort === undefined ? undefined : (await import('./prometheus.js')).createPrometheus();
  return { metrics: readable ?? NO_METRICS, tracing: await openTracing(otel, logger), readable };
}
