import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { TARGETS } from './target.js';
import { checkHarmless } from './harmless.js';
import { mutate, randomFrom } from './mutate.js';
import { runNode } from '../support/processes.js';

const FUZZ = 'dist/test/fuzz/main.js';
/** Some seconds of each in all; CI gives each a minute besides. */
const RUNS: Readonly<Record<string, number>> = { tokens: 8_000, queries: 600, addresses: 8_000, texts: 500, lifecycle: 300, bodies: 600 };
const LINE = /^(\w+): seed (\d+), (\d+) executions in \d+ s, coverage (\d+) \+ (\d+) characters, corpus \+ (\d+) inputs$/m;

describe('the fuzzer', () => {
  test.each(Object.keys(TARGETS))('finds nothing in %s, and reaches more than the inputs that are kept', async (name) => {
    const runs = RUNS[name] ?? NaN;
    const { code, out, err } = await runNode([FUZZ, name, `--runs=${runs}`]);
    expect([code, out, err.includes('Error')]).toEqual([0, expect.stringMatching(LINE), false]);
    const [, , , executions, first, more, kept] = LINE.exec(out) ?? [];
    expect(Number(executions)).toBeGreaterThanOrEqual(runs);
    expect(Number(first)).toBeGreaterThan(1_000);
    expect([Number(more) > 0, Number(kept) > 0]).toEqual([true, true]);
  }, 60_000);

  test('keeps inputs of every target', () => {
    expect(readdirSync(join(import.meta.dirname, 'corpus')).sort()).toEqual(Object.keys(TARGETS).sort());
  });

  test('says what it takes for words that make no sense', async () => {
    for (const words of [['nothing'], ['tokens', '-1'], ['tokens', '1', 'x'], ['tokens', '--runs=many'], ['tokens', '1', '2', '3']]) {
      const { code, out, err } = await runNode([FUZZ, ...words]);
      expect([code, out, err]).toEqual([2, '', expect.stringContaining('npm run fuzz -- <target> <minutes> [seed]')]);
    }
  });

  test('makes of one seed the same inputs', () => {
    const inputsOf = (seed: number) => {
      const random = randomFrom(seed);
      return Array.from({ length: 50 }, () => mutate('a=1&b=2', { random, corpus: ['c=3'], words: ['%26'] }, 100));
    };
    expect(inputsOf(7)).toEqual(inputsOf(7));
    expect(inputsOf(7)).not.toEqual(inputsOf(8));
    for (const input of inputsOf(9)) expect(input.length).toBeLessThanOrEqual(100);
  });
});

describe('a fault that is planted', () => {
  const crashOf = (out: string) => JSON.parse(/^crash: (".*")$/m.exec(out)?.[1] ?? 'null') as string | null;

  test('behind five steps, each of which only coverage tells, is found, made short and told', async () => {
    const { code, out } = await runNode(['dist/test/fuzz/planted/main.js', 'steps', 'guided']);
    expect([code, crashOf(out)]).toEqual([1, 'fuzz!']);
  }, 60_000);

  test('is not found by as many tries without coverage', async () => {
    const { code, out } = await runNode(['dist/test/fuzz/planted/main.js', 'steps', 'blind']);
    expect([code, crashOf(out)]).toEqual([0, null]);
  }, 60_000);

  test('that never ends is told by its input, and ended', async () => {
    const { code, out } = await runNode(['dist/test/fuzz/planted/main.js', 'endless', 'guided']);
    expect([code, out]).toEqual([null, expect.stringMatching(/^crash: no end within \d+ s of ".*endless.*"$/m)]);
  }, 60_000);
});

describe('what counts as harmless', () => {
  test.each([
    '<script>alert(1)</script>', '<p onclick="x">a</p>', '<p>a', 'a</p>', '<p><b>a</p></b>', 'a < b', '<a href="javascript:alert(1)">x</a>', '<img src="https://x.example/a.png">', '<p style="x">a</p>',
    '<a href="https://x.example/" target="_blank">x</a>', '<p id="main">x</p>', '<math href="https://x.example">x</math>', "<p class='x'>a</p>", '<!-- a -->', '<details ontoggle="x">a</details>',
  ])('is not %s', (html) => {
    expect(() => checkHarmless(html, 'bare')).toThrow();
    expect(() => checkHarmless(html, 'rich')).toThrow();
  });

  test('is what our pages hold', () => {
    expect(() => checkHarmless('<h2>A</h2><p class="x">b &amp; <a href="https://x.example/" rel="noopener noreferrer nofollow" target="_blank">c</a><br></p>', 'bare')).not.toThrow();
    expect(() => checkHarmless('<img class="picture" src="/pictures?of=x" alt="" loading="lazy" decoding="async">', 'rich')).not.toThrow();
  });
});
