import { isIPv4 } from 'node:net';
import { parseUrl } from '../../../src/urls.js';

/** An OAuth application registered at GitLab. Without a secret it is a public one. */
export interface Application {
  readonly clientId: string;
  /** Mutable: an administrator may renew it. */
  clientSecret?: string | undefined;
  readonly name?: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  /** Set up by the instance's administrator as trusted: nobody is asked for consent. */
  readonly trusted?: boolean;
}

export type Applications = Map<string, Application>;

/** The scopes that this GitLab knows; `api` is the one meant when none is asked for. */
export const KNOWN_SCOPES = ['api', 'read_api', 'read_user', 'read_repository', 'openid', 'profile', 'email'];
export const DEFAULT_SCOPE = 'api';

/** The application that the credentials prove; a public one needs no secret. */
export function authenticate(applications: Applications, credentials: Credentials | undefined): Application | undefined {
  const application = credentials && applications.get(credentials.clientId);
  if (!application) return undefined;
  if (!credentials.secret && application.clientSecret === undefined) return application;
  return application.clientSecret !== undefined && credentials.secret === application.clientSecret ? application : undefined;
}

export interface Credentials {
  readonly clientId: string;
  readonly secret: string | undefined;
}

/** From Basic authorization, else from the parameters. Without a client id there are none. */
export function credentialsOf(authorization: string | undefined, parameters: Parameters): Credentials | undefined {
  const basic = /^Basic (.*)/s.exec(authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [clientId = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return clientId ? { clientId, secret: secret.length > 0 ? secret.join(':') : undefined } : undefined;
  }
  return parameters.client_id ? { clientId: parameters.client_id, secret: parameters.client_secret } : undefined;
}

/** Query and body of a request, blank values left out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** Exact, but that the port of a loopback address may differ: https://www.rfc-editor.org/rfc/rfc8252#section-7.3 */
export function redirectMatches(asked: string, registered: readonly string[]): boolean {
  return usable(asked) && registered.some((uri) => uri === asked || (withoutLoopbackPort(uri) ?? uri) === withoutLoopbackPort(asked));
}

function withoutLoopbackPort(uri: string): string | undefined {
  const url = parse(uri);
  const loopback = url && ((isIPv4(url.hostname) && url.hostname.startsWith('127.')) || url.hostname === '[::1]');
  if (!loopback) return undefined;
  url.port = '';
  return url.href;
}

function usable(uri: string): boolean {
  const url = parse(uri);
  return url !== undefined && !uri.includes('#') && !['data:', 'vbscript:', 'javascript:'].includes(url.protocol);
}

function parse(uri: string): URL | undefined {
  return parseUrl(uri);
}
