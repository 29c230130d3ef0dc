import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Part, Piece } from '../../src/gitlab/loading/part.js';
import { planRequests, type Request } from '../../src/gitlab/loading/plan.js';
import { overFetch, unitCost } from '../../src/gitlab/loading/unit.js';

const part = (name: string, cost: number, most = 100): Part => ({
  ...{ name, within: 'project', inside: [], field: name, keyType: '[String!]!', keyField: 'iid', most, fragments: [], optional: [] },
  select: ({ keys }) => `(iids: ${keys}) { nodes { iid } }`,
  cost: () => cost,
});
const ISSUES = part('issues', 48);
const REQUESTS = part('mergeRequests', 81);
const EPICS: Part = { ...part('epics', 40), within: 'namespace' };
const COMMITS: Part = { ...part('commit', 20, 1), keyField: undefined };

const piece = (of: Part, fullPath: string, key: number | string): Piece => ({ part: of, fullPath, key: String(key), shared: {} });
const plan = (pieces: readonly Piece[], budget = 212, lists = true) => planRequests(pieces, { complexity: budget, things: 1_000, lists });
const cost = (request: Request) => request.reduce((sum, unit) => sum + unitCost(unit), 0);
const vain = (requests: readonly Request[]) => requests.flat().reduce((sum, unit) => sum + overFetch(unit), 0);
const told = (requests: readonly Request[]) => requests.map((request) => request.map(({ part: { name }, places, keys }) => `${name} ${[...keys].join()} of ${[...places.values()].join()}`).sort());

describe('what one request may ask', () => {
  test('is asked of every project for itself', () => {
    const pieces = [piece(ISSUES, 'a/x', 1), piece(ISSUES, 'a/x', 2), piece(REQUESTS, 'a/x', 1), piece(ISSUES, 'a/y', 7)];
    expect(told(plan(pieces))).toEqual([['issues 1,2 of a/x', 'issues 7 of a/y', 'mergeRequests 1 of a/x']]);
  });

  test('is the same thing once, however its project is spelled', () => {
    expect(told(plan([piece(ISSUES, 'A/X', 1), piece(ISSUES, 'a/x', 1)]))).toEqual([['issues 1 of a/x']]);
  });
});

describe('what takes more requests', () => {
  const pieces = ['a/x', 'a/y', 'b/x', 'b/y', 'c/x'].flatMap((path, index) => [
    ...[1, 2, 3, 4].map((iid) => piece(ISSUES, path, index * 10 + iid)),
    ...[1, 2, 3, 4].map((iid) => piece(REQUESTS, path, index * 10 + iid)),
  ]);

  test('is two for a page of five projects, and little is fetched in vain', () => {
    const requests = plan(pieces);
    expect(requests).toHaveLength(2);
    expect(vain(requests)).toBeLessThanOrEqual(120);
  });

  test('stays apart where GitLab has no list of projects', () => {
    const requests = plan(pieces, 212, false);
    expect(requests).toHaveLength(4);
    expect(vain(requests)).toBe(0);
  });

  test('stays apart where one request would fetch far more than is wanted', () => {
    const many = Array.from({ length: 60 }, (_, index) => piece(ISSUES, `group/p${index}`, index));
    const requests = plan(many);
    expect(requests.length).toBeGreaterThan(2);
    expect(requests.length).toBeLessThan(6);
    expect(vain(requests)).toBeLessThanOrEqual(200);
  });

  test('of groups, of fields with one key, and of what must be asked alone is never put in a list', () => {
    const some = [...[1, 2, 3, 4, 5, 6].map((id) => piece(EPICS, `g${id}`, 1)), ...[1, 2, 3].map((id) => piece(COMMITS, `g/p${id}`, 'sha'))];
    const alone = [1, 2, 3, 4, 5, 6].map((id) => ({ ...piece(ISSUES, `g/p${id}`, 1), alone: true }));
    expect(plan([...some, ...alone]).flat().every(({ places, keys }) => places.size === 1 && keys.size === 1)).toBe(true);
  });

  test('takes a field for every hundred keys', () => {
    const requests = plan(Array.from({ length: 250 }, (_, iid) => piece(ISSUES, 'a/x', iid)));
    expect(requests.flat().map(({ keys }) => keys.size)).toEqual([100, 100, 50]);
  });
});

const pieces = fc.array(
  fc.record({
    part: fc.constantFrom(ISSUES, REQUESTS, EPICS, COMMITS, part('dear', 400), part('narrow', 10, 3)),
    fullPath: fc.nat(11).map((id) => `group/p${id}`),
    key: fc.nat(30).map(String),
    shared: fc.constantFrom({}, { ref: { type: 'String', value: 'main' } }, { ref: { type: 'String', value: null } }),
    alone: fc.boolean(),
  }),
  { maxLength: 100 },
);

test('every piece is in exactly one request, and a request over the budget holds one unit', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 20, max: 300 }), fc.boolean(), (wanted, budget, lists) => {
      const requests = plan(wanted, budget, lists);
      expect(requests.flat().flatMap((unit) => unit.pieces)).toHaveLength(wanted.length);
      expect(new Set(requests.flat().flatMap((unit) => unit.pieces))).toEqual(new Set(wanted));
      for (const request of requests) expect(cost(request) <= budget || request.length === 1).toBe(true);
      for (const { keys, places, part: { most }, pieces: own } of requests.flat()) {
        expect(keys.size).toBeLessThanOrEqual(most);
        expect(own.every(({ key, fullPath }) => keys.has(key) && places.has(fullPath))).toBe(true);
      }
      expect(vain(requests)).toBeLessThanOrEqual(200);
    }),
    { numRuns: 200 },
  );
});
