import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { lifecycleBody } from '../../demo/confluence/lifecycle.js';
import { queryHash } from '../../demo/confluence/query-hash.js';
import { signLifecycleToken } from '../../demo/confluence/tokens.js';
import { contextClaims, frameClaims, outboundClaims, sign, withToken, type Json, type Signer } from './caller-tokens.js';
import { sendRaw, type RawAnswer } from './raw-request.js';
import type { WholeApp } from './whole-app.js';

/** Where a route looks for its token. */
export interface Route {
  readonly kind: 'frame' | 'context' | 'lifecycle' | 'public';
  readonly method: 'GET' | 'POST';
  /** Below the base URL. */
  readonly target: string;
}

export const ROUTES: readonly Route[] = [
  { kind: 'frame', method: 'GET', target: '/macros/link?url=https%3A%2F%2Fnot.gitlab.example%2Fa%2Fb' },
  { kind: 'frame', method: 'GET', target: '/macros/inline?url=https%3A%2F%2Fnot.gitlab.example%2Fa%2Fb' },
  { kind: 'frame', method: 'GET', target: '/home' },
  { kind: 'context', method: 'GET', target: '/api/macros/link?url=https%3A%2F%2Fnot.gitlab.example%2Fa%2Fb' },
  { kind: 'context', method: 'GET', target: '/api/macros/inline?url=https%3A%2F%2Fnot.gitlab.example%2Fa%2Fb' },
  { kind: 'context', method: 'GET', target: '/api/home' },
  { kind: 'context', method: 'GET', target: '/api/link/status' },
  { kind: 'context', method: 'POST', target: '/api/link/start' },
  { kind: 'context', method: 'POST', target: '/api/link/confirm' },
  { kind: 'context', method: 'POST', target: '/api/link/decline' },
  { kind: 'context', method: 'POST', target: '/api/link/disconnect' },
  { kind: 'lifecycle', method: 'POST', target: '/connect/installed' },
  { kind: 'lifecycle', method: 'POST', target: '/connect/uninstalled' },
  { kind: 'public', method: 'GET', target: '/atlassian-connect.json' },
  { kind: 'public', method: 'GET', target: '/oauth/popup' },
  { kind: 'public', method: 'GET', target: '/healthz' },
];

export const TOKEN_KINDS = ['frame', 'context', 'lifecycle', 'outbound', 'session', 'webhook', 'foreign frame', 'foreign context', 'none'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** A token of the kind, made for exactly this route; undefined for none. `other` is a tenant whose secret signs the foreign ones. */
export function tokenFor(kind: TokenKind, { method, target }: Route, app: WholeApp, tenant: Signer, other: Signer): string | undefined {
  const url = `${app.url}${target}`;
  const issuedAt = Math.floor(Date.now() / 1000);
  switch (kind) {
    case 'frame':
      return sign(frameClaims(tenant, url, app.url), tenant);
    case 'foreign frame':
      return sign(frameClaims(tenant, url, app.url), other);
    case 'context':
      return sign(contextClaims(tenant), tenant);
    case 'foreign context':
      return sign(contextClaims(tenant), other);
    case 'webhook':
      return sign(frameClaims(tenant, url, app.url, { qsh: queryHash('POST', url, new URL(app.url).pathname) }), tenant);
    case 'outbound':
      return sign(outboundClaims(tenant, method, url, app.url), tenant);
    case 'session':
      // What ACE itself would hand out: no hash, our own key as issuer.
      return sign({ ...outboundClaims(tenant, method, url, app.url), qsh: undefined, sub: 'someone' }, tenant);
    case 'lifecycle': {
      const claims = { iss: tenant.clientKey, sub: 'admin', iat: issuedAt, exp: issuedAt + 180, aud: [app.url], qsh: queryHash(method, url, new URL(app.url).pathname) };
      const { privateKey, kid } = app.confluence.installKey;
      return jwt.sign(claims, privateKey, { algorithm: 'RS256', keyid: kid });
    }
    case 'none':
      return undefined;
  }
}

/** Sends the token in the place that the route reads, or in another one. */
export function ask(app: WholeApp, { method, target }: Route, place: 'query' | 'header' | 'nowhere', token = '', headers: Json = {}): Promise<RawAnswer> {
  const url = `${app.url}${target}`;
  const { origin, pathname, search } = new URL(place === 'query' ? withToken(url, token) : url);
  const body = method === 'POST' ? '{}' : '';
  const sent = { ...(body ? { 'content-type': 'application/json' } : {}), ...(place === 'header' ? { authorization: `JWT ${token}` } : {}), ...headers };
  return sendRaw(origin, `${pathname}${search}`, { method, headers: sent, body });
}

export const UNAUTHORIZED = {
  error: { code: 'unauthorized', message: 'This request could not be authenticated.', reference: expect.stringMatching(/^[0-9a-f]{16}$/) },
};

/** The one refusal: soon, in the one shape, and telling nothing of what came. */
export function expectRefused(answer: RawAnswer, token?: string): void {
  expect([answer.status, answer.body && JSON.parse(answer.body)]).toEqual([401, UNAUTHORIZED]);
  expect(answer.milliseconds).toBeLessThan(2_000);
  expect(answer.headers).not.toHaveProperty('x-acpt');
  expect(answer.headers).not.toHaveProperty('etag');
  expect(answer.headers['cache-control']).toBe('no-store');
  for (const part of token?.split('.') ?? []) if (part.length > 8) expect(answer.body).not.toContain(part);
}

/** Installs a further tenant by a signed call; the key server knows the stand-in's key only. */
export async function installTenant(app: WholeApp, tenant: Partial<Signer> = {}): Promise<Signer> {
  const signer = { clientKey: randomUUID(), sharedSecret: randomBytes(48).toString('base64url'), ...tenant };
  const { descriptor, descriptorUrl } = app.confluence.installation();
  const url = `${app.url}${descriptor.lifecycle.installed}`;
  const site = { baseUrl: app.confluence.baseUrl, displayUrl: undefined, installKey: app.confluence.installKey };
  // Of two installs within one second the tokens must differ: each counts once.
  const subject = { clientKey: signer.clientKey, accountId: randomUUID(), issuedAt: Math.floor(Date.now() / 1000) };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `JWT ${signLifecycleToken(site.installKey, subject, url, app.url)}` },
    body: JSON.stringify(lifecycleBody(site, { descriptorUrl, descriptor, ...signer }, 'installed')),
  });
  if (response.status !== 204) throw new Error(`The install was answered with ${response.status}.`);
  return signer;
}
