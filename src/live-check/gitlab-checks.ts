import { z } from 'zod';
import type { AssumptionId, CallId } from '../assumptions/registry.js';
import type { ABOUT_GITLAB } from '../assumptions/about-gitlab.js';
import { GitLabError } from '../gitlab/errors.js';
import { SchemaMismatch } from '../gitlab/calls/graphql-answer.js';
import { VERSIONS } from '../gitlab/versions.js';
import { complexityAsEstimated, complexityTold, kindsByGraphQL, projectsByPath } from './gitlab-graphql-checks.js';
import type { GitLabProbe } from './gitlab-probe.js';
import { failed, held, untried, type Verdict } from './verdict.js';

export type GitLabCallId = Extract<(typeof ABOUT_GITLAB)[number], { readonly check: { readonly by: 'calls' } }>['id'] & CallId & AssumptionId;

/** A check throws GitLabError or HttpFailure where GitLab can't be asked. */
export type GitLabCheck = (probe: GitLabProbe) => Promise<Verdict>;

const NO_PROJECT = untried('no public project with files was found: name one by --project group/project');
const NEEDS_TOKEN = untried('it takes a token: set GITLAB_TOKEN to one with the scope read_api');
const TEXT_FILE = /\.(?:md|txt|ya?ml|json|[jt]s|rb|py|go|sh|c|h)$|(?:^|\/)(?:README|LICENSE|Makefile)$/i;

export const GITLAB_CHECKS: Readonly<Record<GitLabCallId, GitLabCheck>> = {
  'gitlab-anonymous-api': anonymousApi,
  'gitlab-kinds-by-graphql': kindsByGraphQL,
  'gitlab-complexity-told': complexityTold,
  'gitlab-complexity-as-estimated': complexityAsEstimated,
  'gitlab-projects-by-path': projectsByPath,
  'gitlab-blobs-by-path': blobsByPath,
  'gitlab-encoded-slashes': encodedSlashes,
  'gitlab-rate-limit-headers': rateLimitHeaders,
  'gitlab-oauth-paths': oauthPaths,
  'gitlab-keeps-opener': keepsOpener,
  'gitlab-known-version': knownVersion,
  'gitlab-paths-with-root': pathsWithRoot,
};

async function anonymousApi({ client, caller, project }: GitLabProbe): Promise<Verdict> {
  const nobody = { ...caller, accessToken: undefined };
  try {
    await client.graphqlParts(nobody, { name: 'anybody', document: 'query anybody { __typename }', maxBytes: 10_000 }, {});
    const rows = await client.rest(nobody, '/projects?visibility=public&simple=true&per_page=1', z.array(z.unknown()));
    if (rows.length > 0) return held('both answer');
    return (await project()) ? untried('nothing there is public') : NO_PROJECT;
  } catch (error) {
    if (error instanceof GitLabError && (error.failure === 'not-found' || error.failure === 'forbidden')) return failed(error.message);
    throw error;
  }
}

async function blobsByPath({ client, caller, project }: GitLabProbe): Promise<Verdict> {
  const found = await project();
  const file = found?.files.find(({ path }) => TEXT_FILE.test(path));
  if (!found || !file) return NO_PROJECT;
  const document = 'query text($fullPath: ID!, $paths: [String!]!, $ref: String) { project(fullPath: $fullPath) { repository { blobs(paths: $paths, ref: $ref, first: 1) { nodes { path rawTextBlob } } } } }';
  const node = z.object({ path: z.string(), rawTextBlob: z.string().nullish() });
  const blobs = z.object({ nodes: z.array(node.nullable()).nullish() }).nullish();
  const answer = z.object({ project: z.object({ repository: z.object({ blobs }).nullish() }).nullish() });
  const { fullPath, ref } = found;
  try {
    const { project: read } = await client.graphql(caller, { name: 'text', document, answer }, { fullPath, ref, paths: [file.path] });
    const text = read?.repository?.blobs?.nodes?.[0]?.rawTextBlob;
    return typeof text === 'string' ? held(`the text of ${file.path} in ${fullPath}`) : failed(`no text of ${file.path} in ${fullPath}`);
  } catch (error) {
    if (error instanceof SchemaMismatch) return failed(error.message);
    throw error;
  }
}

