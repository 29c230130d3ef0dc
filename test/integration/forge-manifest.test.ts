import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadChecks, type Checks } from '../../forge/manifest/check/check.js';
import { makeManifest, manifestText, PROFILES, type Profile } from '../../forge/manifest/manifest.js';
import { neededForgeScopes } from '../../src/connect/confluence-calls.js';
import { CLIENT_KEY_SCOPE } from '../../src/connect/forge/client-key.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { UNINSTALL_MODULE } from '../../src/connect/forge/uninstall.js';
import { askAtlassian, type Finding } from '../support/forge-manifest.js';
import { testSettings } from '../support/settings.js';

const APP_ID = 'ari:cloud:ecosystem::app/11111111-2222-4333-8444-555555555555';
const BASE_URL = 'https://gitlab-app.example.com/app';

interface Parameter {
  readonly identifier: string;
  readonly type: string;
  readonly indexing?: unknown;
}
interface Module {
  readonly key: string;
  readonly [field: string]: unknown;
}
interface ConnectMacro extends Module {
  readonly outputType: string;
  readonly parameters: readonly Parameter[];
  readonly autoconvert?: { readonly matchers: readonly { readonly pattern: string }[] };
}
interface NativeMacro extends Module {
  readonly layout: string;
  readonly config: { readonly parameters: readonly Parameter[] };
  readonly autoConvert?: { readonly matchers: readonly { readonly pattern: string }[] };
}
interface Shape {
  readonly app: { readonly id: string; readonly connect: { readonly key: string; readonly remote: string; readonly authentication?: string } };
  readonly remotes: readonly { readonly key: string; readonly baseUrl: string }[];
  readonly permissions: { readonly scopes: readonly string[]; readonly external?: unknown };
  readonly translations?: unknown;
  readonly connectModules?: { readonly 'confluence:dynamicContentMacros': readonly ConnectMacro[]; readonly 'confluence:lifecycle': readonly Module[]; readonly 'confluence:translations'?: readonly Module[]; readonly 'confluence:generalPages': readonly Module[] };
  readonly modules?: { readonly macro: readonly NativeMacro[]; readonly 'confluence:globalPage': readonly Module[]; readonly 'confluence:globalSettings': readonly Module[]; readonly endpoint: readonly (Module & { readonly auth?: Readonly<Record<string, unknown>> })[]; readonly preUninstall: readonly Module[] };
}

const descriptorOf = (autoconvertUrls: readonly string[] = []) => makeDescriptor(testSettings({ baseUrl: BASE_URL, loopback: false, autoconvertUrls }));
const textOf = (profile: Profile, autoconvertUrls: readonly string[] = []) => manifestText(makeManifest(profile, descriptorOf(autoconvertUrls), APP_ID));
const shapeOf = (profile: Profile) => parse(textOf(profile)) as Shape;
const keysOf = (modules: readonly Module[] = []) => modules.map(({ key }) => key);

let checks: Checks;
beforeAll(() => {
  checks = loadChecks();
});

describe.each(PROFILES)('the manifest of profile %s', (profile) => {
  test('has a right value in every field of its modules, with many GitLab instances too', () => {
    expect(checks.manifest(makeManifest(profile, descriptorOf(), APP_ID))).toEqual([]);
    expect(checks.manifest(makeManifest(profile, descriptorOf(['https://one.example.com', 'https://two.example.com/gitlab']), APP_ID))).toEqual([]);
  });

  test('is the same text each time, and reads back as what it was made from', () => {
    expect(textOf(profile)).toBe(textOf(profile));
    expect(parse(textOf(profile))).toEqual(JSON.parse(JSON.stringify(makeManifest(profile, descriptorOf(), APP_ID))));
    expect(textOf(profile)).not.toMatch(/[&*]a\d|<<:/);
  });

  test('leads to the base URL that it was made for and to no other, under the app id given', () => {
    const { app, remotes } = shapeOf(profile);
    expect(app.id).toBe(APP_ID);
    expect(remotes.map(({ key, baseUrl }) => [key, baseUrl])).toEqual([[app.connect.remote, BASE_URL]]);
  });

  test('tells nothing of the server\'s secrets', () => {
    expect(textOf(profile)).not.toMatch(/test-client|secret|BwcHBwcH/);
  });
});

