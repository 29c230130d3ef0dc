import { describe, expect, test } from '@jest/globals';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import { converterOf } from '../support/paste.js';
import { COM, CORPUS, OWN } from './url-corpus.js';

const INSTANCES = [COM, OWN].map((baseUrl) => ({ id: baseUrl, baseUrl }));
/** One installation for either GitLab. */
const converters = [COM, OWN].map((url) => converterOf(url));

describe('an address that is pasted', () => {
  test.each(CORPUS)('$url is $kind, taken by: $macro', ({ url, kind, macro }) => {
    expect(parseReference(url, INSTANCES)?.kind ?? 'unsupported').toBe(kind);
    expect(converters.flatMap((convert) => convert(url))).toEqual(macro === 'none' ? [] : [macro]);
  });

  test('is one of 200 and more, none of them twice, of every kind', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(CORPUS.map(({ url }) => url)).size).toBe(CORPUS.length);
    expect(new Set(CORPUS.map(({ kind }) => kind)).size).toBe(26 + 1);
  });
});
