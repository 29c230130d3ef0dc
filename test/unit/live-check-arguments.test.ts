import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ArgumentError, readArguments, USAGE } from '../../src/live-check/arguments.js';
import { writeDocument } from '../../src/gitlab/loading/document.js';
import { planRequests } from '../../src/gitlab/loading/plan.js';
import { BULK_PARTS, wantsOf } from '../../src/live-check/bulk-parts.js';

describe('the arguments of a live check', () => {
  test('name a site by its origin, and a GitLab by its base URL', () => {
    expect(readArguments(['--site', 'https://One.atlassian.net/wiki/', '--gitlab=https://git.example.com/gitlab/'])).toMatchObject({ site: 'https://one.atlassian.net', gitlab: 'https://git.example.com/gitlab', interactive: true });
    expect(readArguments(['--gitlab', 'https://gitlab.com', '--non-interactive', '--project', 'group/sub.group/a-b_c'])).toMatchObject({ site: undefined, interactive: false, project: 'group/sub.group/a-b_c' });
    expect(readArguments(['--list']).list).toBe(true);
  });

  test.each([
    ['nothing to try', []],
    ['a token, which others on the machine could read there', ['--gitlab', 'https://gitlab.com', '--token', 'glpat-canary']],
    ['the same with =', ['--gitlab', 'https://gitlab.com', '--token=glpat-canary']],
    ['a stray word', ['glpat-canary', '--gitlab', 'https://gitlab.com']],
    ['an option without its value', ['--gitlab']],
    ['a user in a URL', ['--gitlab', 'https://oauth2:glpat-canary@gitlab.com']],
    ['a query in a URL', ['--site', 'https://one.atlassian.net?token=glpat-canary']],
    ['another protocol', ['--gitlab', 'file:///etc/glpat-canary']],
    ['a page that is no number', ['--site', 'https://one.atlassian.net', '--page', '../glpat-canary']],
    ['an account with a path in it', ['--site', 'https://one.atlassian.net', '--account', 'a/../glpat-canary']],
    ['a project that is none', ['--gitlab', 'https://gitlab.com', '--project', 'glpat-canary']],
  ])('are refused with %s, and the message quotes no value', (_name, args) => {
    const refusal = (() => {
      try {
        return readArguments(args);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(ArgumentError);
    expect(String(refusal)).not.toContain('canary');
  });

  test('are all explained', () => {
    for (const name of ['site', 'gitlab', 'project', 'page', 'account', 'non-interactive', 'list']) expect(USAGE).toContain(`--${name} `);
  });
});

/** What has the shape of a way to ask in bulk, however deep it is in what a module exports. */
function partsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('within' in value && 'keyType' in value && 'name' in value) return [String(value.name)];
  return Object.values(value).flatMap(partsIn);
}

test('a live check tries every way in which things are asked for together', async () => {
  const folder = join(import.meta.dirname, '../../src/gitlab/queries');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const names = new Set<string>();
  for (const file of files) for (const name of partsIn({ ...((await import(join(folder, file))) as object) })) names.add(name);
  expect(names.size).toBeGreaterThan(25);
  expect([...names].filter((name) => !BULK_PARTS.some((part) => part.name === name))).toEqual([]);
});

test('what it asks for has ids of the types that GitLab takes, and no value but in variables', () => {
  const ids: Readonly<Record<string, RegExp>> = { 'CiPipelineID!': /Ci::Pipeline\/1$/, 'JobID!': /Ci::Build\/1$/, '[SnippetID!]': /ProjectSnippet\/1$/ };
  for (const part of BULK_PARTS) {
    const [request] = planRequests(wantsOf(part, 1, 1), { complexity: 170, things: 1, lists: false });
    const { text, variables } = writeDocument(request ?? [], { measured: false });
    expect(text).not.toMatch(/undefined|live-check/);
    const wanted = ids[part.keyType];
    if (wanted) expect(JSON.stringify(variables)).toMatch(new RegExp(`gid://gitlab/${wanted.source.replace('$', '')}`));
  }
});
