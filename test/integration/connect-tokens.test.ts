import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { contextClaims, frameClaims, READER, seal, sign, signBytes, withToken, type Json, type Signer } from '../support/caller-tokens.js';
import { startGuardedApp, tenantOf, type GuardedApp } from '../support/guarded-app.js';
import { sendRaw, type RawAnswer } from '../support/raw-request.js';

const HEADER = { alg: 'HS256', typ: 'JWT' };
const newSite = (clientKey: string): Signer => ({ clientKey, sharedSecret: randomBytes(48).toString('base64url') });
const acme = newSite('acme-0b1c');
const rival = newSite('rival-77aa');
let app: GuardedApp;
let now: number;

beforeAll(async () => {
  app = await startGuardedApp({ clock: () => now });
});
beforeEach(() => {
  now = Date.now();
  app.onLookUp = () => undefined;
  app.tenants.clear();
  for (const site of [acme, rival]) app.tenants.set(site.clientKey, tenantOf(site));
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => app.close());

const FRAME = '/frame?url=x&lic=none';
const frame = (token: string, target = FRAME) => sendRaw(app.origin, withToken(target, token));
const api = (token: string, body?: string) =>
  sendRaw(app.origin, '/api', { method: body === undefined ? 'GET' : 'POST', body: body ?? '', headers: { authorization: `JWT ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) } });
const frameClaim = (changes: Json = {}, target = FRAME) => frameClaims(acme, `${app.baseUrl}${target}`, app.baseUrl, changes, now);
const contextClaim = (changes: Json = {}) => contextClaims(acme, changes, now);
/** Both kinds, with the same change to their claims. */
const both = async (changes: Json) => [await frame(sign(frameClaim(changes), acme)), await api(sign(contextClaim(changes), acme))];
const seconds = () => Math.floor(now / 1000);

function expectRefused(...answers: readonly RawAnswer[]): void {
  for (const { status, body, headers, milliseconds } of answers) {
    expect([status, JSON.parse(body)]).toEqual([401, { error: { code: 'unauthorized', message: 'This request could not be authenticated.', reference: expect.any(String) } }]);
    expect(headers).not.toHaveProperty('x-acpt');
    expect(milliseconds).toBeLessThan(2_000);
  }
}
const expectAdmitted = (...answers: readonly RawAnswer[]) => expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));

describe('whom a handler gets to see', () => {
  test('is the verified tenant and reader, frozen, and nothing of ACE', async () => {
    const token = sign(frameClaim(), acme);
    const seen = JSON.parse((await frame(token)).body);
    expect(seen).toMatchObject({ caller: { tenant: { clientKey: acme.clientKey, epoch: 1 }, accountId: READER }, frozen: true });
    expect(seen.left).toEqual({ context: false, locals: ['ours'], acpt: false });
    expect(seen.jwt).toBe(token);
    expect(Object.keys(seen.caller.tenant)).not.toContain('sharedSecret');
    expect(app.log()).not.toContain(acme.sharedSecret);
  });

  test('keeps the body and the header of its request', async () => {
    const token = sign(contextClaim(), acme);
    expect(JSON.parse((await api(token, '{"instance":"default"}')).body)).toMatchObject({ body: { instance: 'default' }, authorization: `JWT ${token}` });
  });

  test('keeps its own token, too, where ACE must be shown another one', async () => {
    const ended = { iat: seconds() - 100, exp: seconds() - 10 };
    const [inQuery, inHeader] = [sign(frameClaim(ended), acme), sign(contextClaim(ended), acme)];
    expect(JSON.parse((await frame(inQuery)).body)).toMatchObject({ jwt: inQuery, left: { context: false, locals: ['ours'], acpt: false } });
    expect(JSON.parse((await api(inHeader)).body)).toMatchObject({ authorization: `JWT ${inHeader}` });
  });

  test('is nobody for an anonymous reader', async () => {
    for (const answer of await both({ sub: undefined })) expect(JSON.parse(answer.body).caller).toEqual({ tenant: expect.anything() });
  });

  test.each(['user_id=mallory', 'userId=mallory', 'lic=active', 'xdm_e=https%3A%2F%2Fevil.example', 'cp=%2Fevil', 'tz=UTC', 'loc=en', 'clientKey=rival-77aa', 'context=x', 'token=x'])(
    'does not change with a signed parameter %s',
    async (parameter) => {
      const target = `/frame?${parameter}`;
      // ACE itself grumbles at some of them.
      jest.spyOn(console, 'warn').mockReturnValue();
      const { body } = await frame(sign(frameClaim({}, target), acme), target);
      expect(JSON.parse(body).caller).toEqual({ tenant: tenantOf(acme).tenant, accountId: READER });
      expect(body).not.toContain('evil');
    },
  );

  test("is the token's subject where the context says the same", async () => {
    expectAdmitted(...(await both({ context: { user: { accountId: READER, userKey: 'x' } } })));
  });
});

describe('claims of a wrong type are refused, as is a claim that is missing:', () => {
  const wrong: readonly (readonly [string, readonly unknown[]])[] = [
    ['iss', [undefined, null, '', 5, [acme.clientKey], [acme.clientKey, rival.clientKey], [[acme.clientKey]], { a: 1 }, `${acme.clientKey}\n`, 'x\0', 'ü', 'x'.repeat(256), true]],
    ['sub', [null, '', 5, [READER], { accountId: READER }, `${READER}\r\nx`, 'ü', 'x'.repeat(256), false]],
    ['aud', [null, '', 5, [acme.clientKey], acme.clientKey, rival.clientKey, [rival.clientKey], [['a', 'b']], { a: 1 }, [123], [{}], [], 'https://other.example']],
    ['exp', [undefined, 0, null, 'abc', {}, [], '9999999999', 1e300, -1, true]],
    ['iat', [undefined, 0, null, 'abc', {}, [], true]],
    ['nbf', [null, 'abc', {}, []]],
    ['qsh', [undefined, null, '', 5, [], {}, ['context-qsh'], 'context-qsh ', 'CONTEXT-QSH', 'x'.repeat(64), 'A'.repeat(64)]],
    ['context', [null, 5, 'x', []]],
  ];
  test.each(wrong.flatMap(([claim, values]) => values.map((value) => [claim, value] as const)))('%s %j [T3b, T5a]', async (claim, value) => {
    const lookedUp: string[] = [];
    app.onLookUp = (clientKey) => void lookedUp.push(clientKey);
    expectRefused(...(await both({ [claim]: value })));
    // What has not the right shape never reaches the store.
    expect(lookedUp).toEqual([]);
  });

  test.each([{ user: null }, { user: 'x' }, { user: { accountId: 5 } }, { user: { accountId: 'somebody-else' } }, { user: { accountId: [READER] } }])('context %j [T3b]', async (context) => {
    const lookedUp: string[] = [];
    app.onLookUp = (clientKey) => void lookedUp.push(clientKey);
    expectRefused(...(await both({ context })));
    expect(lookedUp).toEqual([]);
  });

  test('a context that names a person where the token is anonymous [T3b]', async () => {
    expectRefused(...(await both({ sub: undefined, context: { user: { accountId: READER } } })));
  });

  test('an exp of half a second, and claims that are no object [T3b, T26b]', async () => {
    expectRefused(...(await both({ exp: seconds() + 60.5 })), await api(sign('[]', acme)), await api(sign('"x"', acme)), await api(sign('null', acme)));
  });
});

describe('an audience', () => {
  test('is accepted where it is us', async () => {
    expectAdmitted(...(await both({ aud: 'gitlab-for-confluence' })), ...(await both({ aud: app.baseUrl })));
  });

  test("does not make another tenant's token ours", async () => {
    const claims = { ...contextClaim({ aud: 'gitlab-for-confluence' }) };
    expectRefused(await api(sign(claims, rival)));
  });
});

describe('time', () => {
  const at = (iat: number, life = 180) => ({ iat: seconds() + iat, exp: seconds() + iat + life });
  test.each([29, 0, -29, -149])('a token issued %i seconds from now is good [T26a]', async (iat) => expectAdmitted(...(await both(at(iat)))));
  test.each([31, 120, 100_000, -300])('a token issued %i seconds from now is refused [T26a]', async (iat) => expectRefused(...(await both(at(iat)))));

  test.each([1, 0, -1, -10, -28])('a token that ends %i seconds from now is good [T26a]', async (end) => expectAdmitted(...(await both({ iat: seconds() - 100, exp: seconds() + end }))));
  test.each([-30, -31, -120])('a token that ends %i seconds from now is refused [T7b, T26a]', async (end) => expectRefused(...(await both({ iat: seconds() - 100, exp: seconds() + end }))));

  test('within the leeway, too, the signature and the hash must be right', async () => {
    const ended = { iat: seconds() - 100, exp: seconds() - 10 };
    expectRefused(
      await frame(sign(frameClaim(ended), rival)),
      await api(sign(contextClaim(ended), rival)),
      await frame(sign(frameClaim({ ...ended, qsh: 'a'.repeat(64) }), acme)),
      await frame(sign(frameClaim(ended), acme), '/frame?url=y'),
    );
  });

  test('a frame’s token lives an hour at most, a context token 15 minutes [T26b]', async () => {
    expectAdmitted(await frame(sign(frameClaim(at(0, 3600)), acme)), await api(sign(contextClaim(at(0, 900)), acme)));
    expectRefused(await frame(sign(frameClaim(at(0, 3601)), acme)), await api(sign(contextClaim(at(0, 901)), acme)));
  });

  test('a token that ends before it begins, or is not yet valid, is refused', async () => {
    expectRefused(...(await both(at(-20, -5))), ...(await both({ nbf: seconds() + 31 })));
    expectAdmitted(...(await both({ nbf: seconds() + 29 })));
  });
});

describe('a signature', () => {
  test.each(['HS384', 'HS512'] as const)('by %s is refused, whatever the header says', async (algorithm) => {
    expectRefused(await api(sign(contextClaim(), acme, algorithm)), await api(seal(sign(contextClaim(), acme, algorithm).split('.', 2).join('.'), acme.sharedSecret)));
  });

  test.each([
    { alg: 'none' }, { alg: 'None' }, { alg: '' }, { alg: 'RS256' }, { alg: 'hs256' }, { alg: ['HS256'] }, { alg: '__proto__' }, { alg: null }, {},
    { alg: 'HS256', crit: ['exp'] }, { alg: 'HS256', crit: [] }, { alg: 'HS256', crit: ['b64'], b64: false }, { alg: 'HS256', typ: 'at+jwt' }, { alg: 'HS256', typ: 5 },
  ])('under the header %j is refused', async (header) => {
    expectRefused(await api(signBytes(header, contextClaim(), acme)), await frame(signBytes(header, frameClaim(), acme)));
    const unsigned = signBytes(header, contextClaim(), acme).split('.', 2).join('.');
    expectRefused(await api(`${unsigned}.`), await api(unsigned));
  });

  test('of another tenant, of an empty secret or changed by one character is refused', async () => {
    const token = sign(contextClaim(), acme);
    const changed = `${token.slice(0, -5)}${token.at(-5) === 'A' ? 'B' : 'A'}${token.slice(-4)}`;
    expectRefused(await api(sign(contextClaim(), rival)), await api(seal(token.split('.', 2).join('.'), '')), await api(changed), await api(token.slice(0, -1)));
  });
});

describe('a token has one spelling:', () => {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  /** The same bytes for a lenient reader, by the bits that the last character has to spare. */
  const respell = (part: string) => part.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(part.slice(-1)) ^ 1] ?? '');
  /** Text whose bytes don't fill the last character of their base64url. */
  const uneven = (text: string): string => (Buffer.byteLength(text) % 3 === 0 ? uneven(`${text} `) : text);
  const parts = () => signBytes(uneven(JSON.stringify(HEADER)), uneven(JSON.stringify(contextClaim())), acme).split('.');

  test('the one that these tests begin with is good', async () => expectAdmitted(await api(parts().join('.'))));

  test.each(['header', 'claims'])('the %s with spare bits, padding or other letters is refused even where it was signed so [T3d]', async (which) => {
    const index = which === 'header' ? 0 : 1;
    const spell = (change: (part: string) => string) => {
      const input = parts().slice(0, 2).map((part, at) => (at === index ? change(part) : part));
      return seal(input.join('.'), acme.sharedSecret);
    };
    for (const change of [respell, (part: string) => `${part}=`, (part: string) => `${part}==`, (part: string) => `${part}A`, (part: string) => `${part}+`, (part: string) => `${part}%20`]) {
      expectRefused(await frame(spell(change)), await api(spell(change)));
    }
  });

  test('the signature with spare bits, padding, more behind it, or characters that end in the same byte is refused [T3d]', async () => {
    const token = sign(frameClaim(), acme);
    const signature = token.slice(token.lastIndexOf('.') + 1);
    const signed = token.slice(0, token.lastIndexOf('.') + 1);
    expectAdmitted(await frame(token));
    const wide = String.fromCharCode(0x100 + signature.charCodeAt(0)) + signature.slice(1);
    for (const other of [respell(signature), `${signature}=`, `${signature}!!`, `${signature}\n`, ` ${signature}`, wide, signature.toUpperCase(), '']) expectRefused(await frame(signed + other));
    expectRefused(await frame(`${token}.`), await frame(`.${token}`), await frame(token.replace('.', '..')), await frame(`${token}.${signature}`));
  });

  test('with two keys of one name, bad UTF-8 or a byte order mark it names nobody else', async () => {
    const text = JSON.stringify(contextClaim());
    const twice = text.replace('{', `{"iss":"${rival.clientKey}",`);
    // The last key counts, for ACE as well; signed by the other tenant it is refused.
    expect(JSON.parse((await api(signBytes(HEADER, twice, acme))).body).caller.tenant.clientKey).toBe(acme.clientKey);
    expectRefused(await api(signBytes(HEADER, twice, rival)));
    const bad = Buffer.from(text.replace(READER, 'x\xff'), 'latin1');
    const badElsewhere = Buffer.from(text.replace('{', '{"more":"\xff",'), 'latin1');
    expectRefused(await api(signBytes(HEADER, bad, acme)), await api(signBytes(HEADER, badElsewhere, acme)), await api(signBytes(HEADER, `\uFEFF${text}`, acme)), await api(signBytes(HEADER, `${text}x`, acme)));
    expectRefused(await api(signBytes(HEADER, text.replace('{', '{"__proto__":{"iss":"x"},"iss":[],').replace(`"iss":"${acme.clientKey}",`, ''), acme)));
  });

  test('it is 8 KiB long at most', async () => {
    expectAdmitted(await api(sign(contextClaim({ more: 'x'.repeat(4_000) }), acme)));
    expectRefused(await api(sign(contextClaim({ more: 'x'.repeat(8_000) }), acme)));
  });
});

describe('parameters', () => {
  test.each<[string, string, string]>([
    ['an array for a value', '/frame?pageId=1', '/frame?pageId[]=1'],
    ['an index for a value', '/frame?pageId=1', '/frame?pageId[7]=1'],
    ['encoded brackets', '/frame?pageId=1', '/frame?pageId%5B%5D=1'],
    ['an operator for a signed text', '/frame?q=[object%20Object]', '/frame?q[$ne]=anything'],
    ['a repeated parameter in another order', '/frame?a=1&a=2', '/frame?a=2&a=1'],
    ['a repeated parameter', '/frame?a=1&a=2', '/frame?a=1&a=2'],
    ['a parameter repeated by another spelling', '/frame?a=1&a=2', '/frame?a=1&%61=2'],
    ['a second token', '/frame?a=1', '/frame?a=1&jwt=x'],
    ['a parameter of prototypes', '/frame?a=1', '/frame?a=1&__proto__=x'],
    ['a parameter more', '/frame?a=1', '/frame?a=1&b=2'],
    ['a parameter less', '/frame?a=1&b=2', '/frame?a=1'],
    ['another value', '/frame?a=1', '/frame?a=2'],
    ['another path', '/frame?a=1', '/frame/x?a=1'],
  ])('%s is refused [T3c]', async (_, signed, asked) => {
    expectRefused(await frame(sign(frameClaim({}, signed), acme), asked));
  });

  test('with brackets in their values are what they say', async () => {
    for (const target of ['/frame?q=[object%20Object]', '/frame?json=%5B1%5D', '/frame?a=&b', '/frame?a=1&&b=2&']) expectAdmitted(await frame(sign(frameClaim({}, target), acme), target));
  });

  test('are 50 at most, the token among them [T3c, T17c]', async () => {
    const many = (count: number) => `/frame?${Array.from({ length: count }, (_, index) => `p${index}=${index}`).join('&')}`;
    expectAdmitted(await frame(sign(frameClaim({}, many(49)), acme), many(49)));
    expectRefused(await frame(sign(frameClaim({}, many(50)), acme), many(50)));
    expectRefused(await frame(sign(frameClaim({}, many(1_000)), acme), `${many(1_000)}`));
  });

  test('of an API call, which no hash covers, are held to the same', async () => {
    const token = sign(contextClaim(), acme);
    for (const query of ['a=1&a=2', 'a[]=1', 'jwt=x', 'acpt=x']) expectRefused(await sendRaw(app.origin, `/api?${query}`, { headers: { authorization: `JWT ${token}` } }));
  });
});

describe('a tenant', () => {
  test('that has gone is refused', async () => {
    app.tenants.delete(acme.clientKey);
    expectRefused(...(await both({})));
  });

  test('that was installed anew while its token was verified is refused', async () => {
    let lookUps = 0;
    app.onLookUp = () => {
      lookUps += 1;
      if (lookUps === 2) app.tenants.set(acme.clientKey, tenantOf(acme, 2));
    };
    expectRefused(await api(sign(contextClaim(), acme)));
    expect(lookUps).toBe(3);
  });
});
