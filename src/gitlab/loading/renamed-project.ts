import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';

const project = z.object({ path_with_namespace: z.string() });

/**
 * The path that a project has now; undefined when it is absent or hidden.
 * REST redirects old paths (https://docs.gitlab.com/api/rest/#path-using-301-redirects), GraphQL does not.
 * @throws GitLabError other than `not-found`.
 */
export async function findProjectPath(client: GitLabClient, caller: Caller, fullPath: string): Promise<string | undefined> {
  try {
    return (await client.rest(caller, `/projects/${encodeURIComponent(fullPath)}`, project)).path_with_namespace;
  } catch (error) {
    if (error instanceof GitLabError && (error.failure === 'not-found' || error.failure === 'forbidden')) return undefined;
    throw error;
  }
}
