import assert from 'node:assert/strict';
import jwt from 'atlassian-jwt';
import type { Request } from 'express';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { readCallerToken, type CallerToken, type TokenKind } from '../../../src/connect/caller-token.js';
import { readCompactToken, type CompactToken } from '../../../src/connect/compact-token.js';
import { AppError } from '../../../src/errors.js';
import type { Target } from '../target.js';

/** When all of it happens, in epoch seconds, so that inputs mean the same on any day. */
const NOW = 1_800_000_000;
const SELF = { appKey: 'gitlab-for-confluence', baseUrl: 'https://app.example.com' };
const LIFE = { frame: 3_600, context: 900 };
const LEEWAY = 30;
const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Tokens as they are, or header and claims in a line each, which are put together here. */
export const tokens: Target = {
  about: 'tokens of frames and their scripts, before their signature is looked at',
  runs: 150_000,
  words: [
    ...['"iss":', '"sub":', '"aud":', '"exp":', '"iat":', '"nbf":', '"qsh":', '"alg":', '"typ":', '"crit":', '"kid":', '"context":', '"user":', '"accountId":', '"confluence":', '"space":', '"key":', '"__proto__":', '"constructor":'],
    ...['"context-qsh"', `"${HASH}"`, '"HS256"', '"RS256"', '"none"', '"JWT"', `"${SELF.appKey}"`, `"${SELF.baseUrl}"`, String(NOW), String(NOW + 180), String(NOW - 31), String(NOW + 3_601), 'null', 'true', '[]', '{}', '[', ']', '{', '}', ',', ':', '\n', '.', '=', '==', '%3D', '-', '_', '\\u0000', '1e3', '1.0', '-0'],
  ],
  open: () => Promise.resolve({ check }),
};

function check(input: string): void {
  const text = input.startsWith('{') ? putTogether(input) : input;
  const token = readCompactToken(text);
  if (token) checkReading(text, token);
  const accepted = (['frame', 'context'] as const).filter((kind) => {
    const caller = readOrRefuse(kind, text);
    if (caller) checkCaller(kind, text, caller);
    return caller !== undefined;
  });
  assert.ok(accepted.length < 2, 'a token is of two kinds');
}

function putTogether(input: string): string {
  const [header = '', claims = ''] = input.split('\n').map((part) => Buffer.from(part).toString('base64url'));
  return `${header}.${claims}.c2lnbmF0dXJl`;
}

/** Every other reader reads the same in it or nothing, and no other spelling of it is one. */
function checkReading(text: string, { header, claims }: CompactToken): void {
  assert.deepEqual({ ...decodeProtectedHeader(text) }, { ...header });
  assert.deepEqual({ ...decodeJwt(text) }, { ...claims });
  const byAce = readAsAce(text);
  if (byAce !== undefined) assert.deepEqual(withListedAudience(byAce), withListedAudience(claims));
  const parts = text.split('.');
  for (const [at, part] of parts.entries()) {
    for (const other of [`${part}=`, `${part}\n`, ` ${part}`, `${part}A==`, respell(part)]) {
      if (other !== undefined) assert.equal(readCompactToken(parts.with(at, other).join('.')), undefined, 'another spelling is a token too');
    }
  }
}

/** ACE's library makes a list of the audience. */
const withListedAudience = (claims: Claims) => ({ ...claims, ...('aud' in claims && { aud: [claims.aud].flat() }) });

type Claims = Readonly<Record<string, unknown>>;

function readAsAce(text: string): Claims | undefined {
  try {
    return jwt.decodeSymmetric(text, '', jwt.SymmetricAlgorithm.HS256, true) as Claims;
  } catch {
    return undefined;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes with a bit set that stands for nothing, where there is one. */
function respell(part: string): string | undefined {
  return part.length % 4 === 0 ? undefined : part.slice(0, -1) + ALPHABET[ALPHABET.indexOf(part.slice(-1)) ^ 1];
}

/** @throws whatever is no refusal */
function readOrRefuse(kind: TokenKind, text: string): CallerToken | undefined {
  const authorization = `JWT ${text}`;
  const inQuery = { originalUrl: '/frame?jwt=x', query: { jwt: text }, headers: {}, headersDistinct: {}, body: undefined };
  const inHeader = { originalUrl: '/api', query: {}, headers: { authorization }, headersDistinct: { authorization: [authorization] }, body: {} };
  try {
    return readCallerToken((kind === 'frame' ? inQuery : inHeader) as unknown as Request, kind, SELF, NOW * 1_000);
  } catch (error) {
    assert.ok(error instanceof AppError && error.status === 401, `refused with ${String(error)}`);
    return undefined;
  }
}

/** What the rules say, said once more. */
function checkCaller(kind: TokenKind, text: string, caller: CallerToken): void {
  const header: Claims = { ...decodeProtectedHeader(text) };
  const { iss, sub, aud, exp, iat, nbf, qsh, context }: Claims = decodeJwt(text);
  assert.deepEqual([header.alg, header.crit, header.typ ?? 'JWT'], ['HS256', undefined, 'JWT']);
  assert.ok(typeof iss === 'string' && /^[!-~]{1,255}$/.test(iss) && iss !== SELF.appKey, 'an issuer that is none');
  assert.ok(sub === undefined || (typeof sub === 'string' && /^[!-~]{1,255}$/.test(sub)), 'a person who is none');
  assert.ok(aud === undefined || aud === SELF.appKey || aud === SELF.baseUrl, 'for somebody else');
  assert.ok(Number.isInteger(exp) && Number.isInteger(iat), 'times that are none');
  const [from, to] = [Number(iat), Number(exp)];
  assert.ok(to > NOW - LEEWAY && to >= from && to - from <= LIFE[kind] && from <= NOW + LEEWAY, 'at the wrong time');
  assert.ok(nbf === undefined || (Number.isInteger(nbf) && Number(nbf) <= NOW + LEEWAY), 'not yet');
  assert.ok(kind === 'context' ? qsh === 'context-qsh' : typeof qsh === 'string' && /^[0-9a-f]{64}$/.test(qsh), 'of another kind');
  const named = (context as { user?: { accountId?: unknown } } | undefined)?.user?.accountId;
  assert.ok(named === undefined || named === sub, 'of two people');
  assert.deepEqual([caller.clientKey, caller.accountId, caller.iat, caller.exp, caller.text], [iss, sub, from, to, text]);
}
