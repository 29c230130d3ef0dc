import { AsyncLocalStorage } from 'node:async_hooks';
import { randomText } from './random-text.js';

/** What one request sets in motion; everything that is done for it, at once or later, is done within it. */
export interface Trace {
  /** 32 hexadecimal digits, not all of them 0. */
  readonly id: string;
}

/** Where another program's part of a trace ends and ours begins. */
export interface RemoteParent extends Trace {
  /** 16 hexadecimal digits, not all of them 0. */
  readonly spanId: string;
}

const underWay = new AsyncLocalStorage<Trace>();

export function makeTrace(): Trace {
  return { id: randomText(16, 'hex') };
}

/** Does `work`, and what comes of it later, within `trace`. */
export function inTrace<T>(trace: Trace, work: () => T): T {
  return underWay.run(trace, work);
}

/** Does `work` within no trace, since it is done for nobody in particular. */
export function outsideTraces<T>(work: () => T): T {
  return underWay.exit(work);
}

/** The trace within which this runs. */
export function currentTrace(): Trace | undefined {
  return underWay.getStore();
}

/**
 * What a `traceparent` header names (https://www.w3.org/TR/trace-context/#traceparent-header); undefined for what is none. Whether it
 * wants the trace to be kept is left out: the header may be a browser's own, and what is kept costs us.
 */
export function readTraceparent(header: string | undefined): RemoteParent | undefined {
  const [, id, spanId] = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/.exec(header ?? '') ?? [];
  return id === undefined || spanId === undefined ? undefined : { id, spanId };
}
