import { describe, expect, test } from '@jest/globals';
import type { Answer } from './asking.js';
import { prove } from './prove.js';
import type { Setting } from './run.js';
import { startAlone } from './settings.js';
import { shorten } from './shorten.js';
import type { Step } from './steps.js';

const later = () => performance.now() + 60_000;

describe('a sequence that goes wrong', () => {
  test('is shortened to what matters in it, in its order', async () => {
    const all = Array.from({ length: 200 }, (_, index) => index);
    let tries = 0;
    const fails = async (some: readonly number[]) => {
      tries += 1;
      return some.includes(31) && some.includes(32) && some.indexOf(170) > some.indexOf(31);
    };
    expect(await shorten(all, fails, later())).toEqual([31, 32, 170]);
    expect(tries).toBeLessThan(120);
  });

  test('stays whole where each of its steps matters, and where there is no time', async () => {
    const all = [1, 2, 3, 4, 5];
    expect(await shorten(all, async (some) => some.length === all.length, later())).toEqual(all);
    expect(await shorten(all, async () => true, performance.now() - 1)).toEqual(all);
  });
});

describe('the proof', () => {
  test('finds an answer that went to somebody else, says so, and names the steps that lead there', async () => {
    const view = (person: string): Step => ({ is: 'view', tenant: 0, page: 9, people: [person], server: 0 });
    const steps = [view('ada'), view('anonymous')];
    const proof = await prove({ seed: 5, answers: 3_000, start: startCrossed, steps, patienceMs: 30_000, say: () => undefined });
    expect(proof.leak?.what).toMatch(/^somebody of site 0 .* was told the .* by instance 0, in a macro/);
    expect(proof.leak?.steps).toEqual(steps);
  }, 60_000);

  test('finds what is private in a store', async () => {
    const proof = await prove({ seed: 5, answers: 300, start: startTold, steps: [{ is: 'search' }], patienceMs: 0, say: () => undefined });
    expect(proof.leak?.what).toMatch(/^the table of the test holds the title of issue 1 of /);
  }, 60_000);
});

/** A world that keeps the first content that it shows, and answers each tenth request with it. */
async function startCrossed(): Promise<Setting> {
  const setting = await startAlone();
  let [asked, kept] = [0, undefined as Answer | undefined];
  const ask: Setting['world']['asking']['ask'] = async (...sent) => {
    asked += 1;
    const crossed = asked % 10 === 0 ? kept : undefined;
    const answer = await setting.world.asking.ask(...sent);
    if (answer.text.includes('data-outcome="shown"')) kept ??= answer;
    return crossed ?? answer;
  };
  return { ...setting, world: { ...setting.world, asking: { ...setting.world.asking, ask } } };
}

async function startTold(): Promise<Setting> {
  const setting = await startAlone();
  const title = setting.world.gitlab.world.projects[0]?.issues[0]?.title ?? '';
  return { ...setting, stores: { ...setting.stores, read: async () => [{ where: 'the table of the test', text: `["${title}"]` }] } };
}
