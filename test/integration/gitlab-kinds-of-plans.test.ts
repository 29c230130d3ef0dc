import { describe, expect, test } from '@jest/globals';
import type { Thing } from '../../src/gitlab/things/things.js';
import { againstGitLab } from '../support/against-gitlab.js';

const BOARD = 'harbourlight/tideboard';

const on = againstGitLab();

const everybody = [undefined, 'bob', 'mira', 'alice', 'carol'];
const seenByAll = (path: string) => Promise.all(everybody.map((username) => on.seen(path, username)));
const kinds = (things: readonly (Thing | string)[]) => things.map((thing) => (typeof thing === 'string' ? thing : thing.kind));

describe('places', () => {
  test('a group shows what is in it as far as the viewer may see it', async () => {
    expect(await on.seen('groups/harbourlight', 'alice')).toMatchObject({
      ...{ kind: 'group', fullName: 'Harbourlight', visibility: 'public', webUrl: `${on.standIn.url}/groups/harbourlight` },
      ...{ subgroups: expect.arrayContaining([{ name: 'Platform', webUrl: `${on.standIn.url}/groups/harbourlight/platform` }]), memberCount: 1 },
    });
    const seesOffice = (thing: Thing | string) => typeof thing === 'object' && thing.kind === 'group' && thing.subgroups.some(({ name }) => name === 'Office');
    expect((await seenByAll('groups/harbourlight')).map(seesOffice)).toEqual([false, false, false, false, true]);
    expect(kinds(await seenByAll('groups/harbourlight/office'))).toEqual(['not-found', 'not-found', 'not-found', 'not-found', 'group']);
  });

  test('one segment is a group or a person, learned in one call', async () => {
    expect(await on.seen('harbourlight', 'bob')).toMatchObject({ kind: 'group' });
    expect(await on.seen('carol', 'bob')).toMatchObject({ kind: 'user', username: 'carol', name: 'Carol Quay', jobTitle: 'Engineering lead', busy: true });
    expect(on.standIn.calls).toHaveLength(2);
    expect(await on.seen('nobody-here', 'bob')).toBe('not-found');
    expect(await on.seen('users/mira')).toMatchObject({ kind: 'user', name: 'Mira Fenn', bio: undefined });
  });

  test('what looks like a project may be a subgroup', async () => {
    expect(await on.seen('harbourlight/platform')).toMatchObject({ kind: 'group', fullPath: 'harbourlight/platform' });
  });
});

describe('pipelines and jobs', () => {
  test('a pipeline has its stages with the newest run of each job, what failed first', async () => {
    const thing = await on.seen(`${BOARD}/-/pipelines/70044`);
    expect(thing).toMatchObject({ kind: 'pipeline', id: 70044, status: 'failed', ref: 'fix/no-pressure-sensor', mergeRequest: { name: 'Start without a pressure sensor' } });
    const stages = typeof thing === 'object' && thing.kind === 'pipeline' ? thing.stages.map(({ name, status, jobs }) => [name, status, jobs.map((job) => [job.name, job.status])]) : [];
    expect(stages).toEqual([
      ['build', 'success', [['compile', 'success']]],
      ['test', 'failed', [['unit', 'failed'], ['spelling', 'failed'], ['lint', 'success']]],
      ['deploy', 'skipped', [['to the pier', 'skipped']]],
    ]);
  });

  test('the latest pipeline is the newest of its branch, by default of the default branch', async () => {
    expect(await on.seen(`${BOARD}/-/pipelines/main/latest`)).toMatchObject({ kind: 'pipeline', id: 70050, coverage: 92.61 });
    expect(await on.seen(`${BOARD}/-/pipelines/latest`)).toMatchObject({ id: 70050 });
    expect(await on.seen(`${BOARD}/-/pipelines/fix/no-pressure-sensor/latest`)).toMatchObject({ id: 70044 });
    expect(await on.seen(`${BOARD}/-/pipelines/nothing-here/latest`)).toBe('not-found');
  });

  test('pipelines go with the code: a guest of a private project sees none', async () => {
    expect(kinds(await seenByAll('harbourlight/platform/berths/-/pipelines/70211'))).toEqual(['not-found', 'not-found', 'not-found', 'pipeline', 'pipeline']);
  });

  test('a job has the end of its log, and says why it failed', async () => {
    const job = await on.seen(`${BOARD}/-/jobs/880443`);
    expect(job).toMatchObject({ kind: 'job', name: 'unit', stage: 'test', status: 'failed', failureMessage: 'There is a script failure', exitCode: 1, pipeline: { name: '#70044' }, retried: false });
    expect(typeof job === 'object' && job.kind === 'job' ? job.logHtml : '').toContain('ERROR: Job failed: exit code 1');
    expect(await on.seen(`${BOARD}/-/jobs/880442`)).toMatchObject({ retried: true });
    expect(await on.seen(`${BOARD}/-/jobs/1`)).toBe('not-found');
  });

  test('a log that was written for debugging shows to developers only; the job shows without it', async () => {
    const logs = (await seenByAll(`${BOARD}/-/jobs/880506`)).map((thing) => (typeof thing === 'object' && thing.kind === 'job' ? thing.logHtml !== undefined : thing));
    expect(logs).toEqual([false, false, false, true, true]);
  });

  test('an environment has its last deployment, and leads nowhere but to the web', async () => {
    expect(await on.seen(`${BOARD}/-/environments/4101`, 'bob')).toMatchObject({
      ...{ kind: 'environment', name: 'test-pier', state: 'available', tier: 'staging', externalUrl: 'https://test-pier.harbourlight.example/' },
      lastDeployment: { status: 'success', ref: 'main', commitTitle: expect.any(String), user: { username: 'carol' }, job: { name: 'to the test pier' } },
    });
    expect(await on.seen(`${BOARD}/-/environments/4102`, 'bob')).toMatchObject({ externalUrl: undefined, lastDeployment: undefined });
    expect(await on.seen(`${BOARD}/-/environments/4101`)).toBe('not-found');
  });
});

