import { NO_METRICS, type Metrics } from './metrics.js';
import { NO_TRACING, type Tracing } from './tracing.js';

/** How an operator sees inside. */
export interface Telemetry {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Where nobody looks. */
export const NO_TELEMETRY: Telemetry = { metrics: NO_METRICS, tracing: NO_TRACING };
