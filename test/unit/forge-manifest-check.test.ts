import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadChecks, type Checks } from '../../forge/manifest/check/check.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { testSettings } from '../support/settings.js';

interface Macro {
  [field: string]: unknown;
  parameters: Record<string, unknown>[];
  autoconvert?: { matchers: Record<string, unknown>[]; [field: string]: unknown };
}
interface Served {
  [field: string]: unknown;
  lifecycle: Record<string, unknown>;
  modules: { dynamicContentMacros: [Macro, Macro, Macro]; generalPages: Record<string, unknown>[]; [kind: string]: unknown };
}

let checks: Checks;
beforeAll(() => {
  checks = loadChecks();
});

function served(autoconvertUrls: readonly string[] = []): Served {
  return JSON.parse(JSON.stringify(makeDescriptor(testSettings({ baseUrl: 'https://app.example.com/app', autoconvertUrls })))) as Served;
}

describe('the served descriptor', () => {
  test('has no field that Atlassian does not know, lacks none, and each has a value of its kind', () => {
    expect(checks.descriptor(served())).toEqual([]);
    expect(checks.descriptor(served(Array.from({ length: 250 }, (_, index) => `https://gitlab-${index}.example.com`)))).toEqual([]);
  });

  const faults: readonly [string, (descriptor: Served) => unknown, string][] = [
    ['a wrong choice', ({ modules }) => (modules.dynamicContentMacros[0].outputType = 'blok'), 'modules.dynamicContentMacros[0].outputType must be one of block, BLOCK, inline, INLINE'],
    ['a wrong choice within a parameter', ({ modules }) => (modules.dynamicContentMacros[2].parameters[1] = { ...modules.dynamicContentMacros[2].parameters[1], type: 'list' }), 'modules.dynamicContentMacros[2].parameters[1].type must be one of attachment'],
    ['a missing address', ({ modules }) => delete modules.dynamicContentMacros[1].url, 'modules.dynamicContentMacros[1].url is missing'],
    ['a missing name', ({ modules }) => delete modules.generalPages[0]?.name, 'modules.generalPages[0].name is missing'],
    ['a misspelt field', ({ modules }) => (modules.dynamicContentMacros[0].outputtype = 'block'), 'modules.dynamicContentMacros[0].outputtype is a field that Atlassian does not know'],
    ['a misspelt field deep inside', ({ modules }) => (modules.dynamicContentMacros[0].name = { value: 'GitLab', text: 'GitLab' }), 'modules.dynamicContentMacros[0].name.text is a field that Atlassian does not know'],
    ['a field of another kind', ({ modules }) => (modules.dynamicContentMacros[0].width = 100), 'modules.dynamicContentMacros[0].width must be string'],
    ['a width that is too long', ({ modules }) => (modules.dynamicContentMacros[0].width = 'calc(100% - 2px)'), 'modules.dynamicContentMacros[0].width must NOT have more than 10 characters'],
    ['a key with a character that keys have not', ({ modules }) => (modules.dynamicContentMacros[0].key = 'gitlab link'), 'modules.dynamicContentMacros[0].key must match pattern'],
    ['more patterns than are taken', ({ modules }) => (modules.dynamicContentMacros[0].autoconvert = { urlParameter: 'url', matchers: Array.from({ length: 201 }, () => ({ pattern: 'https://gitlab.com/{}' })) }), 'modules.dynamicContentMacros[0].autoconvert.matchers must NOT have more than 200 items'],
    ['a pattern that is too long', ({ modules }) => modules.dynamicContentMacros[1].autoconvert?.matchers.push({ pattern: 'x'.repeat(1_025) }), '.pattern must NOT have more than 1024 characters'],
    ['an unknown kind of module', ({ modules }) => (modules.dynamicContentMacro = []), 'modules.dynamicContentMacro is a module that Atlassian does not know'],
    ['an only module with a misspelt field', ({ modules }) => (modules.configurePage = { key: 'configure', name: { value: 'GitLab' }, url: '/configure', locaton: 'none' }), 'modules.configurePage.locaton is a field that Atlassian does not know'],
    ['an address outside the app', ({ modules }) => (modules.dynamicContentMacros[0].url = 'https://elsewhere.example.com/'), 'modules.dynamicContentMacros[0].url must be a path below the base URL'],
    ['an address of an only module outside the app', ({ modules }) => (modules.configurePage = { key: 'configure', name: { value: 'GitLab' }, url: 'configure' }), 'modules.configurePage.url must be a path below the base URL'],
    ['a misspelt field beside the modules', (descriptor) => (descriptor.lifecycel = {}), 'lifecycel is a field that Atlassian does not know'],
    ['a lifecycle event that there is not', ({ lifecycle }) => (lifecycle.removed = '/removed'), 'lifecycle.removed is a field that Atlassian does not know'],
    ['a scope that there is not', (descriptor) => (descriptor.scopes = ['READ', 'SPY']), 'scopes.1'],
    ['signed installs turned off', (descriptor) => (descriptor.apiMigrations = { 'signed-install': false, 'context-qsh': true, gdpr: true }), 'apiMigrations.signed-install'],
  ];

  test.each(faults)('with %s is named with the path of the fault', (_what, breakIt, path) => {
    const descriptor = served();
    breakIt(descriptor);
    expect(checks.descriptor(descriptor)).toContainEqual(expect.stringContaining(path));
  });

  test.each([null, undefined, 7, 'text', [], {}])('is not %p', (descriptor) => {
    expect(checks.descriptor(descriptor).length).toBeGreaterThan(0);
  });
});

describe('a manifest', () => {
  test('is looked at inside its Connect modules, with the path of the fault', () => {
    const { dynamicContentMacros } = served().modules;
    const { url, ...withoutUrl } = dynamicContentMacros[0];
    expect(url).toBeDefined();
    expect(checks.manifest({ connectModules: { 'confluence:dynamicContentMacros': dynamicContentMacros } })).toEqual([]);
    expect(checks.manifest({ connectModules: { 'confluence:dynamicContentMacros': [{ ...withoutUrl, bodytype: 'none' }] } })).toEqual([
      'connectModules.confluence:dynamicContentMacros[0].url is missing',
      'connectModules.confluence:dynamicContentMacros[0].bodytype is a field that Atlassian does not know',
    ]);
    expect(checks.manifest({ connectModules: { 'confluence:macros': [] } })).toEqual(['connectModules.confluence:macros is a module that Atlassian does not know']);
  });

  test('is looked at inside its own modules, with the path of the fault', () => {
    const macro = { key: 'macro', title: 'GitLab', resource: 'ui', resolver: { endpoint: 'endpoint' }, layout: 'block' };
    expect(checks.manifest({ modules: { macro: [{ ...macro, icon: 'https://app.example.com/icon.svg', categories: ['development'], unlicensedAccess: ['anonymous'] }] } })).toEqual([]);
    expect(checks.manifest({ modules: { macro: [{ ...macro, layout: 'chip', autoconvert: {} }] } })).toEqual([
      'modules.macro[0].autoconvert is a field that Atlassian does not know',
      'modules.macro[0].layout must be one of inline, block, bodied, inline-bodied',
    ]);
    expect(checks.manifest({ modules: { macros: [] } })).toEqual(['modules.macros is a module that Atlassian does not know']);
  });
});
