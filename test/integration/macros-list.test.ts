import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { signContextToken, signFrameToken } from '../../demo/confluence/tokens.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const BOARD = 'harbourlight/tideboard';

let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp();
});
afterAll(() => app.close());
beforeEach(() => {
  app.gitlab.calls.length = 0;
});

type Parameters = Readonly<Record<string, string>>;

function subjectOf(viewer: string | undefined) {
  const { clientKey, sharedSecret } = app.confluence.installation();
  const accountId = viewer === undefined ? undefined : app.confluence.users.find(({ key }) => key === viewer)?.accountId;
  return { sharedSecret, subject: { clientKey, accountId, issuedAt: Math.floor(Date.now() / 1_000) } };
}

/** The first response of a frame, asked for as Confluence does it. */
async function frame(parameters: Parameters, { viewer = 'uma' as string | undefined, macro = 'list' } = {}): Promise<string> {
  const { sharedSecret, subject } = subjectOf(viewer);
  const path = `/macros/${macro}?${new URLSearchParams(parameters)}`;
  const token = signFrameToken(sharedSecret, subject, app.url + path, app.url);
  return (await request(app.url).get(`${path}&jwt=${token}`).expect(200)).text;
}

/** What a frame's script asks for. */
async function fragment(path: string, viewer: string | undefined = 'uma'): Promise<string> {
  const { sharedSecret, subject } = subjectOf(viewer);
  return (await request(app.url).get(path).set('Authorization', `JWT ${signContextToken(sharedSecret, subject, {})}`).expect(200)).text;
}

const at = (path: string, about: Parameters = {}): Parameters => ({ url: `${app.gitlab.url}/${path}`, ...about });
const outcomeOf = (html: string) => /data-outcome="([\w-]+)"/.exec(html)?.[1];
const titlesOf = (html: string) => [...html.matchAll(/class="list-title"[^>]*><a [^>]*>([^<]*)/g)].map(([, title]) => title);
const moreOf = (html: string) => /data-more="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');

describe('the frame of a list', () => {
  test('holds what anybody may see, for a stranger to GitLab and for a reader who is nobody', async () => {
    for (const viewer of ['uma', undefined]) {
      const html = await frame(at(BOARD, { labels: 'bug' }), { viewer });
      expect([outcomeOf(html), titlesOf(html).length]).toEqual(['shown', 2]);
      expect(html).toContain('2 issues');
      expect(html).not.toMatch(/debug page|confidential|more that|cannot see/i);
    }
  });

  test('invites where nobody in particular sees nothing', async () => {
    expect(outcomeOf(await frame(at('harbourlight/platform/berths')))).toBe('connect');
    expect(outcomeOf(await frame(at(BOARD, { assignee: '@me' })))).toBe('connect');
  });

  test('tells its author what is wrong, and asks GitLab for nothing', async () => {
    const html = await frame(at(BOARD, { state: 'fresh', columns: 'mood' }));
    expect([outcomeOf(html), app.gitlab.calls]).toEqual(['unsupported', []]);
    expect(html).toContain('“fresh” is no state');
    expect(html).toContain('“mood” is no column');
    expect(html).toContain(`href="${app.gitlab.url}/${BOARD}"`);
  });

  test('is the plain link where the address is elsewhere', async () => {
    const html = await frame({ url: 'https://gitlab.example.org/a/b', state: 'opened' });
    expect([outcomeOf(html), app.gitlab.calls]).toEqual(['unsupported', []]);
    expect(html).toContain('https://gitlab.example.org/a/b');
  });

  test('comes without asking GitLab again a moment later, and with other columns too', async () => {
    await frame(at(BOARD, { milestone: '1.4 Equinox', state: 'all' }));
    const asked = app.gitlab.calls.length;
    expect(await frame(at(BOARD, { milestone: '1.4 Equinox', state: 'all', columns: 'author,closed_at' }))).toContain('>Closed<svg');
    expect(app.gitlab.calls.length).toBe(asked);
  });

  test('keeps what people wrote out of the log', async () => {
    await frame(at(BOARD, { search: 'circumflex canary' }));
    expect(app.log()).not.toContain('canary');
  });
});