describe('plans', () => {
  test('a milestone is found by the number in its URL, with its progress as the viewer may count it', async () => {
    expect(await on.seen(`${BOARD}/-/milestones/5`)).toMatchObject({ kind: 'milestone', title: '1.5 Winter tides', state: 'active', issues: { done: 0, total: 5 }, mergeRequests: { done: 0, total: 2 } });
    expect(await on.seen('groups/harbourlight/-/milestones/3', 'mira')).toMatchObject({ kind: 'milestone', fullPath: 'harbourlight', title: 'Winter season' });
    expect(await on.seen(`${BOARD}/-/milestones/77`)).toBe('not-found');
    expect(kinds(await seenByAll('harbourlight/platform/berths/-/milestones/2'))).toEqual(['not-found', 'not-found', 'milestone', 'milestone', 'milestone']);
  });

  test('an iteration is found among those of its group', async () => {
    expect(await on.seen('groups/harbourlight/-/iterations/602', 'alice')).toMatchObject({ kind: 'iteration', title: 'Rings and rain', state: 'current' });
    expect(await on.seen('groups/harbourlight/-/iterations/601', 'alice')).toMatchObject({ title: undefined, state: 'closed' });
    expect(await on.seen(`${BOARD}/-/iterations/inherited/602`, 'bob')).toMatchObject({ title: 'Rings and rain' });
    expect(await on.seen('groups/harbourlight/-/iterations/1', 'alice')).toBe('not-found');
  });

  test('an epic is a work item of its group, by either address, with its parts', async () => {
    const epic = { kind: 'epic', type: 'Epic', reference: 'harbourlight&5', title: 'Boards one can read from the pier', children: { done: 1, total: 3 }, assignees: [{ username: 'alice' }] };
    expect(await on.seen('groups/harbourlight/-/epics/5')).toMatchObject(epic);
    expect(await on.seen('groups/harbourlight/-/work_items/5')).toMatchObject(epic);
    expect(kinds(await seenByAll('groups/harbourlight/-/epics/6'))).toEqual(['not-found', 'not-found', 'not-found', 'not-found', 'epic']);
    expect(await on.seen('groups/harbourlight/-/epics/6', 'carol')).toMatchObject({ parent: { title: 'Boards one can read from the pier' } });
  });
});

describe('comments', () => {
  const RING = `${BOARD}/-/issues/18#note_50181`;

  test('a comment comes with its text and what it is on', async () => {
    expect(await on.seen(RING)).toMatchObject({
      ...{ kind: 'note', id: 50181, webUrl: `${on.standIn.url}/${RING}`, on: { title: 'Show the tide as a ring instead of a table', reference: `${BOARD}#18`, state: 'opened' } },
      comment: { author: { username: 'carol' }, body: { html: expect.stringContaining('<strong>Port Isbel</strong>') }, internal: false, resolved: undefined, editedAt: expect.any(String) },
    });
    expect(on.standIn.calls).toHaveLength(1);
    expect(await on.seen(`${BOARD}/-/work_items/26#note_50261`)).toMatchObject({ on: { type: 'Task' }, comment: { author: { username: 'mira' } } });
    expect(await on.seen('groups/harbourlight/-/epics/5#note_59001')).toMatchObject({ on: { reference: 'harbourlight&5' }, comment: { author: { username: 'alice' } } });
  });

  test('one in the changes of a merge request says where, and whether its thread is resolved', async () => {
    expect(await on.seen(`${BOARD}/-/merge_requests/42#note_50421`)).toMatchObject({
      on: { kind: 'merge-request', type: 'Merge request', state: 'opened' },
      comment: { position: { path: 'src/tide.ts', line: 24 }, resolved: true, resolvedBy: { username: 'alice' } },
    });
  });

  test('an internal one shows to whom GitLab shows it; the others see what it is on, and no comment', async () => {
    const all = await seenByAll(`${BOARD}/-/issues/18#note_50182`);
    expect(all.map((thing) => (typeof thing === 'object' && thing.kind === 'note' ? thing.comment?.internal : thing))).toEqual([undefined, undefined, undefined, true, true]);
    expect(JSON.stringify(all.slice(0, 3))).not.toContain('Low Head pays');
  });

  test('one that is on something else is not shown there', async () => {
    expect(await on.seen(`${BOARD}/-/issues/21#note_50181`)).toMatchObject({ on: { reference: `${BOARD}#21` }, comment: undefined });
    expect(await on.seen('harbourlight/platform/berths/-/issues/3#note_50181', 'bob')).toBe('not-found');
  });
});

describe("a merge request's tabs", () => {
  const RINGS = `${BOARD}/-/merge_requests/42`;

  test('come with the merge request', async () => {
    expect(await on.seen(`${RINGS}/diffs`)).toMatchObject({ kind: 'merge-request', iid: 42, tab: { is: 'changes', total: 3, files: [{ path: 'src/rings.ts', additions: 51, deletions: 0 }, {}, {}] } });
    expect(await on.seen(`${RINGS}/commits`)).toMatchObject({ tab: { is: 'commits', total: 1, commits: [{ shortId: 'b7d20a6e' }] } });
    expect(await on.seen(`${RINGS}/pipelines`)).toMatchObject({ tab: { is: 'pipelines', pipelines: [{ id: 70042, status: 'success', label: 'passed with warnings' }] } });
    expect(await on.seen(RINGS)).not.toHaveProperty('tab');
  });
});
