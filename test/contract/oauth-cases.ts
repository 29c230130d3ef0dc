import { createHash } from 'node:crypto';
import { REDIRECT_URI, SECOND_REDIRECT_URI, type Party } from './oauth-parties.js';

/** What a client sees of one answer, with what is random named by its shape. */
export interface Observed {
  readonly status: number;
  readonly body: unknown;
  readonly authenticate: string | null;
  readonly cacheControl?: string | null;
}

type Parameters = Record<string, string>;
type Case = readonly [name: string, run: (client: Client) => Promise<unknown[]>];

const CONFIDENTIAL = { client_id: 'confidential', client_secret: 'kept-by-the-server' };
const OTHER = { client_id: 'other', client_secret: 'kept-by-another' };
const PUBLIC = { client_id: 'public' };
const ASK = { redirect_uri: REDIRECT_URI, response_type: 'code', scope: 'read_api' };
const VERIFIER = 'a-verifier-that-is-long-enough-for-the-rule-43';
const S256 = { code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'), code_challenge_method: 'S256' };

/** A client that presses through one party's endpoints. */
export class Client {
  private readonly party: Party;
  constructor(party: Party) {
    this.party = party;
  }

  async code(client: Parameters = CONFIDENTIAL, more: Parameters = {}): Promise<string> {
    const answer = await this.party.consent({ client_id: client.client_id ?? '', ...ASK, ...more });
    return new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code') ?? '';
  }

  /** Where the browser is sent after pressing a button, or the refusal. */
  async consent(parameters: Parameters, decision?: 'allow' | 'deny'): Promise<unknown> {
    const answer = await this.party.consent(parameters, decision);
    const location = answer.headers.get('location')?.replace(/code=[0-9a-f]{64}/, 'code=<64 hex>');
    return location === undefined ? { status: answer.status, body: await answer.json() } : { status: answer.status, location };
  }

  async token(parameters: Parameters, headers: Record<string, string> = {}): Promise<Seen> {
    return this.send('POST', '/oauth/token', parameters, headers);
  }

  async exchange(code: string, more: Parameters = {}, client: Parameters = CONFIDENTIAL): Promise<Seen> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...client, ...more });
  }

  async refresh(refreshToken: string, more: Parameters = {}, client: Parameters = CONFIDENTIAL): Promise<Seen> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...client, ...more });
  }

  /** A fresh pair. */
  async pair(scope = 'read_api', client: Parameters = CONFIDENTIAL): Promise<Pair> {
    return pairOf(await this.exchange(await this.code(client, { scope }), {}, client));
  }

  async revoke(token: string, client: Parameters = {}): Promise<Seen> {
    return this.send('POST', '/oauth/revoke', { token, ...client });
  }

  async info(accessToken: string): Promise<Seen> {
    const seen = await this.send('GET', '/oauth/token/info', undefined, { authorization: `Bearer ${accessToken}` });
    // For a bad token the library prints a Ruby hash into this header.
    return { ...seen, observed: { ...seen.observed, authenticate: null } };
  }

  private async send(method: string, path: string, parameters?: Parameters, headers: Record<string, string> = {}): Promise<Seen> {
    const body = parameters && new URLSearchParams(parameters);
    const response = await fetch(`${this.party.url}${path}`, { method, headers, ...(body ? { body } : {}) });
    const raw = (await response.json()) as Record<string, unknown>;
    const cacheControl = path === '/oauth/token' ? response.headers.get('cache-control') : null;
    return { raw, observed: { status: response.status, body: byShape(raw), authenticate: response.headers.get('www-authenticate'), cacheControl } };
  }
}

export interface Seen {
  readonly raw: Record<string, unknown>;
  readonly observed: Observed;
}

export interface Pair {
  readonly access: string;
  readonly refresh: string;
}

export function pairOf({ raw }: Seen): Pair {
  return { access: String(raw.access_token), refresh: String(raw.refresh_token) };
}

function byShape(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, shapeOf(name, value)]));
}

