import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as traces, TraceFlags, type Context, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../logger.js';
import { randomText } from '../random-text.js';
import type { Settings } from '../settings.js';
import { currentTrace, inTrace, type RemoteParent, type Trace } from '../trace.js';
import type { Ending, Tracing } from './tracing.js';

const SERVICE = 'gitlab-for-confluence';
const COMPLAIN_MS = 60_000;
const CLOSE_MS = 5_000;

/** Sends spans as OTLP over HTTP, in JSON. The packages read what `OTEL_*` says of sampling, batches and the collector by themselves. */
export function createOtelTracing(otel: Settings['otel'], logger: Logger): Tracing {
  tellPackages(otel);
  const resource = defaultResource().merge(resourceFromAttributes({ 'service.name': SERVICE })).merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(complaining(new OTLPTraceExporter(), logger))] });
  const tracer = provider.getTracer(SERVICE);
  /** Where in its trace each piece of work stands. */
  const contexts = new WeakMap<Trace, Context>();

  function begin(name: string, kind: SpanKind, parent: Context): { span: Span; trace: Trace } {
    const above = traces.getSpanContext(parent);
    // What is not kept has no parts that are, whatever its id.
    const isLeftOut = above !== undefined && (above.traceFlags & TraceFlags.SAMPLED) === 0;
    const span = isLeftOut ? traces.wrapSpanContext({ traceId: above.traceId, spanId: randomText(8, 'hex'), traceFlags: TraceFlags.NONE }) : tracer.startSpan(name, { kind }, parent);
    const trace = { id: span.spanContext().traceId };
    contexts.set(trace, traces.setSpan(parent, span));
    return { span, trace };
  }

  /** As `OTEL_TRACES_SAMPLER` has it for a trace that begins here. A span that never ends is never sent. */
  const mayKeep = () => tracer.startSpan('request', { root: true }, ROOT_CONTEXT).isRecording();

  return {
    request(remote, handle) {
      const { span, trace } = begin('request', SpanKind.SERVER, remote ? contextOf(remote, mayKeep()) : ROOT_CONTEXT);
      inTrace(trace, () =>
        handle(trace, (ending) => {
          // A span that never ends is never sent.
          if (ending) end(span.updateName(ending.name), ending);
        }),
      );
    },
    async step(name, kind, work) {
      const around = currentTrace();
      const { span, trace } = begin(name, kind === 'call' ? SpanKind.CLIENT : SpanKind.INTERNAL, (around && contexts.get(around)) ?? ROOT_CONTEXT);
      try {
        return await inTrace(trace, () => work((ending) => end(span, ending)));
      } finally {
        // Does nothing where the work has said what came of it.
        if (span.isRecording()) end(span, { facts: {}, failed: false });
      }
    },
    async close() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([provider.shutdown(), late]).catch((error: unknown) => logger.warn({ err: error }, 'the last traces could not be sent'));
    },
  };
}

function end(span: Span, { facts, failed }: Ending): void {
  span.setAttributes(facts);
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Whether a trace is kept is ours to say: its id and more may be a stranger's. */
function contextOf({ id, spanId }: RemoteParent, sampled: boolean): Context {
  return traces.setSpanContext(ROOT_CONTEXT, { traceId: id, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true });
}

/** They know the process's own environment alone, and a `.env` may say more. */
function tellPackages(otel: Settings['otel']): void {
  for (const [name, value] of Object.entries(otel)) process.env[name] ??= value;
}

/** A collector that is away is no reason to fail: it is told of once a minute. */
function complaining(exporter: SpanExporter, logger: Logger): SpanExporter {
  let complained = Number.NEGATIVE_INFINITY;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error && performance.now() > complained + COMPLAIN_MS) {
          complained = performance.now();
          logger.warn({ err: result.error }, 'traces could not be sent');
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