describe('further pages', () => {
  test('come by the cursor that the page before named', async () => {
    const html = await frame(at(BOARD, { state: 'all', count: '3', sort: 'created_desc' }));
    const seen = titlesOf(html);
    let more = moreOf(html);
    while (more) {
      const next = await fragment(more);
      expect(outcomeOf(next)).toBe('shown');
      seen.push(...titlesOf(next));
      more = moreOf(next);
    }
    expect(seen).toEqual(titlesOf(await frame(at(BOARD, { state: 'all', count: '100', sort: 'created_desc' }))));
  });

  test('are those of who asks', async () => {
    const more = moreOf(await frame(at(BOARD, { state: 'all', count: '3' })));
    app.gitlab.switches.status500 = true;
    const answer = await fragment(more ?? '', undefined);
    app.gitlab.switches.status500 = false;
    expect(outcomeOf(answer)).toBe('unavailable');
  });

  test('are the first where the cursor is none', async () => {
    const first = titlesOf(await frame(at(BOARD, { count: '2' })));
    const query = new URLSearchParams(at(BOARD, { count: '2' }));
    for (const after of ['<script>', 'x'.repeat(2_000)]) expect(titlesOf(await fragment(`/api/macros/list?${query}&after=${encodeURIComponent(after)}`))).toEqual(first);
  });
});

describe('the order that a reader chooses', () => {
  const addressOf = (html: string, column: string) => new RegExp(`data-column="${column}" data-address="([^"]*)"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';

  test('comes from GitLab, for all pages of the list and for whoever asks', async () => {
    const html = await frame(at(BOARD, { state: 'all', count: '3' }));
    expect(html).not.toMatch(/aria-sort="[^"]*"><button[^>]*data-column="title"/);
    const sorted = await fragment(addressOf(html, 'title'));
    expect(sorted).toMatch(/aria-sort="ascending"><button[^>]*data-column="title"/);
    expect(sorted.match(/aria-sort/g)).toHaveLength(1);
    const seen = titlesOf(sorted);
    for (let more = moreOf(sorted); more; ) {
      const next = await fragment(more);
      seen.push(...titlesOf(next));
      more = moreOf(next);
    }
    expect(seen).toEqual(titlesOf(await frame(at(BOARD, { state: 'all', count: '100', sort: 'title_asc' }))));
    expect(seen).not.toEqual(titlesOf(await frame(at(BOARD, { state: 'all', count: '100' }))));
    expect(titlesOf(await fragment(addressOf(sorted, 'title')))).toEqual(seen.reverse().slice(0, 3));
  });

  test('holds when the content is fetched anew', async () => {
    const sorted = await fragment(addressOf(await frame(at(BOARD, { state: 'all', count: '3' })), 'updated_at'));
    const again = /data-fragment="([^"]*)"/.exec(sorted)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(again).toContain('sort=updated_desc');
    expect(titlesOf(await fragment(again))).toEqual(titlesOf(sorted));
  });
});

describe('a link to a list', () => {
  test('shows the list in a block, whose next page comes as that of the macro', async () => {
    const html = await frame(at(`${BOARD}/-/issues?state=closed`), { macro: 'link' });
    expect([outcomeOf(html), titlesOf(html).length]).toEqual(['shown', 3]);
    expect(html).toContain('Closed issues in');
  });

  test('is a chip with the count in a sentence', async () => {
    const html = await frame(at(`${BOARD}/-/merge_requests`), { macro: 'inline' });
    expect(html).toContain('Open merge requests in harbourlight/tideboard');
    expect(html).toMatch(/class="badge[^>]*>.*?4<\/span>/s);
  });
});
