import assert from 'node:assert/strict';
import { Client } from 'undici';
import { createLogger } from '../../../src/logger.js';
import { openDatabase } from '../../../src/storage/database.js';
import { BASE, INSTALLED, startConnectApp, UNINSTALLED } from '../../support/lifecycle-app.js';
import { makeSigningKey, signLifecycle } from '../../support/lifecycle-tokens.js';
import { readRows } from '../../support/rows.js';
import { testSettings } from '../../support/settings.js';
import { inTime } from '../in-time.js';
import type { Target } from '../target.js';

const CLIENT_KEY = /^[!-~]{1,255}$/;

/** The first line says how the call is signed and what it is: `signed`, `unsigned`, `stranger` or `other`, `install` or `uninstall`. The rest is its body. */
export const lifecycle: Target = {
  about: 'bodies of installs and uninstalls, signed or not',
  runs: 10_000,
  words: [
    ...['signed', 'unsigned', 'stranger', 'other', ' install\n', ' uninstall\n'],
    ...['"key":"gitlab-for-confluence"', '"clientKey":', '"sharedSecret":', '"baseUrl":', '"displayUrl":', '"productType":"confluence"', '"installationId":', '"eventType":"installed"', '"publicKey":', '"__proto__":', '"jwt":', '"acpt":', '"context":', 'null', 'true', '0', '1e9', '[]', '{}', '[', ']', '{', '}', ',', ':', '"', '\\u0000', '\\ud800', '\\n'],
    ...['https://acme.atlassian.net/wiki', 'https://acme.atlassian.net', 'http://', 'javascript://acme.atlassian.net/%0a', '.atlassian.net', 'https://user@', ':8443', ':99999', '/../', '?', '#', '%2e', '*.', ';', ' ', '"forge:', 'atlassian.net.evil.example'],
  ],
  async open() {
    const database = await openDatabase({ settings: testSettings(), logger: createLogger('silent') });
    const app = await startConnectApp(database);
    const stranger = makeSigningKey();
    const client = new Client(app.url);

    function tokenFor(how: string, path: string, clientKey: string): string | undefined {
      if (how === 'unsigned') return undefined;
      if (how === 'other') return app.token(path, 'another-site');
      if (how === 'stranger') return signLifecycle({ key: { ...stranger, kid: app.key.kid }, clientKey, baseUrl: BASE, path, now: app.time.now });
      return app.token(path, clientKey);
    }
    async function call(path: string, token: string | undefined, body: string): Promise<number> {
      const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `JWT ${token}` }) };
      const { status, text } = await inTime(async () => {
        const { statusCode, body: answer } = await client.request({ path, method: 'POST', headers, body });
        return { status: statusCode, text: await answer.text() };
      });
      assert.ok(status === 204 || (status >= 400 && status < 500), `answered with ${status}: ${text}`);
      return status;
    }
    return {
      async check(input) {
        // Each call is of a second of its own: a token counts once.
        app.time.now += 2_000;
        const { how, path, body } = readInput(input);
        const clientKey = clientKeyOf(body) ?? 'some-site';
        const status = await call(path, tokenFor(how, path, clientKey), body);
        const rows = await readRows(database, 'tenants');
        if (status !== 204 || path === UNINSTALLED) return assert.deepEqual(rows, [], 'a row stays of what was refused, or has gone');
        assert.equal(how, 'signed', 'an install that nobody signed');
        checkRow(rows, clientKey, body);
        app.time.now += 2_000;
        assert.equal(await call(UNINSTALLED, app.token(UNINSTALLED, clientKey), JSON.stringify({ key: 'gitlab-for-confluence', clientKey })), 204);
        assert.deepEqual(await readRows(database, 'tenants'), [], 'a row stays after the uninstall');
      },
      async close() {
        await client.close();
        await app.close();
        await database.close();
      },
    };
  },
};

function readInput(input: string) {
  const [, how = 'signed', what = 'install', body = input] = /^(signed|unsigned|stranger|other) (install|uninstall)\n([^]*)$/.exec(input) ?? [];
  return { how, path: what === 'uninstall' ? UNINSTALLED : INSTALLED, body };
}

function clientKeyOf(body: string): string | undefined {
  try {
    const { clientKey } = JSON.parse(body) as { clientKey?: unknown };
    return typeof clientKey === 'string' && CLIENT_KEY.test(clientKey) ? clientKey : undefined;
  } catch {
    return undefined;
  }
}

/** One row, of a site that may have the app, without its secret in clear. */
function checkRow(rows: readonly Readonly<Record<string, unknown>>[], clientKey: string, body: string): void {
  assert.deepEqual(rows.map((row) => row.client_key), [clientKey]);
  const [row = {}] = rows;
  for (const address of [row.base_url, row.display_url ?? row.base_url]) {
    const url = new URL(String(address));
    assert.equal(`${url.origin}${url.pathname === '/' ? '' : url.pathname}`, address, 'an address that is read in two ways');
    assert.ok(/^https?:$/.test(url.protocol) && /^[a-z0-9.:[\]-]+$/.test(url.host), 'a host that means something else in a header');
  }
  assert.match(new URL(String(row.base_url)).hostname, /\.atlassian\.net$/);
  const { sharedSecret } = JSON.parse(body) as { sharedSecret: string };
  assert.ok(!String(row.shared_secret).includes(sharedSecret), 'a secret in clear');
}
