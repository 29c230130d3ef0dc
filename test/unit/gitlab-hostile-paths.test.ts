import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { createGitLabClient } from '../../src/gitlab/calls/client.js';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import { picturePaths } from '../../src/gitlab/references/picture-paths.js';
import { createLogger } from '../../src/logger.js';
import { INSTANCE } from '../support/gitlab-answers.js';
import { sourcesIn } from '../support/sources.js';

const BASE = INSTANCE.baseUrl;
const SECRET = '7d3e51b8c0f94a26b1e7a9d24c60f518';

/** Where a path below the API leads, and every piece that it names there once it is decoded. */
function piecesOf(path: string): string[] {
  const url = new URL(`${BASE}/api/v4${path}`);
  expect(url.href).toBe(`${BASE}/api/v4${path}`);
  return url.pathname.split('/').flatMap((segment) => decodeURIComponent(segment).split(/[/\\]/));
}

const word = fc.constantFrom('acme', 'orbit', '-', 'raw', 'blob', 'uploads', 'groups', 'project', SECRET, 'main', 'a.png', '..', '.', '%2e%2e', '.%2e', '..%2f..', 'a%2f..', '..%2fa', '%2f', '..%5c..', '%252e%252e', '...git', '..git', 'x%2f..git', 'a?b', '%3Fc=d', '%23', 'tags', 'branches', 'wikis', 'tree', 'releases', 'users', '%00', '1');

describe('paths that are asked for', () => {
  it('of pictures never climb, whatever the address of the picture is [T11a]', () => {
    fc.assert(fc.property(fc.array(word, { minLength: 2, maxLength: 9 }), (words) => {
      for (const path of picturePaths(`${BASE}/${words.join('/')}`, INSTANCE)) {
        for (const piece of piecesOf(path)) expect(['.', '..']).not.toContain(piece);
      }
    }), { numRuns: 3_000 });
  });

  it.each(['acme/orbit/-/raw/main/a/..%2f..', 'acme/orbit/-/raw/main/a%2f..', 'acme/orbit/-/blob/main/..%2f..%2f..%2fuser', `acme/orbit/uploads/${SECRET}/..%2f..`, `..%2f..%2fuser/x/uploads/${SECRET}/a.png`, 'acme/orbit/-/raw/main/a%00.png', 'acme/orbit/-/raw/main/..%5c..%5ca.png'])('are none for a picture at %s [T11a]', (path) => {
    expect(picturePaths(`${BASE}/${path}`, INSTANCE)).toEqual([]);
  });

  it('are none for anybody’s avatar: no query asks where that is [T11b]', () => {
    const asked = sourcesIn('src/gitlab').filter(({ tree }) => /avatar/i.test(tree.text)).map(({ path }) => path);
    expect(asked).toEqual([]);
    expect(sourcesIn('src/gitlab').some(({ tree }) => tree.text.includes('username'))).toBe(true);
  });

  it.each(['...git', '..git', 'acme/...git', 'acme/orbit/...git', 'acme/..git'])('are none for a project at %s', (path) => {
    expect(parseReference(`${BASE}/${path}`, [INSTANCE])).toBeUndefined();
  });

  it('of things never climb, whatever somebody pastes', () => {
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      const reference = parseReference(`${BASE}/${words.join('/')}`, [INSTANCE]);
      const names = Object.values(reference ?? {}).filter((value) => typeof value === 'string');
      for (const name of names) for (const piece of name.split('/')) expect(['.', '..']).not.toContain(piece);
    }), { numRuns: 3_000 });
  });

  it('are not asked for where they would lead elsewhere than they say', async () => {
    const asked: string[] = [];
    const http = { send: async ({ url }: { url: URL }) => (asked.push(url.href), { status: 200, headers: new Headers({ 'content-type': 'application/json' }), body: Buffer.from('{}') }), close: async () => undefined };
    const client = createGitLabClient({ http, logger: createLogger('silent'), clock: Date.now });
    const caller = { instance: INSTANCE, accessToken: 'token', signal: new AbortController().signal };
    for (const path of ['/projects/a%2Fb/repository/tags/..', '/projects/./x', '/projects/a%2Fb/wikis/../../../user', '/../../oauth/token', '/projects/\\..\\x']) {
      await expect(client.rest(caller, path, z.unknown())).rejects.toMatchObject({ failure: 'not-found' });
    }
    expect(asked).toEqual([]);
    await client.rest(caller, '/projects/a%2Fb/repository/files/..%2Fa.b/raw?ref=..', z.unknown());
    expect(asked).toEqual([`${BASE}/api/v4/projects/a%2Fb/repository/files/..%2Fa.b/raw?ref=..`]);
  });
});
