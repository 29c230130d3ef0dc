import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { linkAs, LINKABLE } from '../support/linked.js';
import { readChunks, type ChunkedAnswer } from '../support/chunked-answer.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PRIVATE = 'harbourlight/platform/berths/-/issues';
const PAYROLL = 'harbourlight/office/payroll/-/issues/2';
const SLOW_MS = 900;

let app: WholeApp;

beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'ada', 'bob');
});
afterAll(() => app.close());
afterEach(() => {
  Object.assign(app.gitlab.switches, { latencyMs: 0, status500: false });
});

function visit(viewer: string, path: string, { macro = 'link', params = {} }: { macro?: 'link' | 'inline' | 'list'; params?: Readonly<Record<string, string>> } = {}): Promise<ChunkedAnswer> {
  app.gitlab.switches.latencyMs = SLOW_MS;
  return readChunks(app.confluence.signFrameUrl({ viewer, moduleKey: `gitlab-for-confluence-${macro}`, params: { url: `${app.gitlab.url}/${path}`, ...params } }), { 'accept-encoding': 'gzip' });
}

const outcomesIn = (html: string) => [...html.matchAll(/<main[^>]* data-outcome="([\w-]+)"/g)].map(([, outcome]) => outcome);

describe('a macro whose GitLab is slow', () => {
  it.each([
    ['shown', 'dana', `${PRIVATE}/3`],
    ['no-access', 'dana', PAYROLL],
    ['connect', 'uma', `${PRIVATE}/4`],
    ['connect', 'anonymous', `${PRIVATE}/9`],
  ])('shows what its address tells at once, and then: %s to %s', async (outcome, viewer, path) => {
    const answer = await visit(viewer, path);
    expect(outcomesIn(answer.first)).toEqual([]);
    expect(answer.first).toContain('class="skeleton block" aria-busy="true"');
    expect(answer.first).toContain(`<bdi>${path.replace('/-/issues/', '#')}</bdi>`);
    expect(outcomesIn(await answer.whole)).toEqual([outcome]);
  });

  it('ends in reconnect where GitLab takes the link for dead', async () => {
    app.gitlab.revokeAllTokens('bob');
    const answer = await visit('ada', `${PRIVATE}/3`);
    expect([outcomesIn(answer.first), outcomesIn(await answer.whole)]).toEqual([[], ['reconnect']]);
  });

  it('ends in unavailable where it fails', async () => {
    app.gitlab.switches.status500 = true;
    const answer = await visit('dana', `${PRIVATE}/1`);
    expect([outcomesIn(answer.first), outcomesIn(await answer.whole)]).toEqual([[], ['unavailable']]);
  });

  it('gives away nothing before GitLab has said that it may: the two look the same that far', async () => {
    const [hers, his] = await Promise.all([visit('dana', `${PRIVATE}/7`), visit('uma', `${PRIVATE}/7`)]);
    const bare = (html: string) => html.replace(/nonce="[^"]*"/g, '');
    expect(bare(hers.first)).toBe(bare(his.first));
    expect(outcomesIn(await hers.whole)).not.toEqual(outcomesIn(await his.whole));
  });

  it('is shaped like what will come', async () => {
    const card = await visit('dana', 'harbourlight/tideboard/-/issues/18', { params: { look: 'card' } });
    const full = await visit('dana', 'harbourlight/tideboard/-/issues/24');
    const folded = await visit('dana', 'harbourlight/tideboard/-/issues/27', { params: { collapsed: 'true' } });
    const chip = await visit('dana', 'harbourlight/tideboard/-/merge_requests/42', { macro: 'inline' });
    const list = await visit('dana', 'harbourlight/tideboard', { macro: 'list', params: { count: '3' } });
    const shapeOf = ({ first }: ChunkedAnswer) => [/class="skeleton (\w+)"/.exec(first)?.[1], first.includes('class="card"'), [...first.matchAll(/bone line/g)].length];
    expect([card, full, folded, chip, list].map(shapeOf)).toEqual([['block', true, 0], ['block', true, 6], ['block', false, 0], ['inline', false, 0], ['block', true, 3]]);
    for (const answer of [card, full, folded, chip, list]) expect(outcomesIn(await answer.whole)).toEqual(['shown']);
  });

  it('has no skeleton where a copy is at hand, nor where nobody needs to be asked', async () => {
    await (await visit('dana', 'harbourlight/tideboard/-/issues/21')).whole;
    for (const path of ['harbourlight/tideboard/-/issues/21', 'help']) expect(await (await visit('dana', path)).whole).not.toContain('class="skeleton');
  });
});