describe('Atlassian\'s own checker', () => {
  const faults: readonly [string, object, RegExp][] = [
    ['an app id of another kind', { app: { id: 'none', runtime: { name: 'nodejs22.x' } } }, /app.*id/],
    ['a runtime that there is not', { app: { id: APP_ID, runtime: { name: 'nodejs12.x' } } }, /nodejs12/],
    ['a scope that there is not', { permissions: { scopes: ['read:everything'] } }, /read:everything/],
  ];
  let findings: readonly (readonly Finding[])[];
  beforeAll(async () => {
    const broken = faults.map(([, fault]) => manifestText({ ...makeManifest('connect', descriptorOf(), APP_ID), ...fault }));
    findings = await askAtlassian([...PROFILES.map((profile) => textOf(profile)), ...broken]);
  }, 120_000);

  test.each(PROFILES)('finds no error and nothing to warn of in profile %s', (profile) => {
    expect(findings[PROFILES.indexOf(profile)]).toEqual([]);
  });

  test.each(faults)('refuses %s, which ours leaves to it', (what, _fault, message) => {
    const index = PROFILES.length + faults.findIndex(([name]) => name === what);
    expect(findings[index]).toContainEqual({ level: 'error', message: expect.stringMatching(message) });
  });
});

describe('the profile connect', () => {
  test('carries the modules of the descriptor field by field, and its lifecycle', () => {
    const { connectModules, app } = shapeOf('connect');
    const { modules, lifecycle, translations, key } = JSON.parse(JSON.stringify(descriptorOf())) as { modules: Record<string, unknown>; lifecycle: unknown; translations: object; key: string };
    const { 'confluence:lifecycle': calls, 'confluence:translations': texts, ...others } = connectModules ?? { 'confluence:lifecycle': [] };
    expect(others).toEqual(Object.fromEntries(Object.entries(modules).map(([name, value]) => [`confluence:${name}`, Array.isArray(value) ? value : [value]])));
    expect(others).toHaveProperty('confluence:configurePage');
    expect(calls).toEqual([{ key: 'lifecycle', ...(lifecycle as object) }]);
    expect(texts).toEqual([{ key: 'translations', ...translations }]);
    expect(app.connect).toEqual({ key, remote: 'server', authentication: 'jwt' });
  });

  test('makes a list of a configure page, of which a descriptor has one only', () => {
    const descriptor = descriptorOf();
    const page = { key: 'gitlab-for-confluence-configure', name: { value: 'GitLab' }, url: '/configure' };
    const manifest = makeManifest('connect', { ...descriptor, modules: { ...descriptor.modules, configurePage: page } }, APP_ID);
    expect(manifest).toMatchObject({ connectModules: { 'confluence:configurePage': [page] } });
    expect(checks.manifest(manifest)).toEqual([]);
  });

  test('asks for what the descriptor asks for', () => {
    expect(descriptorOf().scopes).toEqual(['READ', 'WRITE']);
    expect(shapeOf('connect').permissions).toEqual({ scopes: ['read:connect-confluence', 'write:connect-confluence'] });
  });

  test('names no scope that Confluence would not know', () => {
    expect(() => makeManifest('connect', { ...descriptorOf(), scopes: ['SPY'] }, APP_ID)).toThrow('SPY');
  });
});

