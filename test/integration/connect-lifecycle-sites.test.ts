import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onSqlite } from '../support/databases.js';
import { makeSite, startConnectApp, type ConnectApp } from '../support/lifecycle-app.js';
import { expectRefusal } from '../support/refusals.js';
import { readRows } from '../support/rows.js';

const on = onSqlite();
let local: ConnectApp;
let real: ConnectApp;
beforeAll(async () => {
  local = await startConnectApp(on.database, { settings: { hostWhitelist: ['*.atlassian.net', 'localhost', '127.0.0.1', '[::1]'] } });
  real = await startConnectApp(on.database, { beside: local, settings: { baseUrl: 'https://app.example.com', loopback: false, hostWhitelist: ['*.atlassian.net', 'wiki.example.com'] } });
});
afterAll(async () => {
  await real.close();
  await local.close();
});

async function expectNothingStored(sent: Parameters<typeof expectRefusal>[0], status: number): Promise<void> {
  const before = (await readRows(on.database, 'tenants')).length;
  await expectRefusal(sent, status);
  expect(await readRows(on.database, 'tenants')).toHaveLength(before);
}

describe('an install is refused from', () => {
  test.each([
    ['javascript:alert(1)', 400],
    ['javascript://x.atlassian.net/%0aalert(1)', 400],
    ['data:text/html,x.atlassian.net', 400],
    ['file:///etc/passwd', 400],
    ['ftp://x.atlassian.net/wiki', 400],
    ['//x.atlassian.net/wiki', 400],
    ['x.atlassian.net', 400],
    ['https://', 400],
    ['', 400],
    [' https://x.atlassian.net/wiki', 400],
    ['https:/\\evil.com/.atlassian.net', 400],
    ['https:x.atlassian.net/wiki', 400],
    ['https://x.atlassian.net:99999999/wiki', 400],
    ['https://x.atlassian.net:80443/wiki', 400],
    ['https://x.atlassian.net:-1/wiki', 400],
    ['https://user:pass@x.atlassian.net/wiki', 400],
    ['https://user@x.atlassian.net/wiki', 400],
    ['https://x.atlassian.net@evil.com/wiki', 400],
    ['https://evil.com#.atlassian.net', 400],
    ['https://evil.com#@x.atlassian.net/', 400],
    ['https://evil.com?.atlassian.net', 400],
    ['https://x.atlassian.net/wiki?a=1', 400],
    ['https://x.atlassian.net/wiki?', 400],
    ['https://x.atlassian.net/wiki#', 400],
    ['https://*.atlassian.net/wiki', 400],
    ['https://a;b.atlassian.net/wiki', 400],
    ["https://a'b.atlassian.net/wiki", 400],
    ['https://a,b.atlassian.net/wiki', 400],
    ['https://x.atlassian.net./wiki', 400],
    ['https://.atlassian.net/wiki', 400],
    ['https://a b.atlassian.net/wiki', 400],
    ['https://a\u0000b.atlassian.net/wiki', 400],
    ['https://xn--a.atlassian.net/wiki', 400],
    ['https://\ud800.atlassian.net/wiki', 400],
    [`https://x.atlassian.net/${'a'.repeat(2_050)}`, 400],
    ['http://x.atlassian.net/wiki', 403],
    ['http://x.atlassian.net:443/wiki', 403],
    ['https://x.atlassian.net:22/wiki', 403],
    ['https://x.atlassian.net:8443/wiki', 403],
    ['https://evil.com/wiki', 403],
    ['https://evil.com/x.atlassian.net', 403],
    ['https://evil.com/https://x.atlassian.net/wiki', 403],
    ['https://evil.com\\.atlassian.net/wiki', 403],
    ['https://evil.com\\@x.atlassian.net/wiki', 403],
    ['https://x.atlassian.net.evil.com/wiki', 403],
    ['https://x.atlassian.net.evil.com%2f@/wiki', 400],
    ['https://evilatlassian.net/wiki', 403],
    ['https://atlassian.net/wiki', 403],
    ['https://a.b.atlassian.net/wiki', 403],
    ['https://x.atlаssian.net/wiki', 403],
    ['https://x.atlassian.net。evil.com/wiki', 403],
    ['https://127.0.0.1/wiki', 403],
    ['https://2130706433/wiki', 403],
    ['https://0x7f.1/wiki', 403],
    ['https://[::1]/wiki', 403],
    ['https://[::ffff:127.0.0.1]/wiki', 403],
    ['https://localhost/wiki', 403],
    ['https://169.254.169.254/latest', 403],
    ['https://sub.wiki.example.com/wiki', 403],
  ])('%j, with %d [T1d]', async (baseUrl, status) => {
    await expectNothingStored(real.install(makeSite({ baseUrl })), status);
  });

  test.each([
    ['http://localhost.evil.com/wiki', 403],
    ['http://localhost@evil.com/wiki', 400],
    ['http://evil.com#@localhost/wiki', 400],
    ['http://127.0.0.2/wiki', 403],
    ['http://localhost:99999999/wiki', 400],
    ['javascript://localhost/%0aalert(1)', 400],
  ])('%j, where the app is on loopback, with %d [T1d]', async (baseUrl, status) => {
    await expectNothingStored(local.install(makeSite({ baseUrl })), status);
  });
});

