import assert from 'node:assert/strict';
import { Client } from 'undici';
import { startWholeApp } from '../../support/whole-app.js';
import { inTime } from '../in-time.js';
import type { Target } from '../target.js';

const TOKEN_MS = 60_000;
/** What frames and windows of ours send bodies to, but for what has a server ask about an address from the body. */
const ROUTES = ['/api/editor/meanings', '/api/link/start', '/api/link/confirm', '/api/link/decline', '/api/link/disconnect', '/api/home/erase', '/oauth/start', '/forge/lifecycle', '/connect/installed', '/connect/uninstalled'];

/** The first line is the route, the rest the body. */
export const bodies: Target = {
  about: 'JSON that frames, windows and other servers send, with a token where the route wants one',
  runs: 20_000,
  words: [
    ...ROUTES.map((route) => `${route}\n`),
    ...['"urls":[', '"https://gitlab.com/a/b"', '"instance":', '"flow":', '"flowSecret":', '"ticket":', '"agreed":true', '"code":', '"account":', '"user":', '"installationId":', '"clientKey":', '"jwt":', '"acpt":', '"__proto__":', '"constructor":', '"toString":', 'null', 'true', '0', '1e999', '[]', '{}', '[', ']', '{', '}', ',', ':', '"', '\\u0000', '\\ud800', '"default"', '"a".', '\ufeff', '/*', ' '],
  ],
  longest: 4_000,
  async open() {
    const app = await startWholeApp({ environment: { LOG_LEVEL: 'silent' } });
    const client = new Client(app.url);
    let [token, until] = ['', 0];
    const freshToken = () => {
      if (performance.now() > until) [token, until] = [app.confluence.contextToken('dana'), performance.now() + TOKEN_MS];
      return token;
    };
    return {
      async check(input) {
        const [route = '', ...rest] = input.split('\n');
        if (!ROUTES.includes(route)) return;
        const authorization = route.startsWith('/api/') ? { authorization: `JWT ${freshToken()}` } : {};
        const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', origin: app.url, ...authorization };
        const { status, text } = await inTime(async () => {
          const { statusCode, body } = await client.request({ path: route, method: 'POST', body: rest.join('\n'), headers });
          return { status: statusCode, text: await body.text() };
        });
        assert.ok(status < 500, `answered with ${status}: ${text}`);
        if (!route.startsWith('/api/') && route !== '/oauth/start') assert.ok(status >= 400, 'done for somebody without a token');
        if (status < 400) return;
        const { error } = JSON.parse(text) as { error: Readonly<Record<string, unknown>> };
        assert.deepEqual(Object.keys(error).sort(), ['code', 'message', 'reference']);
        assert.match(String(error.reference), /^[0-9a-f]{16}$/);
      },
      async close() {
        await client.close();
        await app.close();
      },
    };
  },
};