async function encodedSlashes({ client, caller, project }: GitLabProbe): Promise<Verdict> {
  const found = await project();
  const file = found?.files.find(({ path }) => path.includes('/'));
  if (!found || !file) return NO_PROJECT;
  const { id, fullPath, ref } = found;
  const isThere = async (path: string) => {
    try {
      await client.rest(caller, path, z.looseObject({}));
      return true;
    } catch (error) {
      if (error instanceof GitLabError && error.failure === 'not-found') return false;
      throw error;
    }
  };
  if (!(await isThere(`/projects/${id}`))) return untried(`REST shows no project ${id}`);
  if (!(await isThere(`/projects/${encodeURIComponent(fullPath)}`))) return failed(`${fullPath} is there by its number and not by its encoded path`);
  const inFolder = await isThere(`/projects/${id}/repository/files/${encodeURIComponent(file.path)}?ref=${encodeURIComponent(ref)}`);
  return inFolder ? held(`${fullPath} and ${file.path}`) : failed(`${file.path} of ${fullPath} is not there by its encoded path`);
}

async function rateLimitHeaders({ exchange }: GitLabProbe): Promise<Verdict> {
  const { status, headers } = await exchange('/api/v4/projects?simple=true&per_page=1', { withToken: true });
  const missing = ['ratelimit-remaining', 'ratelimit-reset'].filter((name) => !headers.has(name));
  if (missing.length > 0 && status >= 500) return untried(`GitLab answered ${status}`);
  return missing.length === 0 ? held(`${headers.get('ratelimit-limit') ?? '?'} a minute`) : failed(`an answer (${status}) without ${missing.join(' and ')}`);
}

const Discovery = z.object({
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
});

async function oauthPaths({ instance: { baseUrl }, exchange }: GitLabProbe): Promise<Verdict> {
  const { status, body } = await exchange('/.well-known/openid-configuration');
  const told = status === 200 ? Discovery.safeParse(parseJson(body)) : undefined;
  if (!told?.success) return untried(`/.well-known/openid-configuration answered ${status}${status === 200 ? ' with something else' : ''}`);
  const { authorization_endpoint, token_endpoint, revocation_endpoint, code_challenge_methods_supported: methods } = told.data;
  const others = [
    ...(authorization_endpoint === `${baseUrl}/oauth/authorize` ? [] : ['authorization']),
    ...(token_endpoint === `${baseUrl}/oauth/token` ? [] : ['tokens']),
    ...(revocation_endpoint === undefined || revocation_endpoint === `${baseUrl}/oauth/revoke` ? [] : ['revocation']),
  ];
  if (others.length > 0) return failed(`elsewhere: ${others.join(', ')}`);
  return methods !== undefined && !methods.includes('S256') ? failed('S256 is not among the challenge methods') : held('as assumed');
}

async function keepsOpener({ exchange }: GitLabProbe): Promise<Verdict> {
  const severing = /^(?:same-origin|noopener)/;
  for (const path of ['/users/sign_in', '/oauth/authorize?client_id=live-check&response_type=code']) {
    const { status, headers } = await exchange(path);
    if (status >= 400) return untried(`${path.split('?', 1)[0]} answered ${status}`);
    const policy = headers.get('cross-origin-opener-policy') ?? '';
    if (severing.test(policy)) return failed(`${path.split('?', 1)[0]} sends ${policy.slice(0, 60)}`);
  }
  return held('no such header');
}

async function knownVersion({ client, caller }: GitLabProbe): Promise<Verdict> {
  if (caller.accessToken === undefined) return NEEDS_TOKEN;
  const { version } = await client.rest(caller, '/metadata', z.object({ version: z.string().max(100) }));
  const major = Number(/^\d+/.exec(version)?.[0]);
  return major >= VERSIONS.least && major <= VERSIONS.most ? held(version) : failed(version);
}

async function pathsWithRoot({ instance, project }: GitLabProbe): Promise<Verdict> {
  const root = new URL(instance.baseUrl).pathname.replace(/\/$/, '');
  if (root === '') return untried('this GitLab is not below a path');
  const webPath = (await project())?.files.find((file) => file.webPath !== undefined)?.webPath;
  if (webPath === undefined) return NO_PROJECT;
  return webPath.startsWith(`${root}/`) ? held(webPath) : failed(webPath);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
