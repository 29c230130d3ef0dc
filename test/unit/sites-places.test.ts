import { describe, expect, test } from '@jest/globals';
import { allowsPlace, isWithin } from '../../src/sites/policies.js';

const PLACES = [{ instance: 'one', path: 'acme/Orbit' }, { instance: 'one', path: 'tools' }, { instance: 'two', path: 'acme' }];

describe('places that are named', () => {
  test.each([
    ['one', 'acme/orbit', true], ['one', 'ACME/ORBIT/web/app', true], ['one', 'tools/x', true], ['two', 'acme/moon', true],
    ['one', 'acme', false], ['one', 'acme/orbiter', false], ['one', 'acme/moon', false], ['two', 'tools', false], ['three', 'acme', false],
    ['one', 'tools/../acme', false], ['one', 'tools/./x', false], ['one', 'tools//x', false], ['one', '/tools', false], ['one', 'tools/', false], ['one', '', false],
  ])('of %s: %s is among them or within one: %s', (instance, path, allowed) => {
    expect(allowsPlace({ places: PLACES }, instance, path)).toBe(allowed);
    expect(isWithin(path, PLACES.filter((place) => place.instance === instance).map((place) => place.path))).toBe(allowed);
  });

  test('hold nothing that nobody knows of, and null names all', () => {
    expect(allowsPlace({ places: PLACES }, 'one', undefined)).toBe(false);
    expect(allowsPlace({ places: [] }, 'one', 'acme')).toBe(false);
    expect(allowsPlace({ places: null }, 'one', undefined)).toBe(true);
  });

  test('are gone through once, however many rows are asked of', () => {
    let reads = 0;
    const places = Array.from({ length: 500 }, (_, index) => ({ instance: 'one', get path() { reads += 1; return `group-${index}/project`; } }));
    expect(allowsPlace({ places }, 'one', 'group-499/project/-x')).toBe(true);
    const before = reads;
    for (let row = 0; row < 200; row += 1) expect(allowsPlace({ places }, 'one', `elsewhere/row-${row}`)).toBe(false);
    expect([before, reads]).toEqual([500, 500]);
  });
});
