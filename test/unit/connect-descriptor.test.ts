import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CONFLUENCE_CALLS, neededScopes } from '../../src/connect/confluence-calls.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { parseReference } from '../../src/gitlab/reference.js';
import { testSettings } from '../support/settings.js';

const descriptor = makeDescriptor(testSettings({ baseUrl: 'https://app.example.com/base' }));
const macros = descriptor.modules.dynamicContentMacros;
const patternsOf = (of: typeof descriptor, outputType: 'block' | 'inline') => {
  const macro = of.modules.dynamicContentMacros.find((candidate) => candidate.outputType === outputType);
  const { matchers } = macro?.autoconvert as { matchers: readonly { pattern: string }[] };
  return matchers.map(({ pattern }) => pattern);
};

describe('the descriptor', () => {
  it('names the app, its base URL and its lifecycle', () => {
    expect(descriptor).toMatchObject({
      key: 'gitlab-for-confluence',
      baseUrl: 'https://app.example.com/base',
      links: { self: 'https://app.example.com/base/atlassian-connect.json' },
      authentication: { type: 'jwt' },
      apiMigrations: { 'signed-install': true, 'context-qsh': true, gdpr: true },
      lifecycle: { installed: '/connect/installed', uninstalled: '/connect/uninstalled' },
    });
  });

  it('asks for the scopes of the calls that the app makes, and for no more', () => {
    expect(descriptor.scopes).toEqual([...new Set(Object.values(CONFLUENCE_CALLS).map(({ scope }) => scope))]);
    expect(descriptor.scopes).toEqual(['READ']);
    expect(neededScopes({ a: { method: 'POST', path: '/a', scope: 'WRITE' }, b: { method: 'GET', path: '/b', scope: 'READ' } })).toEqual(['READ', 'WRITE']);
  });

  it('has the modules under the keys that pages store', () => {
    expect(macros.map(({ key, outputType, bodyType }) => ({ key, outputType, bodyType }))).toEqual([
      { key: 'gitlab-for-confluence-link', outputType: 'block', bodyType: 'none' },
      { key: 'gitlab-for-confluence-inline', outputType: 'inline', bodyType: 'none' },
    ]);
    expect(descriptor.modules.generalPages).toMatchObject([{ key: 'gitlab-for-confluence-home' }]);
  });

  it.each(macros.map((macro) => [macro.key, macro] as const))('sends %s its parameters, by names that Confluence takes', (_key, macro) => {
    const parameters = macro.parameters as readonly { identifier: string; required?: boolean }[];
    expect(parameters.map(({ identifier }) => identifier)).toContain('url');
    for (const { identifier } of parameters) {
      expect(identifier).toMatch(/^[-_a-z0-9.]+$/);
      expect(macro.url).toContain(`{${identifier}}`);
    }
    const builtIn = ['page.id', 'page.version'];
    const used = [...String(macro.url).matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
    expect(used).toEqual([...parameters.map(({ identifier }) => identifier), ...builtIn]);
    expect(parameters.filter(({ required }) => required).map(({ identifier }) => identifier)).toEqual(['url']);
  });

  it('gives the inline macro a height that does not change', () => {
    expect(macros.map(({ outputType, height }) => [outputType, height])).toEqual([
      ['block', undefined],
      ['inline', expect.stringMatching(/^\d+px$/)],
    ]);
  });

  it('holds nothing of ACE’s settings, and the file nothing of an installation', () => {
    const file = readFileSync(join(import.meta.dirname, '../../atlassian-connect.json'), 'utf8');
    expect(file).not.toMatch(/\{\{|baseUrl|scopes|autoconvert/);
    expect(JSON.stringify(descriptor)).not.toMatch(/secret|\$[A-Z]/);
  });
});

/** `{}` as Confluence's editor reads it: anything between two slashes; the whole address has to match. */
function matches(pattern: string, url: string): boolean {
  const parts = pattern.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*?')}$`).test(url);
}

describe('pasted links', () => {
  const instances = [
    { id: 'default', baseUrl: 'https://gitlab.com' },
    { id: 'second', baseUrl: 'http://git.example.com:8080/gitlab' },
  ];
  const both = makeDescriptor(testSettings({ gitlab: { url: instances[0]?.baseUrl ?? '' }, autoconvertUrls: [instances[1]?.baseUrl ?? ''] }));
  const macrosFor = (url: string) => (['block', 'inline'] as const).filter((type) => patternsOf(both, type).some((pattern) => matches(pattern, url)));

  const groups = ['acme/orbit', 'acme/deep/orbit', 'a/b/c/d/orbit', 'a/b/c/d/e/orbit', '-/x.y/_z'];
  const inline = [
    ...['issues/12', 'issues/12#note_7', 'issues/12?x=y', 'issues/incident/5', 'work_items/3', 'merge_requests/9', 'merge_requests/9/diffs', 'merge_requests/9/commits?page=2'],
  ];
  const block = ['blob/main/README.md', 'blob/main/src/deep/er/and/deeper/file.ts#L10-20', 'blob/feature/branch/a.txt?ref_type=heads', 'raw/main/a.txt', 'blob/main/issues/a.md'];

  it.each(instances)('of $baseUrl turn into the macro of their kind, and only that', (instance) => {
    for (const project of groups.filter((group) => !group.startsWith('-'))) {
      for (const rest of inline) expect([rest, macrosFor(`${instance.baseUrl}/${project}/-/${rest}`)]).toEqual([rest, ['inline']]);
      for (const rest of block) expect([rest, macrosFor(`${instance.baseUrl}/${project}/-/${rest}`)]).toEqual([rest, ['block']]);
    }
    for (const project of ['acme/orbit', 'acme/orbit#readme', 'acme/deep/orbit']) expect(macrosFor(`${instance.baseUrl}/${project}`)).toEqual(['inline']);
  });

  it('that turn into a macro are such as the app understands', () => {
    for (const project of ['acme/orbit', 'acme/deep/orbit']) {
      for (const rest of [...inline, ...block]) expect([rest, parseReference(`https://gitlab.com/${project}/-/${rest}`, instances)?.instance]).toEqual([rest, 'default']);
      expect(parseReference(`https://gitlab.com/${project}`, instances)?.kind).toBe('project');
    }
  });

  it.each([
    'https://gitlab.com/',
    'https://gitlab.com/acme',
    'http://gitlab.com/acme/orbit/-/issues/12',
    'https://gitlab.com.evil.com/acme/orbit/-/issues/12',
    'https://gitlabXcom/acme/orbit/-/issues/12',
    'https://other.example.com/acme/orbit/-/issues/12',
    'https://git.example.com:8080/gitlab/acme/orbit/-/issues/12',
    'http://git.example.com:8080/acme/orbit/-/issues/12',
    'https://gitlab.com/acme/orbit/-/issues/12/designs/a/b',
    'https://gitlab.com/acme/orbit/-/tree/main/src/deep',
  ])('such as %s stay links', (url) => {
    expect(macrosFor(url)).toEqual([]);
  });

  it.each([1, 2, 7, 50, 300])('keep within Confluence’s limits for %i instances, each of which gets some', (count) => {
    const urls = Array.from({ length: count }, (_, index) => `https://gitlab-${index}.example.com`);
    const many = makeDescriptor(testSettings({ gitlab: { url: urls[0] ?? '' }, autoconvertUrls: [...urls.slice(1), `https://${'x'.repeat(1_100)}.example.com`, urls[0] ?? ''] }));
    for (const type of ['block', 'inline'] as const) {
      const patterns = patternsOf(many, type);
      expect(patterns.length).toBeLessThanOrEqual(200);
      expect(new Set(patterns).size).toBe(patterns.length);
      expect(patterns.every((pattern) => pattern.length <= 1024)).toBe(true);
      const served = urls.filter((url) => patterns.some((pattern) => pattern.startsWith(`${url}/`)));
      expect(served).toEqual(urls.slice(0, 200));
    }
  });
});
