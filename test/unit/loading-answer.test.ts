import { describe, expect, test } from '@jest/globals';
import { GitLabError } from '../../src/gitlab/errors.js';
import { writeDocument } from '../../src/gitlab/loading/document.js';
import type { Part, Piece } from '../../src/gitlab/loading/part.js';
import { planRequests } from '../../src/gitlab/loading/plan.js';
import { readOutcomes } from '../../src/gitlab/loading/read-answer.js';

const part = (name: string, more: Partial<Part> = {}): Part => ({
  ...{ name, within: 'project', inside: [], field: name, keyType: '[String!]!', keyField: 'iid', most: 100, fragments: [] },
  ...{ select: () => '', cost: () => 190, optional: ['extra'], ...more },
});
const ISSUES = part('issues');
const FILES = part('blobs', { inside: ['repository'], keyField: 'path', cost: () => 15 });
const PROJECT = part('projects', { field: undefined, keyField: undefined, most: 1, cost: () => 15, optional: ['repository'] });

const piece = (of: Part, fullPath: string, key = ''): Piece => ({ part: of, fullPath, key, shared: {} });
type Failures = readonly (readonly [(string | number)[], string])[];

/** What comes of pieces that one request asks for, in a word each. */
function outcomesOf(pieces: readonly Piece[], data: Record<string, unknown>, failures: Failures = []): string[] {
  const [request = [], ...more] = planRequests(pieces, { complexity: 212, things: 1_000, lists: true });
  expect(more).toEqual([]);
  const answer = { data, failures: failures.map(([path, message]) => ({ path, error: new GitLabError('unavailable', message) })) };
  const outcomes = readOutcomes(answer, writeDocument(request, { measured: false }).spots);
  return pieces.map((one) => {
    const outcome = outcomes.get(one);
    return outcome?.state === 'failed' ? outcome.error.message : outcome?.state === 'found' ? `found in ${outcome.fullPath}` : String(outcome?.state);
  });
}

const issue = (iid: number) => ({ iid: String(iid) });

describe('in one project', () => {
  const two = [piece(ISSUES, 'a/x', '1'), piece(ISSUES, 'A/x', '2')];

  test('things are found by their keys, in whatever order they come', () => {
    expect(outcomesOf(two, { project: { fullPath: 'a/x', issues: { nodes: [issue(2), null, issue(9), issue(1)] } } })).toEqual(['found in a/x', 'found in a/x']);
  });

  test('what is no list of things is of an unknown shape, and not nothing', () => {
    for (const issues of [{ nodes: 'none' }, { nodes: { 0: issue(1) } }, {}, [], 5]) {
      expect(outcomesOf(two, { project: { fullPath: 'a/x', issues } })).toEqual(two.map(() => 'GitLab answered in an unknown shape.'));
    }
  });

  test('null at any height is what the viewer may not see', () => {
    expect(outcomesOf(two, { project: null })).toEqual(['no-place', 'no-place']);
    expect(outcomesOf(two, { project: { fullPath: 'a/x', issues: null } })).toEqual(['absent', 'absent']);
    expect(outcomesOf([piece(FILES, 'a/x', 'f')], { project: { fullPath: 'a/x', repository: null } })).toEqual(['absent']);
  });

  test.each([[{}], [{ project: 5 }], [{ project: { fullPath: 'a/x' } }], [{ project: { fullPath: 'a/x', issues: 'none' } }]])('another shape is unavailable: %j', (data) => {
    expect(new Set(outcomesOf(two, data))).toEqual(new Set(['GitLab answered in an unknown shape.']));
  });

  test('what fails in one thing leaves the others, and what fails above fails them all', () => {
    const data = { project: { fullPath: 'a/x', issues: { nodes: [issue(1), issue(2)] } } };
    expect(outcomesOf(two, data, [[['project', 'issues', 'nodes', 1, 'title'], 'busy']])).toEqual(['found in a/x', 'busy']);
    expect(outcomesOf(two, data, [[['project', 'issues', 'nodes', 1, 'extra', 'x'], 'busy']])).toEqual(['found in a/x', 'found in a/x']);
    expect(outcomesOf(two, { project: { fullPath: 'a/x', issues: null } }, [[['project', 'issues'], 'busy']])).toEqual(['busy', 'busy']);
    expect(outcomesOf(two, { project: null }, [[['project'], 'busy']])).toEqual(['busy', 'busy']);
  });

  test('a project’s own card is not troubled by what else is asked of it, but by its own fields', () => {
    const pieces = [piece(PROJECT, 'a/x'), piece(ISSUES, 'a/x', '1')];
    const data = { project: { fullPath: 'a/x', name: 'x', issues: null } };
    expect(outcomesOf(pieces, data, [[['project', 'issues'], 'busy']])).toEqual(['found in a/x', 'busy']);
    expect(outcomesOf(pieces, data, [[['project', 'name'], 'busy']])).toEqual(['busy', 'absent']);
    expect(outcomesOf(pieces, data, [[['project', 'repository'], 'busy']])).toEqual(['found in a/x', 'absent']);
  });
});

describe('in a list of projects', () => {
  const three = ['a/x', 'a/y', 'A/Z'].map((path, index) => piece(ISSUES, path, String(index)));
  const project = (fullPath: string, ...iids: number[]) => ({ fullPath, issues: { nodes: iids.map(issue) } });

  test('each thing is its own project’s, though others have one of the same key', () => {
    const data = { projects: { nodes: [project('a/z', 0, 1, 2), project('a/x', 1, 2), project('a/y', 1)] } };
    expect(outcomesOf(three, data)).toEqual(['absent', 'found in a/y', 'found in a/z']);
  });

  test('a project that is missing may be hidden, or be called otherwise', () => {
    expect(outcomesOf(three, { projects: { nodes: [project('a/y', 1)] } })).toEqual(['no-place', 'found in a/y', 'no-place']);
  });

  test('what fails in one project leaves the others', () => {
    const data = { projects: { nodes: [project('a/x', 0), { fullPath: 'a/y', issues: null }, project('a/z', 2)] } };
    expect(outcomesOf(three, data, [[['projects', 'nodes', 1, 'issues'], 'busy']])).toEqual(['found in a/x', 'busy', 'found in a/z']);
    expect(outcomesOf(three, { projects: null }, [[['projects'], 'busy']])).toEqual(['busy', 'busy', 'busy']);
  });
});
