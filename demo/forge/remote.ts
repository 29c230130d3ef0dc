import { randomBytes } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response as Answer } from 'express';
import { z } from 'zod';
import { visitorOf } from '../confluence/visitor.js';
import { signInvocation } from './invocation.js';
import { findPlaced, Place } from './place.js';
import type { ForgeSite, Placed } from './site.js';

const Invoke = z.object({
  place: Place,
  call: z.object({
    path: z.string().regex(/^\/[^\s\\]*$/).max(8_000),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  }),
});
/** Forge's own. */
const LIMIT_MS = 25_000;

/**
 * What `invokeRemote` does on its way: the call of a frame goes to the app's remote with a token that says from where and for whom,
 * and comes back as JSON or not at all. https://developer.atlassian.com/platform/forge/forge-remote-invocation-contract/
 */
export function invokeRemote(site: ForgeSite): RequestHandler[] {
  const carry = async (req: Request, res: Answer): Promise<object> => {
    const { place, call } = Invoke.parse(req.body);
    const placed = findPlaced(site, place, visitorOf(site, req, res).viewer);
    if (!placed) return failure(404);
    const response = await fetch(`${site.remote}${call.path}`, {
      method: call.method,
      headers: { ...call.headers, ...forgeHeaders(site, placed), authorization: `Bearer ${signInvocation(site, place, placed)}` },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return readAnswer(response);
  };
  const json = express.json({ limit: '100kb' });
  return [json, (req, res) => void carry(req, res).catch(() => failure(502)).then((answer) => res.set('Cache-Control', 'no-store').json(answer))];
}

const failure = (status: number, headers: object = {}) => ({ success: false, error: { status, headers, body: {} } });

/** The app's own rights go along where the endpoint asks for them in the manifest; a person's, where the configure page's does. */
function forgeHeaders({ systemToken, personToken }: ForgeSite, { module, viewer }: Placed): Record<string, string> {
  const persons = module.type === 'confluence:globalSettings' && viewer.accountId !== undefined ? { 'x-forge-oauth-user': `${personToken}.${viewer.accountId}` } : {};
  return { 'x-forge-oauth-system': systemToken, ...persons, 'x-b3-traceid': randomBytes(8).toString('hex'), 'x-b3-spanid': randomBytes(8).toString('hex') };
}

async function readAnswer(response: Response): Promise<object> {
  const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]]));
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (!isJson) return failure(response.ok ? 502 : response.status, headers);
  return { success: true, payload: { status: response.status, headers, body: await response.json() } };
}
