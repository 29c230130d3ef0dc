import { describe, expect, test } from '@jest/globals';
import { propose } from '../../views/editor/conversion/changes.js';
import { convertPage, undoConversion, type Conversion } from '../../views/editor/conversion/convert.js';
import { isSameText } from '../../views/editor/conversion/draft.js';
import { lookAtPage, type Looked } from '../../views/editor/conversion/look.js';
import type { PageAnswer, PageCall } from '../../views/editor/host.js';

const BASE = 'https://gitlab.example.com';
const ISSUE = `${BASE}/a/b/-/issues/1`;
const PAGE = `<h1>A</h1><p><a href="${ISSUE}">${ISSUE}</a></p><p>B <a href="${BASE}/help">help</a> &eacute;</p>`;
const CONVERTED = PAGE.replace(`<p><a href="${ISSUE}">${ISSUE}</a></p>`, `<ac:structured-macro ac:name="gitlab-for-confluence-link" ac:schema-version="1"><ac:parameter ac:name="url"><ri:url ri:value="${ISSUE}" /></ac:parameter></ac:structured-macro>`);

interface State {
  id: string | undefined;
  title: string;
  storage: string;
  version: number;
  message: string;
  status: string;
  draft: string | undefined;
  /** What answers instead, before anything is done; `done` answers nothing although it was done. */
  trouble: (call: PageCall) => PageAnswer | Error | 'done' | undefined;
}

/** A Confluence of one page, and our API, which knows issues. */
function makeHost(change: Partial<State> = {}) {
  const page: State = { id: '12', title: 'T', storage: PAGE, version: 3, message: '', status: 'current', draft: undefined, trouble: () => undefined, ...change };
  const calls: PageCall[] = [];
  const asked: string[][] = [];
  const describePage = (storage: string, status: string) => ({ id: page.id, status, title: page.title, spaceId: '7', version: { number: page.version, message: page.message }, body: { storage: { value: storage } } });
  const put = ({ body }: PageCall): PageAnswer => {
    const { version, body: next } = body as { version: { number: number; message: string }; body: { value: string } };
    if (version.number !== page.version + 1) return { status: 409, body: {} };
    Object.assign(page, { storage: next.value, version: version.number, message: version.message });
    return { status: 200, body: describePage(page.storage, 'current') };
  };
  const host = {
    ask: async (_path: string, body?: object) => {
      const { urls } = body as { urls: string[] };
      asked.push(urls);
      return { kinds: urls.map((url) => (url.includes('/issues/') ? 'issue' : null)) };
    },
    page: {
      id: async () => page.id,
      reload: () => undefined,
      ask: async (call: PageCall): Promise<PageAnswer> => {
        calls.push(call);
        const trouble = page.trouble(call);
        if (trouble instanceof Error) throw trouble;
        if (typeof trouble === 'object') return trouble;
        const answer = call.method === 'PUT' ? put(call) : call.path.includes('get-draft') && page.draft !== undefined ? { status: 200, body: describePage(page.draft, 'draft') } : { status: 200, body: describePage(page.storage, page.status) };
        if (trouble === 'done') throw new Error('The line broke.');
        return answer;
      },
    },
  };
  return { host, page, calls, asked };
}

type World = ReturnType<typeof makeHost>;
const found = (looked: Looked) => {
  if (looked.state !== 'found') throw new Error(`Nothing was found: ${looked.state}`);
  return looked;
};
const lookIn = async ({ host }: World) => found(await lookAtPage(host, [BASE]));
async function convertIn(world: World, meanwhile: () => void = () => undefined) {
  const { page, links } = await lookIn(world);
  meanwhile();
  return convertPage(world.host.page, page, links.map(propose), 'ours');
}
const puts = ({ calls }: World) => calls.filter(({ method }) => method === 'PUT');
const onPut = (what: PageAnswer | Error | 'done') => ({ method }: PageCall) => (method === 'PUT' ? what : undefined);

