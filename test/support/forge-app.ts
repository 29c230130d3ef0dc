import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import request, { type Test } from 'supertest';
import type { Database } from '../../src/storage/database.js';
import { startConnectApp, type ConnectApp } from './lifecycle-app.js';
import { signToken, type Json } from './lifecycle-tokens.js';
import { sendJson, startScriptedServer } from './scripted-server.js';
import type { SettingsOverrides } from './settings.js';

export const APP_ID = 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107';
export const ENVIRONMENT = 'aa911f10-c54b-4b93-9e27-dd2947840b9e';
export const SYSTEM_TOKEN = 'system-token-canary-4711';
const PROPERTY = 'connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8';

/** A key as Forge names its own. */
export interface ForgeKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function makeForgeKey(bits = 2048): ForgeKey {
  return { kid: `forge/invocation-token/wf-${randomUUID()}`, ...generateKeyPairSync('rsa', { modulusLength: bits }) };
}

export const jwkOf = ({ kid, publicKey }: ForgeKey): Json => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' });

/** What the server of Forge's keys does with a question. */
export type KeysMood = 'up' | 'error' | 'hangs' | 'drips' | 'resets' | 'redirects' | 'huge' | 'garbage' | 'empty';

/** Stands in for Forge's key set and for the gateway to sites' REST API. */
export interface ForgeServers {
  readonly jwksUrl: string;
  readonly gatewayUrl: string;
  readonly keys: { mood: KeysMood; set: readonly Json[]; asked: number };
  /** By cloud id: the site's client key, null where Connect does not know it; an answer of one's own instead of either. */
  readonly clientKeys: Map<string, string | null | ((response: ServerResponse) => void)>;
  /** Every path that the gateway was asked for, and with what. */
  readonly calls: { readonly path: string; readonly authorization: string | undefined }[];
  /** Answers to other paths, by the path below `/wiki`. */
  readonly answers: Map<string, unknown>;
  /** The same for a person's own token: `<token> <path>`. */
  readonly personAnswers: Map<string, unknown>;
  close(): Promise<void>;
}

export async function startForgeServers(): Promise<ForgeServers> {
  const [keyServer, elsewhere, gateway] = [await startScriptedServer(), await startScriptedServer(), await startScriptedServer()];
  const keys: ForgeServers['keys'] = { mood: 'up', set: [], asked: 0 };
  const serve = (response: ServerResponse) => sendJson(response, 200, { keys: keys.set });
  const moods: Record<KeysMood, (response: ServerResponse) => void> = {
    up: serve,
    error: (response) => response.writeHead(500).end('Internal Server Error'),
    hangs: () => undefined,
    drips: (response) => void response.writeHead(200).write('{"keys":['),
    resets: (response) => response.destroy(),
    redirects: (response) => response.writeHead(302, { location: `${elsewhere.url}/jwks.json` }).end(),
    huge: (response) => response.writeHead(200).end(JSON.stringify({ keys: keys.set }) + ' '.repeat(1024 * 1024)),
    garbage: (response) => response.writeHead(200).end('<html>'),
    empty: (response) => sendJson(response, 200, { keys: [] }),
  };
  keyServer.answer((_request, response) => {
    keys.asked += 1;
    moods[keys.mood](response);
  });
  elsewhere.answer((_request, response) => serve(response));
  const clientKeys: ForgeServers['clientKeys'] = new Map();
  const calls: ForgeServers['calls'] = [];
  const answers: ForgeServers['answers'] = new Map();
  const personAnswers: ForgeServers['personAnswers'] = new Map();
  gateway.answer(({ url, headers: { authorization } }, response) => {
    calls.push({ path: url, authorization });
    const [, cloudId = '', path = ''] = /^\/ex\/confluence\/([^/]+)\/wiki(\/.*)$/.exec(url) ?? [];
    const own = personAnswers.get(`${authorization?.slice('Bearer '.length)} ${path}`);
    if (own !== undefined) return sendJson(response, 200, own);
    if (authorization !== `Bearer ${SYSTEM_TOKEN}`) return sendJson(response, 401, { code: 401, message: 'Unauthorized' });
    if (path !== `/rest/atlassian-connect/1/addons/gitlab-for-confluence/properties/${PROPERTY}`) {
      return answers.has(path) ? sendJson(response, 200, answers.get(path)) : sendJson(response, 404, {});
    }
    const known = clientKeys.get(cloudId) ?? null;
    if (typeof known === 'function') known(response);
    else if (known === null) sendJson(response, 404, { message: 'not found', statusCode: 404 });
    else sendJson(response, 200, { key: PROPERTY, value: known });
  });
  return {
    jwksUrl: `${keyServer.url}/jwks.json`,
    gatewayUrl: gateway.url,
    keys, clientKeys, calls, answers, personAnswers,
    async close() {
      await keyServer.close();
      await elsewhere.close();
      await gateway.close();
    },
  };
}

