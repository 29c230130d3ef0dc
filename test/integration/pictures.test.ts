import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { linkAs, LINKABLE } from '../support/linked.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const PROJECT = 'harbourlight/platform/berths';
const UPLOAD = '7d3e51b8c0f94a26b1e7a9d24c60f518';

let app: WholeApp;
let token: string;

beforeAll(async () => {
  app = await startWholeApp(LINKABLE);
  token = await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'uma', 'mira');
});
afterAll(() => app.close());

const berths = () => app.gitlab.world.projects.find(({ fullPath }) => fullPath === PROJECT)!;

async function frame(path: string, viewer = 'dana'): Promise<Response> {
  const url = app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', params: { url: `${app.gitlab.url}/${path}` } });
  return request(url).get('').expect(200);
}

/** The addresses of the pictures in a frame. */
async function pictures(path: string, viewer = 'dana'): Promise<string[]> {
  const { text } = await frame(path, viewer);
  return [...text.matchAll(/<img class="picture" src="([^"]+)"/g)].map(([, src = '']) => src.replaceAll('&amp;', '&'));
}

async function picture(path: string, viewer = 'dana'): Promise<string> {
  const [first] = await pictures(path, viewer);
  if (first === undefined) throw new Error(`There is no picture in ${path}.`);
  return first;
}

const load = (address: string) => request(app.url).get(address);

/** An issue whose description shows one upload with these bytes. */
let made = 100;
async function pictureOf(bytes: Buffer, name = 'a.png'): Promise<string> {
  made += 1;
  const secret = String(made).padStart(32, '0');
  berths().uploads?.set(`${secret}/${name}`, bytes);
  const [usual] = berths().issues;
  berths().issues.push({ ...usual!, iid: made, confidential: false, description: `![x](/uploads/${secret}/${name})` });
  return picture(`${PROJECT}/-/issues/${made}`);
}

function expectPlaceholder(answer: Response, status: number): void {
  expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([status, expect.stringContaining('image/svg+xml'), 'no-store']);
  expect(answer.headers['content-security-policy']).toContain('sandbox');
}

describe('a picture of a private project', () => {
  it('comes with the viewer’s own token, for the viewer’s browser alone [T10b]', async () => {
    const address = await picture(`${PROJECT}/-/issues/9`);
    const answer = await load(address).set('sec-fetch-dest', 'image').set('sec-fetch-site', 'same-origin').expect(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'cache-control': expect.stringMatching(/^private, max-age=(1[5-7]\d\d|1800)$/),
    });
    expect((answer.body as Buffer).subarray(1, 4).toString()).toBe('PNG');
    const call = app.gitlab.calls.findLast(({ path }) => path.includes('/uploads/'));
    expect([call?.path, call?.authorization]).toEqual([`/api/v4/projects/103/uploads/${UPLOAD}/basin.png`, `Bearer ${token}`]);
  });

  it('is found beside a README and a Markdown file', async () => {
    for (const path of [PROJECT, `${PROJECT}/-/blob/main/docs/basin.md`]) {
      expect((await load(await picture(path)).expect(200)).headers['content-type']).toBe('image/png');
    }
  });

  it('has an address that tells nothing, is another for everybody, and stays for a while', async () => {
    const hers = await picture(`${PROJECT}/-/issues/9`);
    expect(hers).toBe(await picture(`${PROJECT}/-/issues/9`));
    expect(hers).not.toBe(await picture(`${PROJECT}/-/issues/9`, 'uma'));
    expect(Buffer.from(hers.split('=')[1] ?? '', 'base64url').toString('latin1')).not.toMatch(/basin|berths|uploads|\d{6}:/);
    await load(hers);
    expect(app.log()).not.toContain(hers.slice(-40));
  });

  it('is not shown for code to who may read issues only', async () => {
    const hers = await picture(`${PROJECT}/-/blob/main/docs/basin.md`);
    app.gitlab.world.projects.find(({ fullPath }) => fullPath === PROJECT)!.features.repository = 'disabled';
    expectPlaceholder(await load(hers), 404);
    berths().features.repository = 'enabled';
    await load(hers).expect(200);
  });
});

describe('an address of a picture', () => {
  it.each([
    ['as a page', { 'sec-fetch-dest': 'document' }],
    ['in a frame', { 'sec-fetch-dest': 'iframe' }],
    ['as a script', { 'sec-fetch-dest': 'script' }],
    ['from another site', { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'cross-site' }],
    ['typed in', { 'sec-fetch-site': 'none' }],
  ])('shows nothing %s [T10b]', async (_how, headers) => {
    const before = app.gitlab.calls.length;
    await load(await picture(`${PROJECT}/-/issues/9`)).set(headers).expect(403);
    expect(app.gitlab.calls.slice(before).filter(({ path }) => path.includes('uploads'))).toEqual([]);
  });

  it('shows nothing when it was made up or altered', async () => {
    const address = await picture(`${PROJECT}/-/issues/9`);
    const altered = address.slice(0, -6) + (address.at(-6) === 'A' ? 'B' : 'A') + address.slice(-5);
    for (const wrong of [altered, '/pictures', '/pictures?of=', '/pictures?of=x', `/pictures?of=${'A'.repeat(200)}`, `${address}&of=x`]) await load(wrong).expect(403);
  });

  it('dies with the link, and with the install [T5b]', async () => {
    const [hers, his] = [await picture(`${PROJECT}/-/issues/9`), await picture(`${PROJECT}/-/issues/9`, 'uma')];
    await request(app.url).post('/api/link/disconnect').set('authorization', `JWT ${app.confluence.contextToken('uma')}`).send({ instance: 'default' });
    await load(his).expect(403);
    await linkAs(app, 'uma', 'mira', 'another life');
    await load(his).expect(403);
    await load(hers).expect(200);
    // Within one second Confluence would send the same token again, which is refused.
    while (!(await app.confluence.installFromDescriptor(app.descriptorUrl)).ok) await new Promise((resolve) => setTimeout(resolve, 200));
    await load(hers).expect(403);
  });
});

describe('what is no picture', () => {
  it.each([
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a drawing that could run', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a drawing behind a declaration', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a document', Buffer.from('%PDF-1.7\n1 0 obj')],
    ['a script', Buffer.from('alert(1)')],
    ['nothing', Buffer.alloc(0)],
  ])('is not handed on, whatever it is called: %s [T10a]', async (_what, bytes) => {
    expectPlaceholder(await load(await pictureOf(bytes)), 404);
  });

  it('keeps its own type whatever it is called [T10a]', async () => {
    const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
    expect((await load(await pictureOf(gif, 'page.html.png')).expect(200)).headers['content-type']).toBe('image/gif');
  });

  it('is a link when its name says that it is a drawing that could run [T10a]', async () => {
    await expect(pictureOf(Buffer.from('<svg/>'), 'a.svg')).rejects.toThrow('no picture');
  });

  it('is not read past five megabytes', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(6 * 1024 * 1024)]);
    expectPlaceholder(await load(await pictureOf(png)), 503);
  });

  it('is not awaited while GitLab fails', async () => {
    const address = await picture(`${PROJECT}/-/issues/9`);
    app.gitlab.switches.status500 = true;
    const answer = await load(address);
    app.gitlab.switches.status500 = false;
    expectPlaceholder(answer, 503);
  });
});
