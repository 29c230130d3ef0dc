import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LINKABLE, linkAs } from '../support/linked.js';
import { describeWithRedis } from '../support/redis.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

/** Of a private project: Alice may see it, Bob may not. */
const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const TITLE = 'Berths';

function suite(environment: Readonly<Record<string, string>>): void {
  let app: WholeApp;
  let places: readonly string[];

  beforeAll(async () => {
    app = await startWholeApp({ environment: { ...LINKABLE.environment, ...environment } });
    places = [app.url, await app.beside()];
    await linkAs(app, 'dana', 'alice');
    await linkAs(app, 'ada', 'bob');
  });
  afterAll(() => app.close());
  beforeEach(() => {
    app.gitlab.calls.length = 0;
  });

  /** A frame of one viewer, as one of the two processes answers it. */
  async function frame(viewer: string, path = PRIVATE, place = app.url) {
    const signed = app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${path}` } });
    const response = await fetch(signed.replace(app.url, place), { headers: { 'sec-fetch-dest': 'iframe' } });
    const html = await response.text();
    return { html, headers: response.headers, outcome: /data-outcome="([\w-]+)"/.exec(html)?.[1] };
  }
  const apiCalls = () => app.gitlab.calls.filter(({ path }) => path.startsWith('/api/')).length;

  it('never gives one viewer what another saw: at once, in either process, again and again [T6a]', async () => {
    const title = (await frame('dana')).html.match(/<h1 class="title"[^>]*>.*?>([^<]+)<\/a>/s)?.[1] ?? TITLE;
    const allowed = { dana: 'shown', ada: 'no-access', uma: 'connect', anonymous: 'connect' };
    for (let round = 0; round < 3; round += 1) {
      const asked = Object.keys(allowed).flatMap((viewer) => places.map((place) => ({ viewer, place })));
      const answers = await Promise.all(asked.map(async ({ viewer, place }) => ({ viewer, ...(await frame(viewer, PRIVATE, place)) })));
      for (const { viewer, outcome, html } of answers) {
        expect([viewer, outcome]).toEqual([viewer, allowed[viewer as keyof typeof allowed]]);
        expect(html.includes(title)).toBe(viewer === 'dana');
      }
    }
  });

  it('lets no browser or proxy keep an answer, and names none by an ETag [T6c]', async () => {
    const { headers } = await frame('dana');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('etag')).toBeNull();
  });

  it('asks GitLab once for a viewer who looks again and again', async () => {
    const path = 'harbourlight/tideboard/-/issues/30';
    expect((await frame('dana', path)).outcome).toBe('shown');
    const asked = apiCalls();
    for (let again = 0; again < 5; again += 1) expect((await frame('dana', path)).outcome).toBe('shown');
    expect(apiCalls()).toBe(asked);
  });

  it('shows nothing of a copy to someone who has disconnected, in the process that heard of it', async () => {
    expect((await frame('dana')).outcome).toBe('shown');
    const headers = { authorization: `JWT ${app.confluence.contextToken('dana')}`, 'content-type': 'application/json' };
    const { status } = await fetch(`${app.url}/api/link/disconnect`, { method: 'POST', headers, body: '{"instance":"default"}' });
    expect(status).toBe(200);
    expect((await frame('dana')).outcome).toBe('connect');
  });

  it('shows nothing of it to the same person with another link, to another GitLab account [T6b]', async () => {
    await linkAs(app, 'dana', 'bob', 'another-life');
    expect((await frame('dana')).outcome).toBe('no-access');
  });
}

describe('two processes, each with its own copies', () => suite({}));
describeWithRedis('two processes that share their copies in Redis', (redisUrl) => suite({ REDIS_URL: redisUrl }));
