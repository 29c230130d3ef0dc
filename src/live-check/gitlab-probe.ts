import { z } from 'zod';
import { createGitLabClient, type Caller, type GitLabClient } from '../gitlab/calls/client.js';
import { GitLabError } from '../gitlab/errors.js';
import { createHttpClient, HttpFailure, type HttpAnswer } from '../gitlab/calls/http-client.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import { createLogger } from '../logger.js';
import type { Settings } from '../settings.js';

/** A live GitLab to try things on. Everything goes through the server's own HTTP client, with all its limits. */
export interface GitLabProbe {
  readonly instance: GitLabInstance;
  readonly client: GitLabClient;
  /** With the token, where there is one. */
  readonly caller: Caller;
  /** A public project with files, asked for once. @throws GitLabError */
  project(): Promise<ProbedProject | undefined>;
  /** GET below the base URL, whatever comes back. @throws HttpFailure */
  exchange(path: string, options?: { readonly withToken?: boolean }): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface ProbedProject {
  readonly id: number;
  readonly fullPath: string;
  readonly ref: string;
  /** Paths of files, those in folders too. */
  readonly files: readonly { readonly path: string; readonly webPath: string | undefined }[];
}

export interface GitLabProbeParts {
  readonly settings: Pick<Settings, 'gitlab'>;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly token: string | undefined;
  /** The full path of a project to look at; without one, the oldest public one with files. */
  readonly project: string | undefined;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 8_000;
const Listed = z.array(z.object({ path_with_namespace: z.string(), default_branch: z.string().nullish() }));

export function openGitLabProbe({ settings, baseUrl, token, project: named, signal }: GitLabProbeParts): GitLabProbe {
  const http = createHttpClient(settings.gitlab);
  const client = createGitLabClient({ http, logger: createLogger('silent'), clock: Date.now });
  const instance: GitLabInstance = { id: 'live-check', baseUrl, oauth: undefined, unlinkedContent: 'public' };
  const caller: Caller = { instance, accessToken: token, signal };
  let found: Promise<ProbedProject | undefined> | undefined;

  async function find(): Promise<ProbedProject | undefined> {
    if (named !== undefined) return readProject(client, caller, named);
    const rows = await client.rest(caller, '/projects?visibility=public&simple=true&order_by=id&sort=asc&per_page=50', Listed);
    for (const { path_with_namespace: fullPath } of rows.filter(({ default_branch: branch }) => branch).slice(0, 5)) {
      const read = await readProject(client, caller, fullPath);
      if (read?.files.some(({ path }) => path.includes('/'))) return read;
    }
    return undefined;
  }

  return {
    instance,
    client,
    caller,
    project: () => (found ??= find()),
    exchange(path, { withToken = false } = {}) {
      const headers = withToken && token !== undefined ? { authorization: `Bearer ${token}` } : {};
      return http.send({ method: 'GET', url: new URL(baseUrl + path), headers, signal, timeoutMs: TIMEOUT_MS });
    },
    close: () => http.close(),
  };
}

const nodes = z.object({ nodes: z.array(z.object({ path: z.string(), webPath: z.string().nullish() }).nullable()).nullish() }).nullish();
const tree = z.object({ trees: nodes, blobs: nodes }).nullish();
const Repository = z.object({ rootRef: z.string().nullish(), tree }).nullish();
const Answer = z.object({ project: z.object({ id: z.string(), fullPath: z.string(), repository: Repository }).nullish() });
const DOCUMENT = `query look($fullPath: ID!, $folder: String) {
  project(fullPath: $fullPath) {
    id fullPath
    repository { rootRef tree(path: $folder) { trees(first: 20) { nodes { path webPath } } blobs(first: 50) { nodes { path webPath } } } }
  }
}`;

/** By GraphQL alone, which needs no encoded slashes. */
async function readProject(client: GitLabClient, caller: Caller, fullPath: string): Promise<ProbedProject | undefined> {
  const look = async (folder: string) => (await client.graphql(caller, { name: 'look', document: DOCUMENT, answer: Answer }, { fullPath, folder })).project;
  const top = await look('');
  const ref = top?.repository?.rootRef;
  const id = Number(/\/(\d+)$/.exec(top?.id ?? '')?.[1]);
  if (!top || !ref || !id) return undefined;
  const files = filesIn(top.repository?.tree?.blobs);
  for (const { path } of filesIn(top.repository?.tree?.trees).slice(0, 3)) {
    const within = filesIn((await look(path))?.repository?.tree?.blobs);
    files.push(...within);
    if (within.length > 0) break;
  }
  return { id, fullPath: top.fullPath, ref, files };
}

function filesIn(given: z.infer<typeof nodes>): { path: string; webPath: string | undefined }[] {
  return (given?.nodes ?? []).flatMap((node) => (node ? [{ path: node.path, webPath: node.webPath ?? undefined }] : []));
}

/** Why GitLab could not be asked, for people; undefined for errors of our own. */
export function reasonOf(error: unknown): string | undefined {
  const cause = error instanceof GitLabError ? error.cause : error;
  if (cause instanceof HttpFailure) {
    if (cause.message.includes('may not connect')) return `${cause.message} If that is meant, name its host in GITLAB_PRIVATE_HOSTS (and its port in GITLAB_PORTS).`;
    return `GitLab gave no answer. ${cause.message}`;
  }
  return error instanceof GitLabError ? error.message : undefined;
}
