import type { RequestListener } from 'node:http';
import type { Logger } from '../logger.js';
import type { PrometheusMetrics } from './prometheus.js';

/** Answers `GET /metrics`, and 404 to all else. It asks nobody who they are, so its port belongs inside. */
export function metricsPage(metrics: Pick<PrometheusMetrics, 'text' | 'contentType'>, logger: Logger): RequestListener {
  return (req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') return void res.writeHead(404).end();
    metrics.text().then(
      (text) => res.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, 'the metrics could not be told');
        res.writeHead(500).end();
      },
    );
  };
}
