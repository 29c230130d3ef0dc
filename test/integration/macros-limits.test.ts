import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { FLEET_PATHS } from '../../demo/gitlab/world/fleet.js';
import { linkAs, LINKABLE } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PATHS = FLEET_PATHS.flat();
/** Failures in a row after which GitLab is left alone. */
const FAILURES = 8;

let app: WholeApp;

beforeEach(async () => {
  app = await startWholeApp(LINKABLE);
  await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'ada', 'bob');
  await linkAs(app, 'uma', 'carol');
});
afterEach(() => app.close());

async function visit(viewer: string, path = PATHS[0] ?? ''): Promise<{ outcome: string | undefined; text: string }> {
  const url = app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${path}` } });
  const { text } = await request(url).get('').expect(200);
  return { outcome: /data-outcome="([\w-]+)"/.exec(text)?.[1], text };
}

describe('a GitLab that fails', () => {
  it('is left alone after some failures in a row: by a viewer, then by all once it fails several of them; and is tried again after a while', async () => {
    app.gitlab.switches.status500 = true;
    for (const path of PATHS.slice(0, 2 * FAILURES)) {
      const { outcome, text } = await visit('dana', path);
      expect(outcome).toBe('unavailable');
      expect(text).toContain('It will be tried again');
    }
    // On a slow machine the pauses of 1 s and 2 s end meanwhile.
    expect(app.gitlab.calls.length).toBeLessThanOrEqual(FAILURES + 2);
    const asked = app.gitlab.calls.length;
    for (const viewer of ['ada', 'uma']) expect((await visit(viewer)).outcome).toBe('unavailable');
    expect(app.gitlab.calls.length).toBe(asked + 2);
    for (const path of PATHS.slice(1, 4)) for (const viewer of ['ada', 'uma', 'anonymous']) expect((await visit(viewer, path)).outcome).toBe('unavailable');
    expect(app.gitlab.calls.length).toBeLessThanOrEqual(asked + 4);
    app.gitlab.switches.status500 = false;
    const until = Date.now() + 8_000;
    while ((await visit('ada')).outcome !== 'shown' && Date.now() < until) await new Promise((done) => setTimeout(done, 200));
    expect((await visit('dana')).outcome).toBe('shown');
  });
});

describe('a GitLab that limits', () => {
  it('is not asked by a viewer who has had the last call of the minute, even before it refuses', async () => {
    app.gitlab.switches.limit = { requests: 2, seconds: 3_600 };
    expect([(await visit('dana', PATHS[0])).outcome, (await visit('dana', PATHS[1])).outcome]).toEqual(['shown', 'shown']);
    const { outcome, text } = await visit('dana', PATHS[2]);
    expect([outcome, app.gitlab.calls.length]).toEqual(['unavailable', 2]);
    expect(text).toContain('It will be tried again');
    expect((await visit('dana', PATHS[0])).outcome).toBe('shown');
  });

  it('keeps its refusal of one viewer from the others', async () => {
    app.gitlab.switches.status429 = { retryAfterSeconds: 60 };
    expect((await visit('dana')).outcome).toBe('unavailable');
    app.gitlab.switches.status429 = undefined;
    expect([(await visit('dana')).outcome, (await visit('ada')).outcome]).toEqual(['unavailable', 'shown']);
  });
});
