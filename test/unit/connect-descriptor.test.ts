import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseDescriptor, type DynamicContentMacro } from '../../demo/confluence/descriptor.js';
import { CONFLUENCE_CALLS, neededScopes } from '../../src/connect/confluence-calls.js';
import { DESCRIPTOR_FILE, makeDescriptor } from '../../src/connect/descriptor.js';
import { parseReference } from '../../src/gitlab/reference.js';
import { testSettings } from '../support/settings.js';

const COM = 'https://gitlab.com';
const OWN = 'https://git.example.com:8443/gitlab';

function describeApp(autoconvertUrls: readonly string[] = [], baseUrl = 'https://app.example.com') {
  const made: unknown = JSON.parse(JSON.stringify(makeDescriptor(testSettings({ baseUrl, autoconvertUrls, gitlab: { url: COM } }))));
  const parsed = parseDescriptor(made);
  if ('problems' in parsed) throw new Error(parsed.problems.join('; '));
  return parsed.descriptor;
}

function macrosOf(autoconvertUrls?: readonly string[]): { block: DynamicContentMacro; inline: DynamicContentMacro } {
  const [block, inline, ...others] = describeApp(autoconvertUrls).modules.dynamicContentMacros ?? [];
  if (!block || !inline || others.length > 0) throw new Error('there are two macros');
  return { block, inline };
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
    expect(Object.keys(modules).sort()).toEqual(['dynamicContentMacros', 'generalPages']);
    expect(modules.dynamicContentMacros).toMatchObject([
      { key: 'gitlab-for-confluence-link', name: { value: 'GitLab' }, outputType: 'block', bodyType: 'none', parameters: [{ identifier: 'url', required: true }] },
      { key: 'gitlab-for-confluence-inline', name: { value: 'GitLab inline' }, outputType: 'inline', bodyType: 'none', height: expect.stringMatching(/^\d+px$/), parameters: [{ identifier: 'url', required: true }] },
    ]);
    expect(modules.generalPages).toMatchObject([{ key: 'gitlab-for-confluence-home', name: { value: 'GitLab' }, url: '/home' }]);
  });

  test('sends every declared parameter to its macro, and the page that the macro is on', () => {
    for (const { url, parameters = [] } of Object.values(macrosOf())) {
      expect(parameters.length).toBeGreaterThan(0);
      for (const { identifier } of parameters) expect(url).toContain(`${identifier}={${identifier}}`);
      expect(url).toContain('page={page.id}&version={page.version}');
    }
  });

  test('asks for the scopes that the calls to Confluence need and for no others', () => {
    expect(describeApp().scopes).toEqual(neededScopes());
    expect(new Set(neededScopes())).toEqual(new Set(Object.values(CONFLUENCE_CALLS).map(({ scope }) => scope)));
    expect(describeApp().scopes).not.toContain('ACT_AS_USER');
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

/**
 * The expression that Confluence makes of a pattern: `{}` is anything but a slash, the rest is meant literally, and the whole
 * address must match. As in the editor's script of Atlassian's own Connect plugin (js/confluence/macro/autoconvert.js).
 */
function expressionOf(pattern: string): RegExp {
  const literal = pattern.split('{}').map((text) => text.replace(/[-[\]/()*+?.\\^$|]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]*?')}$`);
}

function converterOf(autoconvertUrls?: readonly string[]): (url: string) => readonly string[] {
  const macros = Object.entries(macrosOf(autoconvertUrls)).map(([name, { autoconvert }]) => ({ name, expressions: (autoconvert?.matchers ?? []).map(({ pattern }) => expressionOf(pattern)) }));
  return (url) => macros.filter(({ expressions }) => expressions.some((expression) => expression.test(url))).map(({ name }) => name);
}

/** `group/project` to `group/sub1/…/sub5/project`. */
const pathOfDepth = (groups: number) => ['group', ...Array.from({ length: groups - 1 }, (_, index) => `sub-${index + 1}`), 'my.project'].join('/');
const DEPTHS = [1, 2, 3, 4, 5];
const FILES = ['README.md', 'src/app.ts', 'a/b/c/d.rb', 'a/b/c/d/e/f/g/h.txt', 'docs/%C3%BC%20x.md', '.gitlab-ci.yml'];

describe.each([COM, OWN])('a link to %s that is pasted', (base) => {
  const convert = converterOf([OWN]);
  const instances = [COM, OWN].map((baseUrl) => ({ id: baseUrl, baseUrl }));
  const kindOf = (url: string) => parseReference(url, instances)?.kind;

  test.each(DEPTHS.flatMap((depth) => ['issues/12', 'issues/12#note_34', 'issues/12/', 'issues/12/designs', 'issues/incident/12', 'issues/12?show=abc'].map((rest) => `${pathOfDepth(depth)}/-/${rest}`)))('becomes a chip: the issue %s', (path) => {
    expect([kindOf(`${base}/${path}`), convert(`${base}/${path}`)]).toEqual(['issue', ['inline']]);
  });

  test.each(DEPTHS.flatMap((depth) => ['work_items/12', 'work_items/12#note_34', 'work_items/12/'].map((rest) => `${pathOfDepth(depth)}/-/${rest}`)))('becomes a chip: the work item %s', (path) => {
    expect([kindOf(`${base}/${path}`), convert(`${base}/${path}`)]).toEqual(['work-item', ['inline']]);
  });

  test.each(DEPTHS.flatMap((depth) => ['merge_requests/7', 'merge_requests/7/diffs', 'merge_requests/7/commits?page=2', 'merge_requests/7/diffs#abc_1_2', 'merge_requests/7.diff'].map((rest) => `${pathOfDepth(depth)}/-/${rest}`)))('becomes a chip: the merge request %s', (path) => {
    expect([kindOf(`${base}/${path}`), convert(`${base}/${path}`)]).toEqual(['merge-request', ['inline']]);
  });

  test.each(['', '/', '?tab=readme', '#top'].flatMap((end) => [1, 2, 3].map((depth) => `${pathOfDepth(depth)}${end}`)))('becomes a chip: the project %s', (path) => {
    const found = convert(`${base}/${path}`);
    expect(kindOf(`${base}/${path}`)).toBe('project');
    // A slash at the end is one segment more, which the deepest pattern has not.
    expect(found).toEqual(path.endsWith('/') && path.split('/').length > 4 ? [] : ['inline']);
  });

  test.each([4, 5])('is left alone: a project within %i groups, since its pattern would take in pages of others', (depth) => {
    expect([kindOf(`${base}/${pathOfDepth(depth)}`), convert(`${base}/${pathOfDepth(depth)}`)]).toEqual(['project', []]);
  });

  test.each(DEPTHS.flatMap((depth) => FILES.flatMap((file) => ['main', 'feature/x', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'].map((ref) => `${pathOfDepth(depth)}/-/blob/${ref}/${file}`))))('becomes a block: the file %s', (path) => {
    for (const end of ['', '#L10', '#L10-20', '?ref_type=heads', '?ref_type=tags#L3-L4', '?plain=1']) {
      expect([end, kindOf(`${base}/${path}${end}`), convert(`${base}/${path}${end}`)]).toEqual([end, 'file', ['block']]);
    }
  });
});

test('with one instance, raw and blamed files become blocks as well', () => {
  const convert = converterOf();
  for (const page of ['raw', 'blame']) for (const depth of DEPTHS) expect(convert(`${COM}/${pathOfDepth(depth)}/-/${page}/main/src/app.ts`)).toEqual(['block']);
});

test.each([
  'https://gitlab.com', 'https://gitlab.com/', 'https://gitlab.com/alice', 'https://gitlab.com/help', 'http://gitlab.com/group/project', 'https://about.gitlab.com/pricing/x',
  'https://gitlab.com/help/user/project/issues/managing_issues.md', 'https://gitlab.com/groups/group/-/epics/3', 'https://gitlab.com/group/project/-/snippets/3', 'https://gitlab.com/-/snippets/3/raw/main/x.md',
  'https://gitlab.com.evil.example/group/project', 'https://gitlab.com@evil.example/group/project', 'https://gitlabxcom/group/project', 'https://evilgitlab.com/group/project', 'https://gitlab.com:8443/group/project',
  'https://evil.example/https://gitlab.com/group/project', 'https://evil.example/?https://gitlab.com/group/project', ' https://gitlab.com/group/project', 'https://git.example.com:8443/group/project', 'https://git.example.com:8443/gitlabx/group/project',
  'https://git-example-com:8443/gitlab/group/project', 'https://git.example.com/gitlab/group/project', 'see https://gitlab.com/group/project', 'https://gitlab.com/group/project/-/issues/12/a/b/c',
])('left alone is %s', (url) => {
  expect(converterOf([OWN])(url)).toEqual([]);
});

describe('the patterns', () => {
  const instances = (count: number) => Array.from({ length: count }, (_, index) => `https://gitlab-${index}.example.com`);

  test.each([0, 1, 2, 5, 19, 199, 250])('stay within the limits with %i instances besides the first, and leave none out as long as there are enough', (count) => {
    const tooLong = `https://${'x'.repeat(1_100)}.example.com`;
    for (const { autoconvert } of Object.values(macrosOf([...instances(count), tooLong]))) {
      const patterns = (autoconvert?.matchers ?? []).map(({ pattern }) => pattern);
      expect(autoconvert?.urlParameter).toBe('url');
      expect(patterns.length).toBeLessThanOrEqual(200);
      expect(new Set(patterns).size).toBe(patterns.length);
      for (const pattern of patterns) expect(pattern.length).toBeLessThanOrEqual(1024);
      const served = [COM, ...instances(count)].filter((base) => patterns.some((pattern) => pattern.startsWith(`${base}/`)));
      expect(served).toEqual([COM, ...instances(count)].slice(0, 200));
    }
  });

  test('keep for each of several instances what is pasted most', () => {
    const urls = instances(6);
    const convert = converterOf(urls);
    for (const base of [COM, ...urls]) {
      for (const rest of ['', '/-/issues/1', '/-/merge_requests/1', '/-/work_items/1']) expect(convert(`${base}/group/project${rest}`)).toEqual(['inline']);
      expect(convert(`${base}/group/project/-/blob/main/README.md#L3`)).toEqual(['block']);
    }
  });

  test('come once where an instance is named twice', () => {
    expect(macrosOf([COM])).toEqual(macrosOf([]));
  });

  test('hold no wildcard in the name of a host, and none that matches any host', () => {
    for (const { autoconvert } of Object.values(macrosOf([OWN]))) {
      for (const { pattern } of autoconvert?.matchers ?? []) expect([COM, OWN].some((base) => pattern.startsWith(`${base}/`))).toBe(true);
    }
  });
});
