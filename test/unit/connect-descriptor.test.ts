import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseDescriptor } from '../../demo/confluence/descriptor.js';
import { AUTHOR_CALLS, CONFLUENCE_CALLS, neededScopes } from '../../src/connect/confluence-calls.js';
import { DESCRIPTOR_FILE, makeDescriptor } from '../../src/connect/descriptor.js';
import { descriptorTexts } from '../../src/words/translations.js';
import { converterOf, pastedMacros } from '../support/paste.js';
import { testSettings } from '../support/settings.js';

const COM = 'https://gitlab.com';
const OWN = 'https://git.example.com:8443/gitlab';

function describeApp(autoconvertUrls: readonly string[] = [], baseUrl = 'https://app.example.com') {
  const made: unknown = JSON.parse(JSON.stringify(makeDescriptor(testSettings({ baseUrl, autoconvertUrls, gitlab: { url: COM } }))));
  const parsed = parseDescriptor(made);
  if ('problems' in parsed) throw new Error(parsed.problems.join('; '));
  return parsed.descriptor;
}

interface Text {
  readonly value: string;
  readonly i18n?: string;
}

/** Every `{value}` within. */
function textsIn(node: unknown): Text[] {
  if (typeof node !== 'object' || node === null) return [];
  return 'value' in node && typeof node.value === 'string' ? [node as Text] : Object.values(node).flatMap(textsIn);
}

