import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { createFlowTokens } from '../../src/accounts/flow-tokens.js';
import { hashCode, hashSecret, isCodeOf, isSecretOf, makeCode, makeSecret, nameForLog } from '../../src/accounts/secrets.js';

const AUDIENCE = 'https://app.example';
const NOW = Date.parse('2026-03-01T09:00:00Z');
const makeKey = () => createSecretKey(randomBytes(32));

describe('tokens of a flow', () => {
  const key = makeKey();
  const tokens = createFlowTokens([key], AUDIENCE, () => NOW);
  const good = tokens.issue('ticket', 'flow-1', NOW + 60_000);

  test('say whose flow they are about and what they are for', () => {
    expect(tokens.read(good, ['ticket', 'ticket2'])).toEqual({ flowId: 'flow-1', purpose: 'ticket' });
    expect(tokens.issue('ticket', 'flow-1', NOW + 60_000)).not.toBe(good);
  });

  test('are good for their purpose only', () => {
    expect(tokens.read(good, ['state'])).toBe('invalid');
    expect(tokens.read(tokens.issue('state', 'flow-1', NOW + 60_000), ['ticket', 'ticket2'])).toBe('invalid');
  });

  test('are good until their time is over', () => {
    const at = (now: number) => createFlowTokens([key], AUDIENCE, () => now).read(good, ['ticket']);
    expect(at(NOW + 59_999)).toMatchObject({ flowId: 'flow-1' });
    expect(at(NOW + 60_000)).toBe('expired');
  });

  test('are good for one address of the app', () => {
    expect(createFlowTokens([key], 'https://other.example', () => NOW).read(good, ['ticket'])).toBe('invalid');
  });

  test('outlive a new key, as long as the old one is kept', () => {
    expect(createFlowTokens([makeKey(), key], AUDIENCE, () => NOW).read(good, ['ticket'])).toMatchObject({ flowId: 'flow-1' });
    expect(createFlowTokens([makeKey()], AUDIENCE, () => NOW).read(good, ['ticket'])).toBe('invalid');
  });

  const claims = { purpose: 'ticket', flow: 'flow-1', aud: AUDIENCE, exp: NOW / 1000 + 60 };
  const typ = 'gitlab-link-flow+jwt';
  const without = (claim: keyof typeof claims) => Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));
  const signed = (header: object, payload: object) => jwt.sign(payload, key, { header: { alg: 'HS256', typ, ...header }, noTimestamp: true });

  test('are read by a check that takes a good one', () => {
    expect(tokens.read(signed({}, claims), ['ticket'])).toEqual({ flowId: 'flow-1', purpose: 'ticket' });
  });

  test.each([
    ['of another type', signed({ typ: 'JWT' }, claims)],
    ['without an end', signed({}, without('exp'))],
    ['without a flow', signed({}, without('flow'))],
    ['whose flow is no text', signed({}, { ...claims, flow: ['flow-1'] })],
    ['for several purposes', signed({}, { ...claims, purpose: ['ticket'] })],
    ['without an audience', signed({}, without('aud'))],
    ['with another algorithm', jwt.sign(claims, key, { algorithm: 'HS512', header: { alg: 'HS512', typ }, noTimestamp: true })],
    ['without a signature', jwt.sign(claims, '', { algorithm: 'none', header: { alg: 'none', typ }, noTimestamp: true })],
    ['that is none', 'x'],
    ['that is empty', ''],
  ])('refuse one %s', (_what, token) => {
    expect(tokens.read(token, ['ticket'])).toBe('invalid');
  });

  test('are exact to the letter by their hash, where the signature check is lenient', () => {
    expect(isSecretOf(hashSecret(good), good)).toBe(true);
    expect(isSecretOf(hashSecret(good), `${good}=`)).toBe(false);
    expect(isSecretOf(null, good)).toBe(false);
  });
});

describe('secrets and codes', () => {
  test('a secret has 256 bits', () => {
    expect(makeSecret()).toMatch(/^[\w-]{43}$/);
    expect(new Set(Array.from({ length: 100 }, makeSecret)).size).toBe(100);
  });

  test('a code has eight letters and digits that nobody takes for another', () => {
    for (const code of Array.from({ length: 200 }, makeCode)) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  test('a code is understood as people type it', () => {
    const key = makeKey();
    const hash = hashCode(key, 'flow-1', '01ABCDEF');
    for (const typed of ['01ABCDEF', '01ab-cdef', ' 01AB CDEF ', 'oiabcdef', 'OLABCDEF']) expect(isCodeOf(hash, [key], 'flow-1', typed)).toBe(true);
    for (const typed of ['01ABCDEG', '', '01ABCDE', '01ABCDEFF']) expect(isCodeOf(hash, [key], 'flow-1', typed)).toBe(false);
    expect(isCodeOf(hash, [key], 'flow-2', '01ABCDEF')).toBe(false);
    expect(isCodeOf(hash, [makeKey()], 'flow-1', '01ABCDEF')).toBe(false);
    expect(isCodeOf(hash, [makeKey(), key], 'flow-1', '01ABCDEF')).toBe(true);
    expect(isCodeOf(null, [key], 'flow-1', '01ABCDEF')).toBe(false);
  });

  test('the log knows a person of a site by a name that is nobody’s id [T29d]', () => {
    expect(nameForLog('site', 'alice')).toBe(nameForLog('site', 'alice'));
    expect(nameForLog('site', 'alice')).not.toBe(nameForLog('other', 'alice'));
    expect(nameForLog('site', 'alice')).not.toContain('alice');
  });
});