describe('the profile native', () => {
  const native = () => shapeOf('native');

  test('needs nothing of Connect', () => {
    expect(native().connectModules).toBeUndefined();
    expect(JSON.stringify(native().permissions)).not.toContain('connect');
    expect(native().app.connect.authentication).toBeUndefined();
  });

  test('lets every module call the server, and shows everywhere what is in one folder', () => {
    const { modules } = native();
    const shown = [...(modules?.macro ?? []), ...(modules?.['confluence:globalPage'] ?? [])];
    expect(shown.length).toBe(4);
    for (const module of shown) expect(module).toMatchObject({ resource: 'ui', resolver: { endpoint: modules?.endpoint[0]?.key } });
    expect(modules?.endpoint[0]).toEqual({ key: 'server-endpoint', remote: 'server', auth: { appSystemToken: { enabled: true } } });
    expect(native().remotes[0]).toMatchObject({ operations: expect.arrayContaining(['compute', 'storage']), storage: { inScopeEUD: true } });
  });

  test('is named in the languages of the descriptor, by the same keys', () => {
    const macros = descriptorOf().modules.dynamicContentMacros as unknown as readonly { name: { i18n: string }; description: { i18n: string } }[];
    expect(native().modules?.macro.map(({ title, description, config }) => [title, description, (config as { title?: unknown }).title])).toEqual(
      macros.map(({ name, description }) => [{ i18n: name.i18n }, { i18n: description.i18n }, { i18n: name.i18n }]),
    );
    expect(native().translations).toEqual({
      resources: [{ key: 'de-DE', path: 'locales/de-DE.json' }, { key: 'en-US', path: 'locales/en-US.json' }],
      fallback: { default: 'en-US' },
    });
  });

  test('tells the server of an uninstall where it listens for that', () => {
    const { modules } = native();
    expect(modules?.preUninstall).toEqual([{ key: UNINSTALL_MODULE.key, endpoint: UNINSTALL_MODULE.endpoint }]);
    expect(modules?.endpoint).toContainEqual({ key: UNINSTALL_MODULE.endpoint, remote: 'server', route: { path: UNINSTALL_MODULE.path } });
  });

  test('shows and exports its macros to everybody who reads the page', () => {
    for (const macro of native().modules?.macro ?? []) {
      expect(macro).toMatchObject({ adfExport: { function: 'macro-export' }, unlicensedAccess: ['unlicensed', 'anonymous'], config: { resource: 'ui' } });
    }
  });

  test('asks for what the calls to Confluence need and the question for the client key, for the token to make them with, and for pictures of its own server', () => {
    const { scopes, external } = native().permissions;
    expect(scopes).toEqual(['read:app-system-token', 'read:app-user-token', CLIENT_KEY_SCOPE, ...neededForgeScopes()]);
    const address = [{ address: 'https://gitlab-app.example.com', inScopeEUD: true }];
    expect(external).toEqual({ fetch: { backend: [{ remote: 'server' }] }, images: address, frames: address });
  });

  test('takes the pasted links that the descriptor takes, written as Forge writes them', () => {
    const before = (shapeOf('connect').connectModules?.['confluence:dynamicContentMacros'] ?? []).map(({ autoconvert }) => autoconvert?.matchers.map(({ pattern }) => pattern));
    const after = (native().modules?.macro ?? []).map(({ autoConvert }) => autoConvert?.matchers.map(({ pattern }) => pattern));
    expect(after.map((patterns) => patterns?.map((pattern) => pattern.replaceAll('*', '{}')))).toEqual(before);
    expect(after.flat().some((pattern) => pattern?.includes('{}'))).toBe(false);
    expect(before.filter((patterns) => (patterns?.length ?? 0) > 50).length).toBe(2);
  });

  test('has the configure page, whose calls alone bring the token of the person who makes them', () => {
    const { modules } = native();
    const endpoint = 'server-admin-endpoint';
    expect(modules?.['confluence:globalSettings']).toEqual([{ key: 'gitlab-for-confluence-configure', title: { i18n: 'gitlab-for-confluence.configure' }, resource: 'ui', resolver: { endpoint }, useAsConfig: true }]);
    expect(modules?.endpoint.filter(({ auth }) => auth?.['appUserToken'])).toEqual([{ key: endpoint, remote: 'server', auth: { appSystemToken: { enabled: true }, appUserToken: { enabled: true } } }]);
    expect(checks.manifest(makeManifest('native', descriptorOf(), APP_ID))).toEqual([]);
  });

  test('asks for nobody’s token where there is no configure page', () => {
    const descriptor = descriptorOf();
    const { configurePage: _none, ...others } = descriptor.modules;
    expect(JSON.stringify(makeManifest('native', { ...descriptor, modules: others }, APP_ID))).not.toMatch(/app-user-token|appUserToken/);
  });
});

describe('the step from connect to native', () => {
  const before = () => shapeOf('connect').connectModules?.['confluence:dynamicContentMacros'] ?? [];
  const after = () => shapeOf('native').modules?.macro ?? [];

  test('keeps the key of every macro and page', () => {
    expect(keysOf(before())).toEqual(['gitlab-for-confluence-link', 'gitlab-for-confluence-inline', 'gitlab-for-confluence-list']);
    expect(keysOf(after())).toEqual(keysOf(before()));
    expect(keysOf(shapeOf('native').modules?.['confluence:globalPage'])).toEqual(keysOf(shapeOf('connect').connectModules?.['confluence:generalPages']));
  });

  test('keeps every parameter that a page may hold, under its name, and what of it is searched', () => {
    const named = (parameters: readonly Parameter[]) => parameters.map(({ identifier, indexing }) => ({ identifier, indexing }));
    expect(after().map(({ config }) => named(config.parameters))).toEqual(before().map(({ parameters }) => named(parameters)));
    expect(before().flatMap(({ parameters }) => parameters).length).toBeGreaterThan(20);
  });

  test('keeps blocks blocks and chips chips', () => {
    expect(after().map(({ layout }) => layout)).toEqual(before().map(({ outputType }) => outputType));
    expect(before().map(({ outputType }) => outputType)).toEqual(['block', 'inline', 'block']);
  });

  test('keeps the app, its key on the site, and the server that it leads to', () => {
    const [connect, native] = [shapeOf('connect'), shapeOf('native')];
    expect(native.app.id).toBe(connect.app.id);
    expect(native.app.connect.key).toBe(connect.app.connect.key);
    expect(native.remotes.map(({ key, baseUrl }) => [key, baseUrl])).toEqual(connect.remotes.map(({ key, baseUrl }) => [key, baseUrl]));
  });

  test('is made in one go: no manifest holds a macro twice', () => {
    expect(shapeOf('connect').modules).toBeUndefined();
    expect(shapeOf('native').connectModules).toBeUndefined();
  });
});
