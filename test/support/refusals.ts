import { expect } from '@jest/globals';
import type { Response } from 'supertest';

/** Sends a request and holds its answer to the contract: within 2 s, an error in JSON with a reference, and Retry-After where coming again may help. */
export async function expectRefusal(sent: PromiseLike<Response>, status: number, code?: string): Promise<Response> {
  const started = performance.now();
  const response = await sent;
  expect(performance.now() - started).toBeLessThan(2_000);
  expect({ status: response.status, body: response.body as unknown }).toEqual({
    status,
    body: { error: { code: code ?? expect.any(String), message: expect.any(String), reference: expect.stringMatching(/^[0-9a-f]{16}$/) } },
  });
  if (status === 401) expect(response.body).toMatchObject({ error: { code: 'unauthorized', message: 'This request could not be authenticated.' } });
  if (status === 503) expect(Number(response.get('Retry-After'))).toBeGreaterThan(0);
  return response;
}
