import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import atlassianJwt from 'atlassian-jwt';
import { Pool } from 'undici';
import { answerQuestions } from './child.js';

/**
 * A stand-in for the design that other apps document: one token for a whole site, and for each macro that somebody looks at one
 * request to GitLab. Built as fairly as that goes: the frame's token and the hash of its query are verified, connections to GitLab stay
 * open, and CACHE_MS lets an answer serve everybody who looks for so long. It draws next to nothing, which makes it faster than an app
 * would be.
 */
const { SHARED_SECRET = '', GITLAB_URL = '', GITLAB_TOKEN = '', CACHE_MS = '0' } = process.env;
const gitlab = new Pool(GITLAB_URL, { connections: 32 });
const remembered = new Map<string, { readonly until: number; readonly html: Promise<string> }>();
const server = createServer((request, response) => {
  answer(request.url ?? '/', response).catch(() => response.writeHead(502).end());
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const questions = { url: () => url };
export type SharedTokenQuestions = typeof questions;
answerQuestions(questions);

async function answer(target: string, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(target, url);
  const query = Object.fromEntries(searchParams);
  try {
    const { qsh } = atlassianJwt.decodeSymmetric(query.jwt ?? '', SHARED_SECRET, atlassianJwt.SymmetricAlgorithm.HS256) as { qsh?: string };
    if (qsh !== atlassianJwt.createQueryStringHash({ method: 'GET', pathname, query }, false, url)) throw new Error('another address');
  } catch {
    response.writeHead(401).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(await show(query.url ?? ''));
}

/** The same for everybody: who looks plays no part. */
function show(address: string): Promise<string> {
  const known = remembered.get(address);
  if (known && known.until > performance.now()) return known.html;
  const html = fetchThing(address).then((title) => (title === undefined ? '<main data-outcome="no-access"></main>' : `<main data-outcome="shown"><h1>${title.replace(/[&<]/g, ' ')}</h1></main>`));
  if (CACHE_MS !== '0') remembered.set(address, { until: performance.now() + Number(CACHE_MS), html });
  return html;
}

/** What there is to show of a thing, by one request; undefined where the token may not see it. */
async function fetchThing(address: string): Promise<string | undefined> {
  const [, fullPath = '', page = '', rest = ''] = /^\/(.+?)\/-\/(issues|merge_requests|blob)\/(.+)$/.exec(new URL(address).pathname) ?? [];
  if (page === 'blob') {
    const [ref = '', ...path] = rest.split('/');
    const { status, text } = await ask('GET', `/api/v4/projects/${encodeURIComponent(fullPath)}/repository/files/${encodeURIComponent(path.join('/'))}/raw?ref=${ref}`);
    return status === 200 ? text : undefined;
  }
  const field = page === 'issues' ? 'issue' : 'mergeRequest';
  const query = `query($fullPath: ID!, $iid: String!) { project(fullPath: $fullPath) { thing: ${field}(iid: $iid) { title descriptionHtml state webUrl } } }`;
  const { text } = await ask('POST', '/api/graphql', JSON.stringify({ query, variables: { fullPath, iid: rest } }));
  const { data } = JSON.parse(text) as { data?: { project?: { thing?: { title: string } | null } | null } };
  return data?.project?.thing?.title;
}

async function ask(method: 'GET' | 'POST', path: string, body?: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${GITLAB_TOKEN}`, 'content-type': 'application/json' };
  const { statusCode, body: answered } = await gitlab.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
  return { status: statusCode, text: await answered.text() };
}
