import type { Addon } from './addon.js';
import { callByAce } from './call-by-ace.js';
import type { Tenant } from './caller.js';
import { readAnswer } from './confluence-answer.js';
import { addressOf, type ConfluenceCall } from './confluence-calls.js';
import { askGateway } from './forge/gateway.js';
import { accessOf } from './forge/system-token.js';

/**
 * One call of the app to a site, signed by the tenant's secret or, where there is none, with what the request has brought: the JSON of
 * its answer. @throws RefusedError for another status than 200, or Error without an answer within 3 s or before the signal
 */
export type AskConfluence = (tenant: Tenant, call: ConfluenceCall, values: Readonly<Record<string, string>>, bounds: AskBounds) => Promise<unknown>;

export interface AskBounds {
  readonly signal: AbortSignal;
  /** 256 KiB without it. */
  readonly mostBytes?: number;
}

const TIMEOUT_MS = 3_000;
const MOST_BYTES = 256 * 1024;

export function createAskConfluence(addon: Addon): AskConfluence {
  return async (tenant, call, values, { signal, mostBytes = MOST_BYTES }) => {
    const url = addressOf(call, values);
    const bounds = { timeoutMs: TIMEOUT_MS, mostBytes, signal };
    const access = accessOf(tenant);
    if (access) return askGateway(access, url, bounds);
    const { status, headers, text } = await callByAce(addon, tenant, { method: call.method, url }, bounds);
    return readAnswer(status, headers['content-type'] ?? '', text);
  };
}