describe('an install is accepted from', () => {
  test.each([
    ['https://x.atlassian.net/wiki', 'https://x.atlassian.net/wiki'],
    ['https://x.atlassian.net', 'https://x.atlassian.net'],
    ['https://x.atlassian.net///', 'https://x.atlassian.net'],
    ['HTTPS://X.ATLASSIAN.NET:443/wiki/', 'https://x.atlassian.net/wiki'],
    ['https://x.atlassian.net\\wiki', 'https://x.atlassian.net/wiki'],
    ['https://x.atlassian.net/a/../wiki', 'https://x.atlassian.net/wiki'],
    ['https://x.atlassian.net\\@evil.com', 'https://x.atlassian.net/@evil.com'],
    ['https://x.atlas\tsian.net/wiki', 'https://x.atlassian.net/wiki'],
    ['https://@x.atlassian.net/wiki', 'https://x.atlassian.net/wiki'],
    ['https://x。atlassian．net/wiki', 'https://x.atlassian.net/wiki'],
    ['https://wiki.example.com/wiki', 'https://wiki.example.com/wiki'],
  ])('%j, as %j', async (baseUrl, written) => {
    const site = makeSite({ baseUrl });
    await real.install(site).expect(204);
    expect(await real.connect.tenants.find(site.clientKey)).toMatchObject({ baseUrl: written });
  });

  test.each(['http://localhost:8090/wiki', 'http://127.0.0.1:1/wiki', 'http://[::1]:8090/wiki', 'http://x.atlassian.net/wiki', 'https://x.atlassian.net:8443/wiki'])('%j, where the app is on loopback', async (baseUrl) => {
    const site = makeSite({ baseUrl });
    await local.install(site).expect(204);
    expect(await local.connect.tenants.find(site.clientKey)).toMatchObject({ baseUrl });
  });
});

describe('a display URL', () => {
  test.each([
    ['https://docs.example.com/', 'https://docs.example.com'],
    ['https://docs.example.com/wiki?', undefined],
    ['https://dócs.example.com', 'https://xn--dcs-gna.example.com'],
    ['http://docs.example.com', undefined],
    ['https://docs.example.com:8443', undefined],
    ['https://*', undefined],
    ['https://*.atlassian.net', undefined],
    ['https://a;script-src', undefined],
    ["https://'none'", undefined],
    ['https://a,b', undefined],
    ['javascript:alert(1)', undefined],
    ['https://user@docs.example.com', undefined],
    ['not a url', undefined],
  ])('%j is kept as %j [T12b]', async (displayUrl, kept) => {
    const site = makeSite();
    const sent = real.install(site, { displayUrl });
    if (kept === undefined) {
      const { status } = await sent;
      expect([400, 403]).toContain(status);
      expect(await real.connect.tenants.find(site.clientKey)).toBeUndefined();
    } else {
      await sent.expect(204);
      expect(await real.connect.tenants.find(site.clientKey)).toMatchObject({ displayUrl: kept });
    }
  });
});

describe('an install is refused with', () => {
  test.each<[string, Record<string, unknown>]>([
    ['no secret', { sharedSecret: undefined }],
    ['null for its secret', { sharedSecret: null }],
    ['an empty secret', { sharedSecret: '' }],
    ['a secret of 31 characters', { sharedSecret: 'x'.repeat(31) }],
    ['a secret of 1,025 characters', { sharedSecret: 'x'.repeat(1_025) }],
    ['a secret with half a character', { sharedSecret: '\ud800'.repeat(40) }],
    ['an object for its secret', { sharedSecret: { length: 40 } }],
    ['another product', { productType: 'jira' }],
    ['another app’s key', { key: 'another-app' }],
    ['no key', { key: undefined }],
    ['a list for its key', { key: ['gitlab-for-confluence'] }],
    ['no client key', { clientKey: undefined }],
    ['a list for its client key', { clientKey: ['a'] }],
    ['an installation id that PostgreSQL can’t keep', { installationId: 'a\u0000b' }],
    ['a number for its address', { baseUrl: 5 }],
    ['a list for its address', { baseUrl: ['https://x.atlassian.net/wiki'] }],
    ['no address', { baseUrl: undefined }],
  ])('%s [T1d]', async (_name, body) => {
    await expectNothingStored(real.install(makeSite(), body), 400);
  });
});
