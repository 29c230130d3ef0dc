import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import atlassianJwt from 'atlassian-jwt';
import { createPublicKey, verify } from 'node:crypto';
import { startConfluence, type StandInConfluence } from '../../demo/confluence/confluence.js';
import { startFakeApp, exampleDescriptor, type FakeApp, type Received } from './stand-in-confluence-fake-app.js';

const NOW = Date.UTC(2026, 10, 23, 12);
let confluence: StandInConfluence;
let app: FakeApp;

beforeEach(async () => {
  confluence = await startConfluence({ clock: () => NOW });
  app = await startFakeApp();
});
afterEach(async () => {
  await confluence.close();
  await app.close();
});

function decode({ authorization }: Received) {
  const token = authorization.replace(/^JWT /, '');
  const [header = '', payload = '', signature = ''] = token.split('.');
  const parse = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { header: parse(header), claims: parse(payload), signed: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url') };
}

async function isSignedBySite(received: Received): Promise<boolean> {
  const { header, signed, signature } = decode(received);
  const pem = await (await fetch(`${confluence.keyServerUrl}/${String(header.kid)}`)).text();
  return verify('sha256', Buffer.from(signed), createPublicKey(pem), signature);
}

describe('an install', () => {
  test('reaches the app signed with the key that the key server tells', async () => {
    const result = await confluence.installFromDescriptor(app.descriptorUrl);
    expect(result.ok).toBe(true);
    const [received] = app.lifecycle;
    if (!received) throw new Error('The app received nothing.');
    expect(await isSignedBySite(received)).toBe(true);
    const { header, claims } = decode(received);
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT', kid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(confluence.keyRequests).toEqual([header.kid]);
    const qsh = atlassianJwt.createQueryStringHash(atlassianJwt.fromMethodAndUrl('POST', '/installed'));
    const administrator = confluence.users.find((user) => user.administrator);
    expect(claims).toEqual({ iss: received.body.clientKey, sub: administrator?.accountId, aud: [app.baseUrl], iat: NOW / 1000, exp: NOW / 1000 + 180, qsh });
  });

  test('hands over the tenant as Confluence describes it', async () => {
    await confluence.installFromDescriptor(app.descriptorUrl);
    const { sharedSecret, clientKey } = confluence.installation();
    expect(sharedSecret.length).toBeGreaterThanOrEqual(64);
    expect(app.lifecycle[0]?.body).toMatchObject({
      key: 'example-app',
      clientKey,
      sharedSecret,
      baseUrl: confluence.baseUrl,
      displayUrl: confluence.baseUrl,
      productType: 'confluence',
      eventType: 'installed',
    });
  });

  test('that is repeated keeps the client key and brings a new secret', async () => {
    await confluence.installFromDescriptor(app.descriptorUrl);
    await confluence.installFromDescriptor(app.descriptorUrl);
    const [first, second] = app.lifecycle.map(({ body }) => body);
    expect(second?.clientKey).toBe(first?.clientKey);
    expect(second?.sharedSecret).not.toBe(first?.sharedSecret);
    expect(confluence.installation().sharedSecret).toBe(second?.sharedSecret);
  });

  test('through Forge names the installation, over one from a descriptor too, which keeps its client key', async () => {
    await confluence.installFromDescriptor(app.descriptorUrl);
    await confluence.installThroughForge(app.descriptorUrl);
    const [first, second] = app.lifecycle.map(({ body }) => body);
    expect(first).not.toHaveProperty('installationId');
    expect(second).toMatchObject({ eventType: 'installed', clientKey: first?.clientKey, installationId: expect.stringMatching(/^ari:cloud:ecosystem::installation\/[0-9a-f-]{36}$/) });
    expect(second?.sharedSecret).not.toBe(first?.sharedSecret);
    await confluence.uninstall();
    expect(app.lifecycle[2]?.body).toMatchObject({ eventType: 'uninstalled', installationId: second?.installationId });
    await confluence.installThroughForge(app.descriptorUrl);
    expect(app.lifecycle[3]?.body.installationId).not.toBe(second?.installationId);
  });

  test('through Forge is updated without a word to the app, one from a descriptor is not', async () => {
    await confluence.installFromDescriptor(app.descriptorUrl);
    await expect(confluence.updateThroughForge()).rejects.toThrow('through Forge');
    await confluence.installThroughForge(app.descriptorUrl);
    const before = confluence.installation();
    app.descriptor = { ...app.descriptor, name: 'Newer example app' };
    expect(await confluence.updateThroughForge()).toMatchObject({ ok: true });
    expect(confluence.installation()).toEqual({ ...before, descriptor: { ...before.descriptor, name: 'Newer example app' } });
    expect(app.lifecycle).toHaveLength(2);
  });

  test('that the app refuses changes nothing', async () => {
    await confluence.installFromDescriptor(app.descriptorUrl);
    const before = confluence.installation();
    app.lifecycleStatus = 401;
    const result = await confluence.installFromDescriptor(app.descriptorUrl);
    expect(result).toEqual({ ok: false, problems: ['The app answered 401 to its installed event.'] });
    expect(confluence.installation()).toBe(before);
  });

  test('ends with a signed event without the secret when the app is removed', async () => {
    await confluence.installFromDescriptor(app.descriptorUrl);
    expect(await confluence.uninstall()).toBe(204);
    const removal = app.lifecycle[1];
    if (!removal) throw new Error('The app received no second event.');
    expect(await isSignedBySite(removal)).toBe(true);
    expect(removal.body).toMatchObject({ eventType: 'uninstalled', clientKey: app.lifecycle[0]?.body.clientKey });
    expect(removal.body).not.toHaveProperty('sharedSecret');
    expect(() => confluence.installation()).toThrow();
  });
});

describe('a descriptor is refused, with the path of what is wrong, when', () => {
  const macro = (change: object) => (descriptor: Record<string, unknown>) => {
    const { modules } = exampleDescriptor('https://app.example.com') as { modules: { dynamicContentMacros: object[] } };
    return { ...descriptor, modules: { dynamicContentMacros: [{ ...modules.dynamicContentMacros[0], ...change }] } };
  };
  const parameter = { identifier: 'url', name: { value: 'URL' }, type: 'url' };

  test.each<[string, (descriptor: Record<string, unknown>) => Record<string, unknown>, string]>([
    ['its key holds a space', (d) => ({ ...d, key: 'my app' }), 'key: must hold only'],
    ['it has no name', ({ name: _, ...d }) => d, 'name: '],
    ['its base URL is http on a public host', (d) => ({ ...d, baseUrl: 'http://app.example.com' }), 'baseUrl: must be https'],
    ['it wants no authentication', (d) => ({ ...d, authentication: { type: 'none' } }), 'authentication.type: must be jwt'],
    ['it has no installed event', (d) => ({ ...d, lifecycle: {} }), 'lifecycle.installed: '],
    ['it asks for an unknown scope', (d) => ({ ...d, scopes: ['READ', 'EVERYTHING'] }), 'scopes[1]: '],
    ['it has a field that Confluence does not know', (d) => ({ ...d, licence: true }), 'licence'],
    ['a module type is unknown', (d) => ({ ...d, modules: { macros: [] } }), 'modules: '],
    ['a module key holds an underscore', macro({ key: 'my_macro' }), 'modules.dynamicContentMacros[0].key: must hold only'],
    ['a module URL is absolute', macro({ url: 'https://app.example.com/macro' }), 'modules.dynamicContentMacros[0].url: must be a path'],
    ['a parameter is not lower case', macro({ autoconvert: undefined, parameters: [{ ...parameter, identifier: 'Url' }] }), 'modules.dynamicContentMacros[0].parameters[0].identifier: must hold only lower case'],
    ['autoconvert names no parameter', macro({ autoconvert: { urlParameter: 'link', matchers: [{ pattern: 'x' }] } }), 'modules.dynamicContentMacros[0].autoconvert.urlParameter: names no parameter'],
    ['a macro is neither block nor inline', macro({ outputType: 'feed' }), 'modules.dynamicContentMacros[0].outputType: '],
    ['two modules share a key', (d) => ({ ...d, modules: { ...(d.modules as object), configurePage: { key: 'example-home', name: { value: 'x' }, url: '/x' } } }), 'the key example-home is used more than once'],
  ])('%s', async (_, change, problem) => {
    app.descriptor = change(app.descriptor);
    const result = await confluence.installFromDescriptor(app.descriptorUrl);
    expect(result.ok ? [] : result.problems).toEqual([expect.stringContaining(problem)]);
    expect(app.lifecycle).toEqual([]);
  });

  test('it is not there, or not JSON', async () => {
    expect(await confluence.installFromDescriptor(`${app.baseUrl}/nothing.json`)).toEqual({ ok: false, problems: ['The descriptor URL answered 404 instead of 200.'] });
    expect(await confluence.installFromDescriptor(`${app.baseUrl}/home`)).toEqual({ ok: false, problems: ['The descriptor is not JSON.'] });
    expect(await confluence.installFromDescriptor('not a url')).toEqual({ ok: false, problems: ['The descriptor could not be read from this URL.'] });
  });
});

describe('an administrator', () => {
  const act = (action: string, fields: Record<string, string>, viewer: string) =>
    fetch(`${confluence.adminUrl}/${action}?viewer=${viewer}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  test('installs and removes an app in the list of connected apps', async () => {
    expect((await act('install', { descriptorUrl: app.descriptorUrl }, 'ada')).status).toBe(303);
    const page = await (await fetch(`${confluence.adminUrl}?viewer=ada`)).text();
    expect(page).toContain('Example app is installed.');
    expect(page).toContain('example-card');
    expect((await act('uninstall', { appKey: 'example-app' }, 'ada')).status).toBe(303);
    expect(await (await fetch(`${confluence.adminUrl}?viewer=ada`)).text()).toContain('Not installed');
    expect(app.lifecycle.map(({ body }) => body.eventType)).toEqual(['installed', 'uninstalled']);
  });

  test('reads why an app was not installed', async () => {
    app.descriptor = { ...app.descriptor, key: 'my app' };
    await act('install', { descriptorUrl: app.descriptorUrl }, 'ada');
    expect(await (await fetch(`${confluence.adminUrl}?viewer=ada`)).text()).toContain('key: must hold only');
  });

  test('is the only one who may', async () => {
    expect((await act('install', { descriptorUrl: app.descriptorUrl }, 'dana')).status).toBe(403);
    expect(app.lifecycle).toEqual([]);
  });
});
