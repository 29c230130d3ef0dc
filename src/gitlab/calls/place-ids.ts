import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { whoIs } from '../limits/limit-memory.js';
import { NoSuchRoute, type Caller, type GitLabClient } from './client.js';
import type { GraphQLOperation } from './graphql-answer.js';

const placed = z.object({ place: z.object({ id: z.string().nullish() }).nullish() });

export const projectIdOperation: GraphQLOperation<z.infer<typeof placed>> = {
  name: 'projectId',
  document: 'query projectId($fullPath: ID!) { place: project(fullPath: $fullPath) { id } }',
  answer: placed,
};

export const groupIdOperation: GraphQLOperation<z.infer<typeof placed>> = {
  name: 'groupId',
  document: 'query groupId($fullPath: ID!) { place: group(fullPath: $fullPath) { id } }',
  answer: placed,
};

const KEPT_MS = 3_600_000;

/**
 * The same client for a GitLab behind a proxy that makes slashes of `%2F`, where a project's or group's path leads nowhere in REST
 * (https://docs.gitlab.com/api/rest/troubleshooting/): it is asked for by the number that GraphQL knows, as the same viewer, and
 * once. A GitLab where paths have arrived is not asked so. Ids are remembered by viewer for an hour, in this process only.
 */
export function withPlaceIds(client: GitLabClient): GitLabClient {
  const ids = new LRUCache<string, string>({ max: 5_000, ttl: KEPT_MS });
  /** By base URL: whether paths arrive, once that has been seen. */
  const arrivals = new LRUCache<string, boolean>({ max: 500, ttl: KEPT_MS });

  async function findId(caller: Caller, level: string, fullPath: string): Promise<string | undefined> {
    const key = JSON.stringify([caller.instance.id, caller.instance.baseUrl, whoIs(caller), level, fullPath.toLowerCase()]);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const { place } = await client.graphql(caller, level === 'projects' ? projectIdOperation : groupIdOperation, { fullPath });
    const number = /\/(\d{1,15})$/.exec(place?.id?.slice(0, 100) ?? '')?.[1];
    if (number !== undefined) ids.set(key, number);
    return number;
  }

  async function ask<T>(caller: Caller, path: string, send: (path: string) => Promise<T>): Promise<T> {
    const { baseUrl } = caller.instance;
    const [, level, place, rest = ''] = /^\/(projects|groups)\/([^/?]+%2F[^/?]+)(.*)$/i.exec(path) ?? [];
    if (level === undefined || place === undefined) return send(path);
    const byId = async () => {
      const number = await findId(caller, level, decodeURIComponent(place));
      return number === undefined ? undefined : { answer: await send(`/${level}/${number}${rest}`) };
    };
    if (arrivals.get(baseUrl) === false) {
      const found = await byId();
      if (found) return found.answer;
    }
    try {
      const answer = await send(path);
      arrivals.set(baseUrl, true);
      return answer;
    } catch (error) {
      if (!(error instanceof NoSuchRoute) || arrivals.get(baseUrl) !== undefined) throw error;
      const found = await byId();
      if (!found) throw error;
      arrivals.set(baseUrl, false);
      return found.answer;
    }
  }

  return {
    ...client,
    rest: (caller, path, answer) => ask(caller, path, (sent) => client.rest(caller, sent, answer)),
    raw: (caller, path) => ask(caller, path, (sent) => client.raw(caller, sent)),
    restPage: (caller, path, rows) => ask(caller, path, (sent) => client.restPage(caller, sent, rows)),
  };
}
