import type { CallKind, CallResult } from '../../telemetry/metrics.js';
import type { Telemetry } from '../../telemetry/telemetry.js';
import { HttpFailure, type HttpClient, type HttpRequest } from './http-client.js';

/** Counts and times each call of `http`, and tells the trace under way of it. GitLab hears nothing of either. */
export function watched(http: HttpClient, kindOf: (request: HttpRequest) => CallKind, { metrics, tracing }: Telemetry): HttpClient {
  return {
    ...http,
    send(request) {
      const kind = kindOf(request);
      return tracing.step(`GitLab ${kind}`, 'call', async (end) => {
        const started = performance.now();
        const note = (result: CallResult, status: { readonly 'http.response.status_code'?: number }) => {
          metrics.askedGitLab({ kind, result, seconds: (performance.now() - started) / 1_000 });
          const call = request.call === undefined ? {} : { 'gitlab.call': request.call };
          end({ facts: { 'http.request.method': request.method, 'gitlab.result': result, ...call, ...status }, failed: result !== 'ok' && result !== 'not_found' });
        };
        try {
          const answer = await http.send(request);
          note(resultOf(answer.status), { 'http.response.status_code': answer.status });
          return answer;
        } catch (error) {
          note(error instanceof HttpFailure && error.reason === 'too-large' ? 'too_large' : 'unavailable', {});
          throw error;
        }
      });
    },
  };
}

const BY_STATUS: Readonly<Record<number, CallResult>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 429: 'limited' };

function resultOf(status: number): CallResult {
  if (status >= 500) return 'unavailable';
  if (status >= 400) return BY_STATUS[status] ?? 'refused';
  return status >= 300 ? 'moved' : 'ok';
}
