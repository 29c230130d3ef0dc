import { describe, expect, it } from '@jest/globals';
import type { EnvironmentThing, JobThing, PipelineThing } from '../../src/gitlab/things/ci.js';
import type { MilestoneThing, NoteThing } from '../../src/gitlab/things/planning.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { cardOf } from '../../src/macros/cards/card.js';
import { wordsForDuration } from '../../src/macros/cards/durations.js';
import { chipOf } from '../../src/macros/cards/chip.js';
import { Card } from '../../views/macros/card.js';
import { alice, bob, instance, issue, mergeRequest } from '../support/things.js';
import { english, inEnglish } from '../support/words.js';

const web = 'https://gitlab.example.com/acme/orbit';
const setting = { instance, words: english, now: Date.parse('2026-11-23T12:00:00Z') };
const html = (thing: Thing) => inEnglish(Card({ card: cardOf(thing, setting) }));
/** What a reader reads, without tags. */
const words = (thing: Thing) => html(thing).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const place = { instance: 'default', fullPath: 'acme/orbit' } as const;

const pipeline: PipelineThing = {
  ...{ kind: 'pipeline', ...place, id: 901, status: 'failed', label: 'failed', webUrl: `${web}/-/pipelines/901`, name: undefined },
  ...{ ref: 'main', refUrl: `${web}/-/tree/main`, sha: '4f1c2a9be07d5c3e', commit: { name: 'Dock twice', webUrl: `${web}/-/commit/4f1c2a9b` }, mergeRequest: undefined, user: alice },
  ...{ source: 'push', createdAt: '2026-11-22T10:00:00Z', finishedAt: undefined, duration: 163, coverage: 91.256, failureReason: undefined, hasMoreJobs: true },
  stages: [
    {
      ...{ name: 'test', status: 'failed', label: 'failed' },
      jobs: [
        { name: 'unit', status: 'failed', label: 'failed', webUrl: `${web}/-/jobs/1`, allowFailure: false, duration: 61, downstream: undefined },
        { name: 'lint', status: 'failed', label: 'failed', webUrl: `${web}/-/jobs/2`, allowFailure: true, duration: undefined, downstream: undefined },
        { name: 'ship', status: 'success', label: 'passed', webUrl: undefined, allowFailure: false, duration: 1, downstream: { name: 'acme/dock', webUrl: `${web}/-/pipelines/902`, status: 'running', label: 'running' } },
      ],
    },
  ],
};

