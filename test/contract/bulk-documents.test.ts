import { expect, test } from '@jest/globals';
import { parse, specifiedRules, validate } from 'graphql';
import { writeDocument } from '../../src/gitlab/loading/document.js';
import type { Part, Piece, Shared } from '../../src/gitlab/loading/part.js';
import { planRequests, type Request } from '../../src/gitlab/loading/plan.js';
import { unitCost } from '../../src/gitlab/loading/unit.js';
import { COMMITS } from '../../src/gitlab/queries/commit.js';
import { BARE_FILES, FILES } from '../../src/gitlab/queries/file.js';
import { GROUPS } from '../../src/gitlab/queries/group.js';
import { ISSUES } from '../../src/gitlab/queries/issue.js';
import { JOBS } from '../../src/gitlab/queries/job.js';
import { TABS } from '../../src/gitlab/queries/merge-request-tab.js';
import { MERGE_REQUESTS } from '../../src/gitlab/queries/merge-request.js';
import { NOTED, NOTES } from '../../src/gitlab/queries/note.js';
import { DEFAULT_BRANCHES, LATEST_PIPELINES, PIPELINES } from '../../src/gitlab/queries/pipeline.js';
import { BARE_PROJECTS, PROJECTS } from '../../src/gitlab/queries/project.js';
import { NEWEST_RELEASES, RELEASES } from '../../src/gitlab/queries/release.js';
import { BARE_SNIPPETS, SNIPPETS } from '../../src/gitlab/queries/snippet.js';
import { USERS } from '../../src/gitlab/queries/user.js';
import { GROUP_WORK_ITEMS, WORK_ITEMS } from '../../src/gitlab/queries/work-item.js';
import { withGitLabSchema } from '../support/gitlab-schema.js';
import { answerFor } from './graphql-sample-answers.js';
import { PLACE_PARTS } from './place-parts.js';
import { complexityOf, depthOf } from './graphql-costs.js';

const TYPED = [FILES.typed, BARE_FILES.typed];
const PLACES = [...GROUPS, ...USERS, NOTES, ...Object.values(NOTED).flat()];
const CI_AND_CODE = [...PIPELINES, ...LATEST_PIPELINES, DEFAULT_BRANCHES, ...JOBS, COMMITS, RELEASES, NEWEST_RELEASES, ...Object.values(TABS)];
const PARTS: readonly Part[] = [...new Set([...PLACES, ...CI_AND_CODE])].concat([ISSUES, ...WORK_ITEMS, GROUP_WORK_ITEMS, ...MERGE_REQUESTS, ...PROJECTS, ...BARE_PROJECTS, FILES.plain, BARE_FILES.plain, ...TYPED, SNIPPETS.project, BARE_SNIPPETS.project]);

const sharedOf = (part: Part): Shared => {
  if (part.field !== 'blobs') return {};
  return { ref: { type: 'String', value: 'main' }, ...(TYPED.includes(part) ? { refType: { type: 'RefType', value: 'HEADS' } } : {}) };
};
const pieces = (part: Part, projects: number, keys: number): Piece[] =>
  Array.from({ length: projects * keys }, (_, index) => ({ part, fullPath: `acme/p${index % projects}`, key: part.keyType ? String(part === FILES.plain ? Math.floor(index / projects) : index) : '', shared: sharedOf(part) }));

const placePieces = (places: number): Piece[] =>
  PLACE_PARTS.flatMap(([part, shared]) => Array.from({ length: places }, (_, index) => ({ part, fullPath: `acme/p${index}`, key: '', shared })));

const USUAL = [...pieces(ISSUES, 5, 4), ...pieces(MERGE_REQUESTS[0], 5, 4), ...pieces(FILES.plain, 5, 2)];
const MIXED = PARTS.flatMap((part) => pieces(part, 3, 3));

const USER = { complexity: 250 * 0.85, things: 1_000, lists: true };
const ANYBODY = { complexity: 200 * 0.85, things: 1_000, lists: true };

const CASES: readonly (readonly [string, readonly Piece[]])[] = [
  ...PARTS.flatMap((part) => [[`one of ${part.name}`, pieces(part, 1, 1)] as const, [`${part.name} of several projects`, pieces(part, 7, 3)] as const, [`as many ${part.name} as one field takes`, pieces(part, 1, 100)] as const]),
  ['a page of fifty', USUAL],
  ['every kind at once', MIXED],
  ...PLACE_PARTS.map(([part, shared], index) => [`${index}: ${part.name}`, [{ part, fullPath: 'acme/web', key: '', shared }]] as const),
  ['several fields of several places at once', placePieces(2)],
];

withGitLabSchema('every bulk document', (schema) => {
  const write = (request: Request) => {
    const { text, variables } = writeDocument(request, { measured: true });
    return { text, document: parse(text), variables };
  };

  test.each(CASES)('is valid for GitLab: %s', (_name, wanted) => {
    for (const request of planRequests(wanted, USER)) {
      const { document } = write(request);
      expect(validate(schema(), document, specifiedRules, { maxErrors: 5 }).map(({ message }) => message)).toEqual([]);
    }
  });

  test.each(CASES)('stays within what GitLab allows, with a token and without: %s', (_name, wanted) => {
    for (const [plan, complexity] of [[USER, 250], [ANYBODY, 200]] as const) {
      for (const request of planRequests(wanted, plan)) {
        const { text, document, variables } = write(request);
        expect(text.length).toBeLessThan(10_000);
        expect(depthOf(document)).toBeLessThanOrEqual(15);
        expect(complexityOf(schema(), document, variables)).toBeLessThan(complexity);
      }
    }
  });

  test.each(CASES)('costs no more than estimated, and not much less: %s', (_name, wanted) => {
    for (const request of planRequests(wanted, USER)) {
      const { document, variables } = write(request);
      const estimate = request.reduce((sum, unit) => sum + unitCost(unit), 3);
      const score = complexityOf(schema(), document, variables);
      expect(estimate).toBeGreaterThanOrEqual(score);
      expect(score).toBeGreaterThan(estimate * 0.7);
    }
  });

  test('a page of fifty things takes two requests', () => {
    expect(planRequests(USUAL, USER)).toHaveLength(2);
    expect(planRequests(USUAL, ANYBODY)).toHaveLength(2);
  });

  test.each(PLACE_PARTS.map(([part, shared], index) => [`${index}: ${part.name}`, part, shared] as const))('reads what the schema lets GitLab answer, and nothing that lacks what was asked for: %s', (_name, part, shared) => {
    const [request = []] = planRequests([{ part, fullPath: 'acme/web', key: '', shared }], USER);
    const { text, spots } = writeDocument(request, { measured: false });
    const read = (size: 'full' | 'sparse') => (answerFor(schema(), parse(text), size) as Record<string, Record<string, unknown>>)[spots[0]?.place ?? ''];
    for (const size of ['full', 'sparse'] as const) expect(part.answer.safeParse(read(size)).error?.issues).toBeUndefined();
    const { fullPath } = read('full') ?? {};
    if (text.replace(/\s/g, '') !== `querythings($path:ID!){${part.within}(fullPath:$path){fullPath}}`) expect(part.answer.safeParse({ fullPath }).success).toBe(false);
  });
});