function shapeOf(name: string, value: unknown): unknown {
  if (name.endsWith('_token')) return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? '<64 hex>' : value;
  if (name === 'created_at') return typeof value === 'number' && Math.abs(value - Date.now() / 1000) < 60 ? '<now>' : value;
  if (name.startsWith('expires_in')) return typeof value === 'number' && value > 7190 && value <= 7200 ? '<two hours>' : value;
  return value;
}

const seen = (...answers: readonly Seen[]) => answers.map(({ observed }) => observed);

/** What is asked of both servers. */
export const CASES: readonly Case[] = [
  ['a code for tokens', async (client) => seen(await client.exchange(await client.code()))],
  ['a code for tokens, by Basic authorization', async (client) => {
    const basic = Buffer.from('confidential:kept-by-the-server').toString('base64');
    return seen(await client.token({ grant_type: 'authorization_code', code: await client.code(), redirect_uri: REDIRECT_URI }, { authorization: `Basic ${basic}` }));
  }],
  ['a code for tokens, by a public application', async (client) => seen(await client.exchange(await client.code(PUBLIC), {}, PUBLIC))],
  ['a code twice', async (client) => {
    const code = await client.code();
    return seen(await client.exchange(code), await client.exchange(code));
  }],
  ['an unknown code', async (client) => seen(await client.exchange('0'.repeat(64)))],
  ['a code of another application', async (client) => seen(await client.exchange(await client.code(), {}, OTHER))],
  ['a code with a wrong secret, then with the right one', async (client) => {
    const code = await client.code();
    return seen(await client.exchange(code, {}, { ...CONFIDENTIAL, client_secret: 'wrong' }), await client.exchange(code));
  }],
  ['an unknown code with a wrong secret', async (client) => seen(await client.exchange('0'.repeat(64), {}, { ...CONFIDENTIAL, client_secret: 'wrong' }))],
  ['a code without a secret, of a confidential application', async (client) => seen(await client.exchange(await client.code(), {}, { client_id: 'confidential' }))],
  ['a code of an unknown application', async (client) => seen(await client.exchange(await client.code(), {}, { client_id: 'nobody' }))],
  ['a code with another redirect URI', async (client) => seen(await client.exchange(await client.code(), { redirect_uri: SECOND_REDIRECT_URI }))],
  ['a code without redirect URI', async (client) => seen(await client.exchange(await client.code(), { redirect_uri: '' }))],
  ['a challenge by S256', async (client) => seen(await client.exchange(await client.code(CONFIDENTIAL, S256), { code_verifier: VERIFIER }))],
  ['a challenge by plain', async (client) =>
    seen(await client.exchange(await client.code(PUBLIC, { code_challenge: VERIFIER, code_challenge_method: 'plain' }), { code_verifier: VERIFIER }, PUBLIC))],
  ['a wrong verifier, none, then the right one', async (client) => {
    const code = await client.code(CONFIDENTIAL, S256);
    return seen(await client.exchange(code, { code_verifier: `${VERIFIER}x` }), await client.exchange(code), await client.exchange(code, { code_verifier: VERIFIER }));
  }],
  ['a verifier for a code without challenge, then none', async (client) => {
    const code = await client.code();
    return seen(await client.exchange(code, { code_verifier: VERIFIER }), await client.exchange(code));
  }],
  ['no grant type, an unknown one, no code', async (client) =>
    seen(await client.token(CONFIDENTIAL), await client.token({ ...CONFIDENTIAL, grant_type: 'magic' }), await client.token({ ...CONFIDENTIAL, grant_type: 'authorization_code' }))],
  ['no grant type, with a state', async (client) => seen(await client.token({ ...CONFIDENTIAL, state: 'kept' }))],
  ['a refresh', async (client) => {
    const first = await client.pair();
    const answer = await client.refresh(first.refresh);
    return seen(answer, await client.info(first.access), await client.info(pairOf(answer).access));
  }],
  ['a refresh by a public application', async (client) => seen(await client.refresh((await client.pair('read_api', PUBLIC)).refresh, {}, PUBLIC))],
  ['a refresh token twice: the new pair stays alive', async (client) => {
    const first = await client.pair();
    const won = await client.refresh(first.refresh);
    return seen(won, await client.refresh(first.refresh), await client.info(pairOf(won).access), await client.refresh(pairOf(won).refresh));
  }],
  ['a refresh token with a wrong secret, then with the right one', async (client) => {
    const { refresh } = await client.pair();
    return seen(await client.refresh(refresh, {}, { ...CONFIDENTIAL, client_secret: 'wrong' }), await client.refresh(refresh));
  }],
  ['an unknown refresh token with a wrong secret', async (client) => seen(await client.refresh('0'.repeat(64), {}, { ...CONFIDENTIAL, client_secret: 'wrong' }))],
  ['a refresh token of another application', async (client) => seen(await client.refresh((await client.pair()).refresh, {}, OTHER))],
  ['a refresh token of nobody in particular', async (client) => seen(await client.refresh((await client.pair()).refresh, {}, {}))],
  ['an access token as a refresh token, and none at all', async (client) => seen(await client.refresh((await client.pair()).access), await client.refresh(''))],
  ['a refresh to a narrower scope, then back to the wider one', async (client) => {
    const narrow = await client.refresh((await client.pair('read_api read_user')).refresh, { scope: 'read_user' });
    return seen(narrow, await client.refresh(pairOf(narrow).refresh, { scope: 'read_api read_user' }), await client.refresh(pairOf(narrow).refresh));
  }],
  ['a refresh to a wider scope', async (client) => {
    const { refresh } = await client.pair();
    return seen(await client.refresh(refresh, { scope: 'api' }), await client.refresh(refresh));
  }],
  ['revoking an access token', async (client) => {
    const { access, refresh } = await client.pair();
    return seen(await client.revoke(access, CONFIDENTIAL), await client.info(access), await client.refresh(refresh), await client.revoke(access, CONFIDENTIAL));
  }],
  ['revoking a refresh token', async (client) => {
    const { access, refresh } = await client.pair();
    return seen(await client.revoke(refresh, CONFIDENTIAL), await client.info(access), await client.refresh(refresh));
  }],
  ['revoking by a public application', async (client) => {
    const { access, refresh } = await client.pair('read_api', PUBLIC);
    return seen(await client.revoke(refresh, PUBLIC), await client.info(access));
  }],
  ['revoking what is unknown, by anybody', async (client) => seen(await client.revoke('0'.repeat(64)), await client.revoke('', CONFIDENTIAL))],
  ['revoking with a wrong secret, as another application, as nobody', async (client) => {
    const { access } = await client.pair();
    return seen(await client.revoke(access, { ...CONFIDENTIAL, client_secret: 'wrong' }), await client.revoke(access, OTHER), await client.revoke(access), await client.info(access));
  }],
  ['what a token is', async (client) => seen(await client.info((await client.pair('read_user read_api')).access), await client.info('0'.repeat(64)))],
  ['the redirect after Authorize and after Deny', async (client) => {
    const asked = { client_id: 'confidential', ...ASK, state: 'a b&c' };
    return [await client.consent(asked), await client.consent(asked, 'deny'), await client.consent({ client_id: 'confidential', ...ASK })];
  }],
  ['a loopback redirect URI on another port', async (client) => [await client.consent({ client_id: 'confidential', ...ASK, redirect_uri: 'http://127.0.0.1:4567/back' })]],
  ['what can not be asked for', async (client) => [
    await client.consent({ client_id: 'nobody', ...ASK }),
    await client.consent({ ...ASK }),
    await client.consent({ client_id: 'confidential', ...ASK, redirect_uri: 'https://elsewhere.example/' }),
    await client.consent({ client_id: 'confidential', ...ASK, redirect_uri: `${REDIRECT_URI}/` }),
    await client.consent({ client_id: 'confidential', ...ASK, scope: 'nonsense', state: 's' }),
    await client.consent({ client_id: 'public', ...ASK, scope: '' }),
    await client.consent({ client_id: 'confidential', ...ASK, response_type: 'magic' }),
    await client.consent({ client_id: 'confidential', redirect_uri: REDIRECT_URI, scope: 'read_api' }),
    await client.consent({ client_id: 'confidential', ...ASK, code_challenge: 'abc', code_challenge_method: 'S512' }),
  ]],
];