describe('looking at the page', () => {
  test('finds what a macro can show, and leaves out other links to GitLab', async () => {
    const looked = await lookIn(makeHost());
    expect(looked).toMatchObject({ page: { id: '12', version: 3, storage: PAGE }, draft: 'none' });
    expect(looked.links.map(({ url }) => url)).toEqual([ISSUE]);
  });

  test.each<[string, Partial<State>, Looked['state']]>([
    ['a dialog that is told of no page', { id: undefined }, 'nothing'],
    ['a page that was never published', { status: 'draft' }, 'nothing'],
    ['a page that is not there', { trouble: () => ({ status: 404, body: {} }) }, 'nothing'],
    ['a page with nothing on it', { storage: '<p>x</p>' }, 'nothing'],
    ['a page with nothing to show', { storage: `<p><a href="${BASE}/help">x</a></p>` }, 'nothing'],
    ['a page that may not be read', { trouble: () => ({ status: 403, body: {} }) }, 'refused'],
    ['a page that is not well-formed', { storage: `<p><a href="${ISSUE}">` }, 'unclear'],
    ['a broken line', { trouble: () => new Error('no') }, 'failed'],
    ['an answer of another kind', { trouble: () => ({ status: 200, body: 'Log in' }) }, 'failed'],
  ])('%s', async (_name, change, state) => {
    expect((await lookAtPage(makeHost(change).host, [BASE])).state).toBe(state);
  });

  test('asks our API in portions that it takes', async () => {
    const urls = Array.from({ length: 190 }, (_, index) => `${BASE}/a/b/-/issues/${index}?${'x'.repeat(index % 3 === 0 ? 1_900 : 10)}`);
    const world = makeHost({ storage: urls.map((url) => `<p><a href="${url}">x</a></p>`).join('') });
    expect((await lookIn(world)).links).toHaveLength(190);
    expect(world.asked.flat()).toEqual(urls);
    for (const portion of world.asked) {
      expect(portion.length).toBeLessThanOrEqual(100);
      expect(JSON.stringify({ urls: portion }).length).toBeLessThan(16 * 1024);
    }
  });

  test.each<[string, Partial<State>, string]>([
    ['the same text in a draft that stayed', { draft: PAGE.replace('<h1>', '<h1 local-id="x">') }, 'none'],
    ['other text in it', { draft: PAGE.replace('A', 'Ä') }, 'edited'],
    ['an answer that says nothing', { trouble: ({ path }) => (path.includes('get-draft') ? { status: 500, body: {} } : undefined) }, 'unknown'],
    ['no answer', { trouble: ({ path }) => (path.includes('get-draft') ? new Error('no') : undefined) }, 'unknown'],
    ['no draft', { trouble: ({ path }) => (path.includes('get-draft') ? { status: 404, body: {} } : undefined) }, 'none'],
  ])('of drafts: %s', async (_name, change, draft) => {
    expect((await lookIn(makeHost(change))).draft).toBe(draft);
  });

  test('a draft that was only looked at says the same', () => {
    const same = (left: string, right: string) => isSameText({ title: 'T', storage: left }, { title: 'T', storage: right });
    expect(same('<p>a</p><p local-id="1" /><p></p>', '<p>a</p>\n')).toBe(true);
    expect(same('<p>a</p><p>&nbsp;b</p>', '<p>a</p>')).toBe(false);
    expect(same('<pre></pre>', '')).toBe(false);
    expect(isSameText({ title: 'T', storage: '' }, { title: 'U', storage: '' })).toBe(false);
  });
});

describe('converting', () => {
  test('stores the page with nothing else changed, one version on, under its own title and space', async () => {
    const world = makeHost();
    expect(await convertIn(world)).toMatchObject({ state: 'written', version: 4, before: { storage: PAGE, version: 3 } });
    expect(world.page.storage).toBe(CONVERTED);
    expect(puts(world)).toEqual([
      { method: 'PUT', path: '/api/v2/pages/12', body: { id: '12', status: 'current', title: 'T', spaceId: '7', body: { representation: 'storage', value: CONVERTED }, version: { number: 4, message: 'ours' } } },
    ]);
  });

  test.each<[string, (page: State) => void]>([
    ['another version', (page) => void (page.version = 4)],
    ['other text', (page) => void (page.storage += '<p>x</p>')],
  ])('is a conflict with %s, and writes nothing', async (_name, change) => {
    const world = makeHost();
    expect(await convertIn(world, () => change(world.page))).toEqual({ state: 'conflict' });
    expect(puts(world)).toEqual([]);
  });

  test('is a conflict where Confluence says so at last', async () => {
    const world = makeHost();
    world.page.trouble = ({ method }) => {
      if (method === 'PUT') world.page.version = 4;
      return undefined;
    };
    expect(await convertIn(world)).toEqual({ state: 'conflict' });
    expect(world.page.storage).toBe(PAGE);
  });

  test('writes nothing over edits that are not published', async () => {
    const world = makeHost();
    expect(await convertIn(world, () => void (world.page.draft = '<p>Mine</p>'))).toEqual({ state: 'edited' });
    expect(puts(world)).toEqual([]);
  });

  test.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [400, 'failed'],
    [413, 'failed'],
    [500, 'failed'],
  ])('answers %i with “%s”', async (status, state) => {
    expect(await convertIn(makeHost({ trouble: onPut({ status, body: {} }) }))).toEqual({ state });
  });

  test('finds out what became of it where no answer came', async () => {
    expect(await convertIn(makeHost({ trouble: onPut('done') }))).toMatchObject({ state: 'written', version: 4 });
    expect(await convertIn(makeHost({ trouble: onPut(new Error('no')) }))).toEqual({ state: 'failed' });
  });

  test('does not take another’s version for its own', async () => {
    const world = makeHost();
    world.page.trouble = ({ method }) => {
      if (method !== 'PUT') return undefined;
      Object.assign(world.page, { version: 4, message: 'theirs' });
      return new Error('no');
    };
    expect(await convertIn(world)).toEqual({ state: 'unsure' });
  });
});

describe('undoing', () => {
  const converted = async (world: World): Promise<Conversion> => {
    const outcome = await convertIn(world);
    if (outcome.state !== 'written') throw new Error(outcome.state);
    return outcome;
  };

  test('puts the text back as another version', async () => {
    const world = makeHost();
    expect(await undoConversion(world.host.page, await converted(world), 'back')).toEqual({ state: 'written', version: 5 });
    expect(world.page).toMatchObject({ storage: PAGE, version: 5, message: 'back', title: 'T' });
  });

  test('is a conflict once somebody has made another version, which stays', async () => {
    const world = makeHost();
    const conversion = await converted(world);
    Object.assign(world.page, { version: 5, storage: '<p>Theirs</p>' });
    expect(await undoConversion(world.host.page, conversion, 'back')).toEqual({ state: 'conflict' });
    expect(world.page.storage).toBe('<p>Theirs</p>');
  });
});
