import request, { type Response } from 'supertest';
import { DEMO_USERS, GUEST } from '../../demo/confluence/users.js';
import { ACCESS } from '../../demo/gitlab/world/model.js';
import { linkAs, LINKABLE } from './linked.js';
import { startWholeApp, type WholeApp, type WholeAppOptions } from './whole-app.js';

export const LINK = 'gitlab-for-confluence-link';
export const INLINE = 'gitlab-for-confluence-inline';
export const LIST = 'gitlab-for-confluence-list';
export const HOME = 'gitlab-for-confluence-home';

type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Place {
  readonly viewer?: string;
  /** `DEMO`, where all pages are, without one. */
  readonly space?: string;
  readonly key?: string;
  /** Id of the page around. */
  readonly page?: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** The whole app at a site with a guest, whose administrator sets policies by the forms of the configure page. */
export interface PolicyWorld {
  readonly app: WholeApp;
  /** The tab of the policies, as it shows to somebody. */
  section(viewer?: string, query?: string): Promise<Response>;
  /** Sends a form as the page would, with the version that the page shows now. */
  send(action: string, fields: Fields, viewer?: string): Promise<Response>;
  /** The same, which has to succeed. */
  save(action: string, fields: Fields): Promise<string>;
  /** Shares a token that sees all that planners do: what is confidential comes with it. */
  share(fields: Fields): Promise<string>;
  frame(path: string, place?: Place): Promise<string>;
  /** What the script of a frame asks for, with a token for that space. */
  fragment(path: string, place?: Place & { readonly look?: string; readonly query?: string }): Promise<string>;
  exported(path: string, place?: Place & { readonly export?: string; readonly mode?: 'pdf' | 'email' }): Promise<{ storage: string; cache: string }>;
  /** Whom GitLab's API was asked by since the last call, and for what. */
  asked(): readonly { readonly path: string; readonly authorization: string | undefined; readonly text: string }[];
  close(): Promise<void>;
}

export const outcomeOf = (html: string) => /data-outcome="([\w-]+)"/.exec(html)?.[1];

export async function startPolicyWorld(options: WholeAppOptions = {}): Promise<PolicyWorld> {
  const app = await startWholeApp({ users: [...DEMO_USERS, GUEST], ...options, environment: { ...LINKABLE.environment, ...options.environment } });
  await linkAs(app, 'dana', 'alice');
  await linkAs(app, 'ada', 'carol');
  const bearer = (viewer: string, space?: string) => `JWT ${app.confluence.contextToken(viewer, space === undefined ? {} : placeIn(space))}`;
  const spaceOf = (key: string) => ({ id: key === 'DEMO' ? '65537' : '70000', key });
  const placeIn = (key: string, id = '5001') => ({ page: { id, title: 'A page', version: 1 }, space: spaceOf(key) });
  const paramsOf = (path: string, params: Place['params'] = {}) => ({ url: path.includes('://') ? path : `${app.gitlab.url}/${path}`, ...params });

  const section = async (viewer = 'ada', query = '') => request(app.url).get(`/api/configure/policies${query}`).set('authorization', bearer(viewer));
  const htmlOf = ({ body }: Response) => String((body as { html?: string }).html);

  async function send(action: string, fields: Fields, viewer = 'ada'): Promise<Response> {
    const html = htmlOf(await section());
    const version = /name="version" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const seen = /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const own = action.endsWith('token') ? { instance: 'default', seen } : { version };
    return request(app.url).post(`/api/configure/policies/${action}`).set('authorization', bearer(viewer)).send({ ...own, ...fields });
  }

  async function save(action: string, fields: Fields): Promise<string> {
    const answer = await send(action, fields);
    if (answer.status !== 200) throw new Error(`${action} was refused: ${answer.status} ${answer.text}`);
    return htmlOf(answer);
  }

  return {
    app,
    section,
    send,
    save,
    async share(fields) {
      const expiresOn = new Date(Date.now() + 90 * 24 * 3_600_000).toISOString().slice(0, 10);
      const token = app.gitlab.issueAccessToken({ group: 'harbourlight', role: ACCESS.developer }, { expiresOn });
      await save('set-token', { token, spaces: 'DEMO', ...fields });
      return token;
    },
    async frame(path, { viewer = 'uma', space = 'DEMO', key = LINK, page, params } = {}) {
      const url = app.confluence.signFrameUrl({ viewer, moduleKey: key, ...placeIn(space, page), params: paramsOf(path, params) });
      return (await request(url).get('').expect(200)).text;
    },
    async fragment(path, { viewer = 'uma', space, look = 'link', query = '' } = {}) {
      const url = `/api/macros/${look}?url=${encodeURIComponent(paramsOf(path).url)}${query}`;
      return (await request(app.url).get(url).set('authorization', bearer(viewer, space)).expect(200)).text;
    },
    async exported(path, { viewer, space = 'DEMO', key = LINK, params = {}, export: policy = 'content', mode = 'pdf' } = {}) {
      const moduleKey = key;
      const signed = app.confluence.signExportUrl({ ...(viewer === undefined ? {} : { viewer }), moduleKey, mode, params: paramsOf(path, { export: policy, ...params }), space: { ...spaceOf(space), name: space, permissions: [] } });
      const answer = await fetch(signed);
      return { storage: await answer.text(), cache: answer.headers.get('cache-control') ?? '' };
    },
    asked() {
      const calls = app.gitlab.calls.splice(0).filter(({ path }) => path.includes('/api/'));
      return calls.map(({ path, authorization, body, query }) => ({ path, authorization, text: JSON.stringify([path, query, body]) }));
    },
    close: () => app.close(),
  };
}
