/** What can be made to go wrong, changed while it runs. `createSwitches` has all of it off. */
export interface Switches {
  /** Every answer of `reach` comes this much later. */
  latencyMs: number;
  /** `reach` answers 429 with this Retry-After. */
  status429: { retryAfterSeconds: number } | undefined;
  /** So many requests an address in so many seconds, of the API and of what applications call for OAuth; the others get 429. */
  limit: { requests: number; seconds: number } | undefined;
  /** `reach` answers 500. */
  status500: boolean;
  /** `reach` takes requests and never answers; `close()` ends them. */
  hang: boolean;
  /** What the four above bear upon: `/api`, the OAuth endpoints that applications call, or both. */
  reach: 'everything' | 'api' | 'oauth';
  /** Web pages send `Cross-Origin-Opener-Policy: same-origin`. */
  coop: boolean;
  /** The redirects of sign-in and authorization send it. */
  coopOn302: boolean;
  /** The token endpoint does its work and then drops the connection instead of answering. */
  dropTokenResponse: boolean;
  /** The token endpoint does its work and answers this much later. */
  tokenLatencyMs: number;
}

export function createSwitches(): Switches {
  return {
    latencyMs: 0,
    status429: undefined,
    limit: undefined,
    status500: false,
    hang: false,
    reach: 'everything',
    coop: false,
    coopOn302: false,
    dropTokenResponse: false,
    tokenLatencyMs: 0,
  };
}