/** An installation of the app under Forge, as its tokens tell of it. */
export interface ForgeSite {
  readonly installationId: string;
  readonly cloudId: string;
  readonly siteUrl: string;
}

export function makeForgeSite(changes: Partial<ForgeSite> = {}): ForgeSite {
  const cloudId = randomUUID();
  return { cloudId, installationId: `ari:cloud:ecosystem::installation/${randomUUID()}`, siteUrl: `https://site-${cloudId.slice(0, 8)}.atlassian.net`, ...changes };
}

/** What Forge signs for a call of a macro on that site; `app`, `context` and others replace what they name. */
export function forgeClaims({ installationId, cloudId, siteUrl }: ForgeSite, gatewayUrl: string, now: number, changes: Json = {}, app: Json = {}, context: Json = {}): Json {
  const iat = Math.floor(now / 1000);
  const module = { type: 'xen:macro', key: 'gitlab-for-confluence-link' };
  const environment = { type: 'PRODUCTION', id: `ari:cloud:ecosystem::environment/8db33809-1f32-48bb-8c52-5877dab48107/${ENVIRONMENT}` };
  return {
    app: { id: APP_ID, appVersion: '2.0.0', installationId, installation: { id: installationId, contexts: [] }, apiBaseUrl: `${gatewayUrl}/ex/confluence/${cloudId}`, environment, module, ...app },
    context: { cloudId, siteUrl, moduleKey: module.key, accountId: 'reader', extension: { type: 'macro', content: { id: '5341185', type: 'page' } }, ...context },
    principal: 'reader', aud: APP_ID, iss: 'forge/invocation-token', iat, nbf: iat, exp: iat + 25, jti: randomUUID(), ...changes,
  };
}

export const signForge = ({ kid, privateKey }: ForgeKey, claims: Json) => signToken({ alg: 'RS256', typ: 'JWT', kid }, claims, privateKey);

/** The connect part, to which Forge's stand-in sends signed calls. */
export interface ForgeApp extends ConnectApp {
  readonly forge: ForgeServers;
  readonly forgeKey: ForgeKey;
  /** See `forgeClaims`. */
  claims(site: ForgeSite, changes?: Json, app?: Json, context?: Json): Json;
  fit(site: ForgeSite, changes?: Json, app?: Json, context?: Json): string;
  /** Calls an API route. */
  ask(token: string, systemToken?: string, path?: string): Test;
  /** The same as a reader of the site, with a good system token. */
  read(site: ForgeSite): Test;
  /** What Forge sends before it removes the app from a site. */
  leave(site: ForgeSite, app?: Json): Test;
}

export async function startForgeApp(database: Database, { settings, beside }: { settings?: SettingsOverrides; beside?: ForgeApp } = {}): Promise<ForgeApp> {
  const forge = beside?.forge ?? (await startForgeServers());
  const forgeKey = beside?.forgeKey ?? makeForgeKey();
  if (!beside) forge.keys.set = [jwkOf(forgeKey)];
  const overrides = { forge: { appId: APP_ID, jwksUrl: forge.jwksUrl }, ...settings };
  const app = await startConnectApp(database, { settings: overrides, ...(beside && { beside }) });

  const claims: ForgeApp['claims'] = (site, ...changes) => forgeClaims(site, forge.gatewayUrl, app.time.now, ...changes);
  const fit: ForgeApp['fit'] = (...about) => signForge(forgeKey, claims(...about));
  const ask: ForgeApp['ask'] = (token, systemToken, path = '/api/caller') => {
    const test = request(app.url).get(path).set('authorization', `Bearer ${token}`);
    return systemToken === undefined ? test : test.set('x-forge-oauth-system', systemToken);
  };
  return {
    ...app,
    forge, forgeKey, claims, fit, ask,
    log: app.log,
    read: (site) => ask(fit(site), SYSTEM_TOKEN),
    leave(site, changes) {
      const module = { type: 'core:endpoint', key: 'before-uninstall' };
      const token = fit(site, { principal: undefined }, { module, ...changes }, { siteUrl: undefined, accountId: undefined, extension: undefined });
      return request(app.url).post('/forge/lifecycle').set('authorization', `Bearer ${token}`).send({ context: { cloudId: site.cloudId, moduleKey: 'before-uninstall' }, contextToken: 'opaque' });
    },
    async close() {
      await app.close();
      if (!beside) await forge.close();
    },
  };
}
