import { beforeEach, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import supertest from 'supertest';
import { createAddon, type Addon } from '../../src/connect/addon.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { createStoreAdapter, type StoreAdapter } from '../../src/connect/store-adapter.js';
import { createLogger } from '../../src/logger.js';
import { tenantOf } from '../support/guarded-app.js';
import { testSettings } from '../support/settings.js';

const SITE = { clientKey: 'acme-0b1c', sharedSecret: 'canary-shared-secret-of-32-letters-at-least' };
let lines: string[];
let addon: Addon;
let store: StoreAdapter;
let listeners: readonly unknown[];

beforeEach(() => {
  lines = [];
  listeners = process.listeners('unhandledRejection');
  const logger = createLogger('debug', new Writable({ write: (line: Buffer, _encoding, done) => (lines.push(line.toString()), done()) }));
  const settings = testSettings({ baseUrl: 'http://localhost:3000/app' });
  const descriptor = makeDescriptor(settings);
  const findWithSecret = (clientKey: string) => Promise.resolve(clientKey === SITE.clientKey ? tenantOf(SITE) : undefined);
  store = createStoreAdapter({ findWithSecret }, descriptor.key);
  addon = createAddon({ settings, logger, descriptor, store });
});

test('ACE leaves no listener that would swallow faults of the process', () => {
  expect(process.listeners('unhandledRejection')).toEqual(listeners);
});

test('ACE runs as in production, whatever the environment, and lets in no host but the ones in the settings [T30a]', () => {
  expect(addon.app.get('env')).toBe('production');
  expect(Reflect.apply(Reflect.get(addon.config, 'whitelist'), addon.config, [])).toEqual(['*.atlassian.net']);
  expect(addon.config.expressErrorHandling()).toBe(true);
});

test('ACE’s own install route is not there, even on the app that nobody can reach', async () => {
  await new Promise((resolve) => process.nextTick(resolve));
  expect((await supertest(addon.app).post('/app/installed').send({ clientKey: 'x' })).status).toBe(404);
});

test('ACE reads tenants from our store and writes nothing to it', async () => {
  expect(await addon.settings.get('clientInfo', SITE.clientKey)).toEqual({ ...SITE, key: 'gitlab-for-confluence', baseUrl: 'https://acme.atlassian.net/wiki' });
  for (const key of ['other', 'clientInfo2']) expect(await addon.settings.get(key, SITE.clientKey)).toBeNull();
  expect(await addon.settings.get('clientInfo', 'nobody')).toBeNull();
  await expect(addon.settings.set('clientInfo', {}, SITE.clientKey)).rejects.toThrow('writes nothing');
  await expect(addon.settings.del('clientInfo', SITE.clientKey)).rejects.toThrow('writes nothing');
});

test.each([[[SITE.clientKey]], [{ clientKey: SITE.clientKey }], [undefined], [5]])('the store finds no tenant by %j, which is no text [T5a]', async (clientKey) => {
  expect(await store.get('clientInfo', clientKey)).toBeNull();
});

test('what ACE has to say is counted in the log but never quoted', () => {
  const said: object = Reflect.get(addon, 'logger');
  for (const level of ['debug', 'info', 'log', 'trace', 'warn', 'error']) Reflect.apply(Reflect.get(said, level), said, [SITE.sharedSecret, { secret: SITE.sharedSecret }]);
  expect(lines).toHaveLength(6);
  expect(lines.join('')).not.toContain('canary');
});
