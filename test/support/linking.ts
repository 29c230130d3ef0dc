import request, { type Response } from 'supertest';
import type { WholeApp } from './whole-app.js';

/** A flow of linking as a person's frame knows it. */
export interface LinkFlow {
  readonly ticket: string;
  readonly ticket2: string | null;
  readonly flowSecret: string;
}

/** Linking as a person goes through it, one request a step: what their frame, their window and GitLab's pages do. */
export function linkingAs(app: Pick<WholeApp, 'confluence' | 'gitlab' | 'url'>, viewer: string, { instance = 'default', gitlabUrl = app.gitlab.url, url = app.url }: { readonly instance?: string; readonly gitlabUrl?: string; readonly url?: string } = {}) {
  const api = (method: 'get' | 'post', path: string, flowSecret?: string) => {
    const asked = request(url)[method](path).set('authorization', `JWT ${app.confluence.contextToken(viewer)}`);
    return flowSecret === undefined ? asked : asked.set('x-flow-secret', flowSecret);
  };
  const steps = {
    start: () => api('post', '/api/link/start').send({ instance }),
    async sendOff(ticket: string): Promise<{ readonly cookie: string; readonly authorizeUrl: string }> {
      const answer = await request(url).post('/oauth/start').set({ origin: new URL(app.url).origin, 'sec-fetch-site': 'same-origin' }).send({ ticket }).expect(200);
      return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '', authorizeUrl: (answer.body as { authorizeUrl: string }).authorizeUrl };
    },
    /** Resolves to the address that GitLab sends the browser back to. */
    async authorize(authorizeUrl: string, username: string): Promise<string> {
      const signedIn = await fetch(`${gitlabUrl}/users/sign_in`, { method: 'POST', body: new URLSearchParams({ username }), redirect: 'manual' });
      const headers = { cookie: (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
      const page = await (await fetch(authorizeUrl, { headers })).text();
      const known = /window\.location = ("[^"]+")/.exec(page)?.[1];
      if (known !== undefined) return JSON.parse(known) as string;
      const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as [string, string]);
      const body = new URLSearchParams(Object.fromEntries(fields.filter(([name]) => name !== '_method')));
      const back = await fetch(`${gitlabUrl}/oauth/authorize`, { method: 'POST', headers, body, redirect: 'manual' });
      return back.headers.get('location') ?? '';
    },
    comeBack: (location: string, cookie: string): Promise<Response> => Promise.resolve(request(url).get(location.slice(new URL(location).origin.length)).set({ accept: 'text/html', cookie })),
    status: (flowSecret: string) => api('get', '/api/link/status', flowSecret),
    confirm: (flowSecret: string) => api('post', '/api/link/confirm', flowSecret).send({}),
    /** Up to where the person has to confirm. */
    async reachPending(username: string): Promise<LinkFlow> {
      const flow = (await steps.start().expect(200)).body as LinkFlow;
      const { cookie, authorizeUrl } = await steps.sendOff(flow.ticket);
      const back = await steps.comeBack(await steps.authorize(authorizeUrl, username), cookie);
      if (back.status !== 200) throw new Error(`The way back ended with ${back.status}.`);
      return flow;
    },
    async link(username: string): Promise<void> {
      await steps.confirm((await steps.reachPending(username)).flowSecret).expect(200);
    },
  };
  return steps;
}