describe('the card of a pipeline', () => {
  it('names what failed before its stages, and says so in words', () => {
    const text = words(pipeline);
    expect(text).toMatch(/Dock twice .*Failed.*acme\/orbit Pipeline #901 main at 4f1c2a9b Started 22 Nov 2026 by Alice Adams/);
    expect(text).toMatch(/Duration 2 min 43 s Coverage 91.26% Started by A push/);
    expect(text).toMatch(/Failed unit 1 min 1 s Stages test Failed unit/);
    expect(html(pipeline)).toContain('aria-label="Failed (allowed)"');
    expect(text).toContain('ship starts acme/dock (running)');
    expect(text).toContain('More jobs in GitLab');
  });

  it('says why it never began', () => {
    expect(words({ ...pipeline, stages: [], failureReason: 'The configuration has an error' })).toContain('The configuration has an error');
  });

  it('is a chip with its number', () => {
    expect(chipOf(pipeline, english)).toMatchObject({ kind: 'Pipeline', title: 'Dock twice', reference: '#901', badge: { text: 'Failed', tone: 'danger' } });
    expect(chipOf({ ...pipeline, commit: undefined }, english)).toMatchObject({ title: 'Pipeline #901' });
  });
});

describe('the card of a job', () => {
  const job: JobThing = {
    ...{ kind: 'job', ...place, id: 7, status: 'failed', label: 'failed', webUrl: `${web}/-/jobs/7`, name: 'unit', stage: 'test', allowFailure: false, retried: true },
    ...{ pipeline: { name: '#901', webUrl: `${web}/-/pipelines/901` }, ref: 'main', commit: undefined, user: bob, createdAt: '2026-11-22T10:00:00Z', finishedAt: undefined },
    ...{ erasedAt: undefined, duration: 3_700, queuedDuration: undefined, coverage: undefined, failureMessage: 'There is a script failure', exitCode: 1 },
    artifacts: [{ name: 'old.zip', size: 2_048, expireAt: '2026-11-01T00:00:00Z' }, { name: 'new.zip', size: 10, expireAt: '2026-12-24T00:00:00Z' }],
    logHtml: '<span class="term-fg-red">ERROR &lt;b&gt;</span>',
  };

  it('has the end of its log, why it failed, and what it left', () => {
    expect(html(job)).toContain('<span class="tok-deleted">ERROR &lt;b></span>');
    expect(html(job)).not.toContain('code-numbers');
    const text = words(job);
    expect(text).toMatch(/unit Failed Retried/);
    expect(text).toContain('There is a script failure');
    expect(text).toMatch(/Duration 1 h 1 min Exit code 1/);
    expect(text).toMatch(/old\.zip 2 KB, expired new\.zip 10 bytes, until 24 Dec 2026/);
  });

  it('says nothing of a log that the viewer may not read, and that one was erased', () => {
    expect(words({ ...job, logHtml: undefined })).not.toContain('log');
    expect(words({ ...job, erasedAt: '2026-11-23T00:00:00Z' })).toContain('The log has been erased.');
  });
});

describe('the card of an environment', () => {
  const environment: EnvironmentThing = {
    ...{ kind: 'environment', ...place, id: 4, webUrl: `${web}/-/environments/4`, name: 'pier', state: 'available', tier: 'production', externalUrl: 'https://pier.example/a' },
    ...{ autoStopAt: undefined, updatedAt: undefined },
    lastDeployment: { iid: 9, status: 'success', ref: 'v1.0', tag: true, sha: '4f1c2a9be07d5c3e', commitTitle: 'Dock twice', user: alice, createdAt: '2026-11-22T10:00:00Z', job: undefined },
  };

  it('says what runs there since when, and on which host', () => {
    expect(words(environment)).toMatch(/pier Available acme\/orbit Tier Production Runs at pier\.example Last deployment Deployed Deployed 22 Nov 2026 by Alice Adams Tag v1\.0 Commit 4f1c2a9b Dock twice/);
    expect(html(environment)).toContain(`href="${web}/-/tags/v1.0"`);
    expect(words({ ...environment, lastDeployment: undefined })).toContain('Last deployment None yet');
  });
});

describe('the card of a milestone', () => {
  const milestone: MilestoneThing = {
    ...{ kind: 'milestone', ...place, iid: 3, title: '1.0', webUrl: `${web}/-/milestones/3`, state: 'active', expired: true, startDate: '2026-10-01', dueDate: '2026-11-01' },
    ...{ description: 'All of **it** <img src=x onerror=alert(1)>', updatedAt: undefined, issues: { done: 3, total: 4 }, mergeRequests: undefined },
  };

  it('has its days, its progress and its text, made safe', () => {
    expect(words(milestone)).toMatch(/1\.0 Open Expired acme\/orbit%3 Starts 1 Oct 2026 Due 1 Nov 2026 Issues closed 3 of 4/);
    expect(html(milestone)).toContain('<progress value="3" max="4"');
    expect(html(milestone)).toContain('<strong>it</strong>');
    expect(html(milestone)).not.toMatch(/<[^>]*onerror/);
  });
});

describe('the card of a comment', () => {
  const note: NoteThing = {
    ...{ kind: 'note', instance: 'default', id: 5, webUrl: `${web}/-/merge_requests/3#note_5` },
    on: { kind: 'merge-request', type: 'Merge request', reference: 'acme/orbit!3', webUrl: `${web}/-/merge_requests/3`, title: 'Dock twice', state: 'opened', draft: true, confidential: false },
    comment: {
      ...{ author: bob, createdAt: '2026-11-22T10:00:00Z', editedAt: undefined, body: { html: '<p>Why <script>alert(1)</script><a href="/acme">twice</a>?</p>' }, internal: true },
      ...{ resolved: true, resolvedBy: alice, position: { path: 'a.ts', line: 3 } },
    },
  };

  it('says who said what, where, and on what', () => {
    expect(words(note)).toMatch(/Dock twice Draft Internal note Resolved acme\/orbit!3 Bob Brown commented 22 Nov 2026 on a\.ts:3 resolved by Alice Adams/);
    expect(html(note)).toContain('href="https://gitlab.example.com/acme"');
    expect(html(note)).not.toContain('<script');
  });

  it('says so where there is none, or none for this viewer', () => {
    expect(words({ ...note, comment: undefined })).toContain('The comment that this link names is not there, or your account can’t see it.');
  });
});

describe('what a work item is part of', () => {
  it('is beside its days, with how far its own parts are', () => {
    const epic = issue({ kind: 'epic', type: 'Epic', reference: 'acme&5', startDate: '2026-10-01', parent: { title: 'Moon', webUrl: `${web}/-/epics/1` }, children: { done: 1, total: 3 } });
    expect(words(epic)).toMatch(/Starts 1 Oct 2026 .*Part of Moon Child items closed 1 of 3/);
    expect(chipOf(epic, english)).toMatchObject({ icon: 'epic', reference: 'acme&5' });
  });
});

it('renders the text of an epic that GitLab told unrendered', () => {
  const epic = issue({ kind: 'epic', type: 'Epic', descriptionHtml: undefined, descriptionMarkdown: 'Find **all** of it' });
  expect(html(epic)).toContain('Find <strong>all</strong> of it');
});

describe("a merge request's tab", () => {
  it('stands in place of the description, and says what is left out', () => {
    const files = [{ path: 'a.ts', additions: 3, deletions: 1 }];
    const text = words(mergeRequest({ tab: { is: 'changes', files, total: 140 } }));
    expect(text).toMatch(/140 changed files a\.ts \+ ?3 − ?1 139 more files in GitLab/);
    expect(text).not.toContain('Some users stay on the login page');
  });
});

it('tells how long something took', () => {
  expect([0, 59.6, 60, 163, 3_600, 4_321].map((seconds) => wordsForDuration(seconds, english))).toEqual(['0 s', '1 min', '1 min', '2 min 43 s', '1 h', '1 h 12 min']);
});
