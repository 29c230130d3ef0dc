import type { Caller, GitLabClient } from '../../src/gitlab/calls/client.js';
import { createGitLabClient } from '../../src/gitlab/calls/client.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../src/gitlab/calls/http-client.js';
import type { GitLabInstance } from '../../src/gitlab/instance.js';
import { createLogger } from '../../src/logger.js';

export const INSTANCE: GitLabInstance = { id: 'default', baseUrl: 'https://git.example/gitlab', oauth: undefined, unlinkedContent: 'public' };

export interface AnsweredClient {
  readonly client: GitLabClient;
  readonly caller: Caller;
  /** What was asked, in order. */
  readonly asked: HttpRequest[];
}

type Answer = { readonly data: unknown; readonly errors?: unknown } | HttpAnswer | Error;

/** A client whose GitLab gives these answers, one a call; `data` stands for a GraphQL answer. */
export function answeringClient(...answers: Answer[]): AnsweredClient {
  const asked: HttpRequest[] = [];
  const rest = [...answers];
  const http: HttpClient = {
    async send(request) {
      asked.push(request);
      const answer = rest.shift();
      if (!answer) throw new Error('GitLab was asked once too often');
      if (answer instanceof Error) throw answer;
      return 'status' in answer ? answer : jsonAnswer(200, answer);
    },
    async close() {},
  };
  const client = createGitLabClient({ http, logger: createLogger('silent'), clock: Date.now });
  return { client, caller: { instance: INSTANCE, accessToken: undefined, signal: new AbortController().signal }, asked };
}

export function jsonAnswer(status: number, json: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: new Headers({ 'content-type': 'application/json', ...headers }), body: Buffer.from(JSON.stringify(json)) };
}

export function variablesOf(request: HttpRequest | undefined): unknown {
  const body: { variables?: unknown } = JSON.parse(request?.body ?? '{}');
  return body.variables;
}
