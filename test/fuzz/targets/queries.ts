import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client } from 'undici';
import { percentEncode, queryHash } from '../../../demo/confluence/query-hash.js';
import { contextClaims, frameClaims, sign } from '../../support/caller-tokens.js';
import { startGuardedApp, tenantOf } from '../../support/guarded-app.js';
import { inTime } from '../in-time.js';
import type { Target } from '../target.js';

/**
 * Two queries, a line each: the one that Confluence signs, and the one that comes. Or a single one, which is both.
 * Whatever a handler reads has been signed, and what is spelled as Confluence spells it is let in.
 */
export const queries: Target = {
  about: 'queries of frames: the hash that covers them, and what a handler reads',
  runs: 12_000,
  words: [...['&', '=', '&&', '%26', '%3D', '%25', '+', '%20', '%2B', '%2C', ',', '[]', '[0]', '[a]', '%5B%5D', '%00', '%', '%zz', '%C3%A9', '%FF', '%e2%82%ac', ';', '?', '#', '/', '~', '*', "'", '(', ')', '!', '\n'], ...['url=', 'jwt=', 'acpt=', 'space=DEV', 'pageId=1', 'lic=active', 'user_id=', '__proto__=', 'constructor=', 'toString=', 'a=1', 'a=2', 'A=1', 'xdm_e=https%3A%2F%2Facme.atlassian.net']],
  longest: 1_500,
  async open() {
    const app = await startGuardedApp();
    const signer = { clientKey: randomUUID(), sharedSecret: 'a secret of the tenant, long enough for one' };
    app.tenants.set(signer.clientKey, tenantOf(signer));
    const client = new Client(app.origin);

    async function ask(path: string, headers: Record<string, string> = {}) {
      const status = await inTime(async () => {
        const { statusCode, body } = await client.request({ path, method: 'GET', headers });
        await body.dump();
        return statusCode;
      });
      assert.ok(status === 200 || status === 401, `answered with ${status}`);
      return status === 200;
    }
    return {
      async check(input) {
        const [signed = '', sent = signed] = input.split('\n', 2);
        if (!isSendable(sent) || !isSendable(signed)) return;
        const hash = hashOf(signed);
        if (hash === undefined) return;
        const token = sign({ ...frameClaims(signer, app.baseUrl, app.baseUrl), qsh: hash }, signer);
        const admitted = await ask(`/frame?${sent === '' ? '' : `${sent}&`}jwt=${token}`);
        if (admitted) assert.deepEqual(signedPairs(sent), signedPairs(signed), 'a handler reads what was not signed');
        if (signed === sent && isPlain(signed)) assert.ok(admitted, 'what Confluence sends is refused');
        // A script's token covers no query, so there only its shape counts.
        const byScript = await ask(`/api?${sent}`, { authorization: `JWT ${sign(contextClaims(signer), signer)}` });
        if (byScript) assert.equal(new Set(readPairs(sent).map(([name]) => name)).size, readPairs(sent).length, 'a name comes twice');
      },
      async close() {
        await client.close();
        await app.close();
      },
    };
  },
};

/** What an HTTP request may have behind its `?`. */
const isSendable = (query: string) => /^[!-~]*$/.test(query) && !query.includes('#');

function hashOf(query: string): string | undefined {
  try {
    return queryHash('GET', `/frame?${query}`);
  } catch {
    return undefined; // nothing that can be decoded, so nothing that anybody signs
  }
}

/** By WHATWG's rules, which share nothing with the parser of the server. */
const readPairs = (query: string) => [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : 1));

/** The token is no part of what it signs. */
const signedPairs = (query: string) => readPairs(query).filter(([name]) => name !== 'jwt');

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '%';
  }
}

/** Names of plain letters that come once and say nothing of tokens, spelled as RFC 3986 has it: of others ACE has an order of its own. */
function isPlain(query: string): boolean {
  const pairs = readPairs(query);
  const names = pairs.map(([name]) => name);
  const spelled = query.split('&').filter((pair) => pair !== '').every((pair) => pair.split('=').length === 2 && pair.split('=').every((text) => /^(?:[\w.~-]|%[0-9A-F]{2})*$/.test(text) && text === percentEncode(decodeOrKeep(text))));
  return spelled && new Set(names).size === names.length && names.length < 50 && names.every((name) => /^[\w.~-]+$/.test(name) && !['jwt', 'acpt', '__proto__'].includes(name));
}