describe('the descriptor', () => {
  test('is one that Confluence takes, wherever the app is', () => {
    for (const baseUrl of ['https://app.example.com', 'https://app.example.com:8443/app', 'http://127.0.0.1:3000/app']) {
      expect(describeApp([], baseUrl)).toMatchObject({
        key: 'gitlab-for-confluence',
        baseUrl,
        links: { self: `${baseUrl}/atlassian-connect.json` },
        authentication: { type: 'jwt' },
        apiMigrations: { 'signed-install': true, 'context-qsh': true, gdpr: true },
        lifecycle: { installed: '/connect/installed', uninstalled: '/connect/uninstalled' },
      });
    }
  });

  test('has the modules under the keys that pages store, and no others', () => {
    const { modules } = describeApp();
    expect(Object.keys(modules).sort()).toEqual(['configurePage', 'dynamicContentMacros', 'generalPages']);
    expect(modules.dynamicContentMacros).toMatchObject([
      { key: 'gitlab-for-confluence-link', name: { value: 'GitLab' }, outputType: 'block', bodyType: 'none', parameters: expect.arrayContaining([expect.objectContaining({ identifier: 'url', required: true })]) },
      { key: 'gitlab-for-confluence-inline', name: { value: 'GitLab inline' }, outputType: 'inline', bodyType: 'none', height: expect.stringMatching(/^\d+px$/), parameters: expect.arrayContaining([expect.objectContaining({ identifier: 'url', required: true })]) },
      { key: 'gitlab-for-confluence-list', name: { value: 'GitLab list' }, outputType: 'block', bodyType: 'none', parameters: expect.arrayContaining([expect.objectContaining({ identifier: 'url', required: true })]) },
    ]);
    expect(modules.generalPages).toMatchObject([{ key: 'gitlab-for-confluence-home', name: { value: 'GitLab' }, url: '/home' }]);
  });

  test('shows its configure page to nobody but administrators', () => {
    const { configurePage } = describeApp().modules;
    expect(configurePage).toEqual({ key: 'gitlab-for-confluence-configure', name: { value: 'Configure GitLab', i18n: 'gitlab-for-confluence.configure' }, url: '/configure', conditions: [{ condition: 'user_is_admin' }] });
  });

  test('sends every declared parameter to its macro, and the page that the macro is on', () => {
    for (const { url, renderModes, parameters = [] } of describeApp().modules.dynamicContentMacros ?? []) {
      expect(parameters.length).toBeGreaterThan(0);
      for (const { identifier } of parameters) expect(identifier === 'export' ? renderModes?.pdf?.url : url).toContain(`${identifier}={${identifier}}`);
      for (const { identifier } of parameters) expect(renderModes?.pdf?.url).toContain(`${identifier}={${identifier}}`);
      expect(renderModes?.word?.url).toBe(renderModes?.pdf?.url);
      // Who reads an e-mail, or what asks for anything else, nobody knows.
      for (const unknown of [renderModes?.email, renderModes?.default]) expect(unknown?.url).toBe(`${renderModes?.pdf?.url}&to=others`);
      expect(url).toContain('page={page.id}&version={page.version}');
    }
  });

  test('has the site’s search find every page by the address that a macro of it holds', () => {
    for (const { key, parameters = [] } of describeApp().modules.dynamicContentMacros ?? []) {
      expect([key, parameters.filter(({ indexing }) => indexing?.enabled).map(({ identifier, type }) => [identifier, type])]).toEqual([key, [['url', 'url']]]);
    }
  });

  test('opens the editor of each macro in a dialog', () => {
    expect((describeApp().modules.dynamicContentMacros ?? []).map(({ editor }) => editor?.url)).toEqual(['/editor/link', '/editor/inline', '/editor/list']);
  });

  test('asks for the scopes that the calls to Confluence need and for no others', () => {
    expect(describeApp().scopes).toEqual(neededScopes());
    expect(new Set(neededScopes())).toEqual(new Set([...Object.values(CONFLUENCE_CALLS), ...Object.values(AUTHOR_CALLS)].map(({ scope }) => scope)));
    expect(describeApp().scopes).not.toContain('ACT_AS_USER');
  });

  test('asks to write for what authors do in their own browser, and for no call of the server', () => {
    expect(Object.values(CONFLUENCE_CALLS).map(({ scope }) => scope)).toEqual(Object.values(CONFLUENCE_CALLS).map(() => 'READ'));
    // What Atlassian is told of people is no content of the site.
    expect(Object.entries(CONFLUENCE_CALLS).filter(([, { method }]) => method !== 'GET').map(([name]) => name)).toEqual(['reportAccounts']);
    expect(Object.values(AUTHOR_CALLS).filter(({ scope }) => scope === 'WRITE').map(({ method }) => method)).toEqual(['PUT']);
  });

  test('names everything by a key that each language has, and says where these are', () => {
    const texts = descriptorTexts();
    const named = textsIn(describeApp().modules);
    expect(named.length).toBeGreaterThan(50);
    for (const { value, i18n } of named) expect({ value, i18n }).toEqual({ value: texts.get('en_US')?.[i18n ?? ''], i18n });
    const used = [...new Set(named.map(({ i18n }) => i18n))].sort();
    for (const [locale, translated] of texts) {
      expect([locale, Object.keys(translated).sort()]).toEqual([locale, used]);
      expect(Object.values(translated).every((text) => text !== '')).toBe(true);
    }
    expect(describeApp().translations?.paths).toEqual({ de_DE: '/i18n/de_DE.json', en_US: '/i18n/en_US.json' });
  });

  test('takes nothing from the file that depends on the installation, and tells nothing of its secrets', () => {
    const file = readFileSync(DESCRIPTOR_FILE, 'utf8');
    expect(file).not.toMatch(/\{\{|baseUrl|scopes|autoconvert/);
    expect(JSON.stringify(describeApp())).not.toMatch(/secret|\$[A-Z]/);
  });

  test('asks for the union, weakest first, once more calls are made', () => {
    const calls = { a: { method: 'GET', path: '/a', scope: 'ADMIN' }, b: { method: 'POST', path: '/b', scope: 'READ' }, c: { method: 'GET', path: '/c', scope: 'READ' } } as const;
    expect(neededScopes(calls)).toEqual(['READ', 'ADMIN']);
    expect(neededScopes({})).toEqual([]);
  });
});

describe('the patterns for pasted links', () => {
  const instances = (count: number) => Array.from({ length: count }, (_, index) => `https://gitlab-${index}.example.com`);
  const patternsOf = (autoconvertUrls: readonly string[]) => pastedMacros(COM, autoconvertUrls).map(({ macro }) => (macro.autoconvert?.matchers ?? []).map(({ pattern }) => pattern));

  test('belong to the two macros that show one link', () => {
    expect(pastedMacros(COM).map(({ macro }) => [macro.key, macro.autoconvert?.urlParameter])).toEqual([
      ['gitlab-for-confluence-link', 'url'],
      ['gitlab-for-confluence-inline', 'url'],
    ]);
  });

  test.each([0, 1, 2, 5, 19, 199, 250])('stay within the limits with %i instances besides the first, and leave none out as long as there are enough', (count) => {
    const tooLong = `https://${'x'.repeat(1_100)}.example.com`;
    for (const patterns of patternsOf([...instances(count), tooLong])) {
      expect(patterns.length).toBeLessThanOrEqual(200);
      expect(new Set(patterns).size).toBe(patterns.length);
      for (const pattern of patterns) expect(pattern.length).toBeLessThanOrEqual(1024);
      const served = [COM, ...instances(count)].filter((base) => patterns.some((pattern) => pattern.startsWith(`${base}/`)));
      expect(served).toEqual([COM, ...instances(count)].slice(0, 200));
    }
  });

  test.each([0, 1, 6])('keep for each of %i further instances what is pasted most, each for one macro', (count) => {
    const urls = instances(count);
    const convert = converterOf(COM, urls);
    for (const base of [COM, ...urls]) {
      for (const rest of ['', '/-/issues/1', '/-/merge_requests/1', '/-/work_items/1']) expect(convert(`${base}/group/project${rest}`)).toEqual(['inline']);
      expect(convert(`${base}/group/project/-/blob/main/README.md#L3`)).toEqual(['block']);
      expect(convert(`${base}/group/project/-/tree/main`)).toEqual(['block']);
    }
  });

  test('reach deep with two instances', () => {
    const convert = converterOf(COM, [OWN]);
    for (const base of [COM, OWN]) {
      for (const path of ['g/p', 'g/s/p', 'g/s/t/p']) {
        expect([path, convert(`${base}/${path}/-/issues/12#note_3`)]).toEqual([path, ['inline']]);
        expect([path, convert(`${base}/${path}/-/blob/main/a/b/c.ts#L3`)]).toEqual([path, ['block']]);
        expect([path, convert(`${base}/${path}/-/pipelines/5`)]).toEqual([path, ['block']]);
      }
    }
  });

  test('come once where an instance is named twice', () => {
    expect(patternsOf([COM])).toEqual(patternsOf([]));
  });

  test('hold no wildcard in the name of a host, and none that matches any host', () => {
    for (const pattern of patternsOf([OWN]).flat()) expect([COM, OWN].some((base) => pattern.startsWith(`${base}/`))).toBe(true);
  });
});
