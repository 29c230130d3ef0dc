import { describe, expect, it } from '@jest/globals';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import { parseUrl } from '../../src/urls.js';

describe('a URL', () => {
  it('with letters beyond ASCII is read the hundred thousandth time as the first', () => {
    const instances = [{ id: 'default', baseUrl: 'https://gitlab.example.com' }];
    const text = 'https://gitlab.example.com/acme/web/-/blob/main/caf\u00e9.md';
    const first = parseReference(text, instances);
    expect(first).toMatchObject({ kind: 'file', refAndPath: 'main/café.md' });
    for (let times = 0; times < 100_000; times += 1) parseUrl(text);
    for (let times = 0; times < 10_000; times += 1) if (!parseReference(text, instances)) throw new Error(`not read the ${times}. time`);
  });

  it('that is none is undefined, with and without a base', () => {
    expect(parseUrl('/x')).toBeUndefined();
    expect(parseUrl('https://[', 'https://a.example')).toBeUndefined();
    expect(parseUrl('/x', 'https://a.example')?.href).toBe('https://a.example/x');
  });
});
