import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ASSUMPTIONS, type ChoiceId } from '../../src/assumptions/registry.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
const PAGE = { id: '42', title: 'Plan', version: 7 };

/** Whoever can write the record says that nothing holds, the assumptions that checks stand behind among them. */
const ALL = ASSUMPTIONS.map(({ id }) => id) as readonly string[] as readonly ChoiceId[];

describe('a record that says that nothing holds [T30d]', () => {
  let [usual, told]: WholeApp[] = [];
  beforeAll(async () => {
    usual = await startWholeApp();
    told = await startWholeApp({ failed: ALL });
  }, 60_000);
  afterAll(async () => {
    await usual?.close();
    await told?.close();
  });

  const frameOf = ({ confluence, gitlab }: WholeApp, viewer = 'dana') => confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', page: PAGE, params: { url: `${gitlab.url}/${PRIVATE}` } });
  const both = <T>(work: (app: WholeApp) => Promise<T>) => Promise.all([usual, told].map((app) => work(app!)));

  test('opens no frame outside of frames, none without its token, and none with one for another address', async () => {
    const statuses = await both(async (app) => {
      const url = frameOf(app);
      const outside = await fetch(url, { headers: { 'Sec-Fetch-Dest': 'document' } });
      const altered = await fetch(url.replace('page=42', 'page=43'));
      const bare = await fetch(`${app.url}/macros/link?url=x`);
      const api = await fetch(`${app.url}/api/home`, { headers: { Authorization: `JWT ${new URL(url).searchParams.get('jwt')}` } });
      return [outside.status, altered.status, bare.status, api.status];
    });
    expect(statuses).toEqual([[403, 401, 401, 401], [403, 401, 401, 401]]);
  });

  test('shows nobody more, and changes no header', async () => {
    const [before, after] = await both(async (app) => {
      const response = await fetch(frameOf(app));
      const known = (text: string) => text.replaceAll(app.url, 'APP').replaceAll(app.confluence.url, 'SITE').replace(/nonce-[\w+/=-]+/g, 'nonce');
      // An answer that GitLab keeps waiting begins early and says so to proxies: that tells of the time, not of the record.
      const headers = [...response.headers].filter(([name]) => !/^(?:date|content-length|etag|x-accel-buffering)$/.test(name)).map(([name, value]) => [name, known(value)]);
      const html = await response.text();
      return { headers, outcome: /data-outcome="([\w-]+)"/.exec(html)?.[1], without: /<body[^>]*data-without="([^"]*)"/.exec(html)?.[1] };
    });
    expect(before).toMatchObject({ outcome: 'connect', without: undefined });
    expect(after).toMatchObject({ outcome: 'connect', without: 'popup room' });
    expect(after?.headers).toEqual(before?.headers);
  });

  test('lets no link be made in another way', async () => {
    const statuses = await both(async ({ url }) => {
      const start = (headers: Record<string, string>) => fetch(`${url}/oauth/start`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: '{"ticket":"x"}' });
      return [(await start({})).status, (await start({ 'Sec-Fetch-Site': 'cross-site' })).status, (await fetch(`${url}/oauth/callback?code=x&state=y`)).status];
    });
    expect(statuses[1]).toEqual(statuses[0]);
    expect(statuses[0]?.every((status) => status >= 400)).toBe(true);
  });
});
