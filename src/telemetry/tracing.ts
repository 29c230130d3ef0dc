import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import { inTrace, makeTrace, type RemoteParent, type Trace } from '../trace.js';

/** What is told of a piece of work: no token, no query and no name of a person, a project or what is in it. */
export type Facts = Readonly<Record<string, string | number>>;

/** What came of it. */
export interface Ending {
  readonly facts: Facts;
  readonly failed: boolean;
}

/** Tells a collector of traces what was done for each request, and how long it took. */
export interface Tracing {
  /**
   * Handles a request as the first piece of a trace, or as a piece of that of whoever passed it on. `end` is to be called once,
   * with the name that its route gives it, or without where it is not worth telling of.
   */
  request(parent: RemoteParent | undefined, handle: (trace: Trace, end: (ending?: Ending & { readonly name: string }) => void) => void): void;
  /** Does `work` as a piece of what is under way; `call` waits for another program. */
  step<T>(name: string, kind: 'call' | 'own', work: (end: (ending: Ending) => void) => Promise<T>): Promise<T>;
  /** Sends what has not been sent yet, for 5 s at most. Never rejects. */
  close(): Promise<void>;
}

/** Requests have ids, of which nobody is told. */
export const NO_TRACING: Tracing = {
  request(parent, handle) {
    const trace = parent ? { id: parent.id } : makeTrace();
    inTrace(trace, () => handle(trace, () => undefined));
  },
  step: (_name, _kind, work) => work(() => undefined),
  close: () => Promise.resolve(),
};

/**
 * Goes by OpenTelemetry's own variables: off unless they name a collector, and nothing of it is loaded then.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function openTracing(otel: Settings['otel'], logger: Logger): Promise<Tracing> {
  if (!isWanted(otel)) return NO_TRACING;
  const { createOtelTracing } = await import('./otel.js');
  return createOtelTracing(otel, logger);
}

function isWanted(otel: Settings['otel']): boolean {
  const of = (name: string) => otel[name]?.trim() ?? '';
  if (of('OTEL_SDK_DISABLED').toLowerCase() === 'true') return false;
  if (of('OTEL_TRACES_EXPORTER') !== '') return of('OTEL_TRACES_EXPORTER').split(',').includes('otlp');
  return of('OTEL_EXPORTER_OTLP_ENDPOINT') !== '' || of('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== '';
}
