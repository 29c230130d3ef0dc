import { z } from 'zod';
import type { Caller, GitLabClient } from './client.js';
import { GitLabError } from './errors.js';

const project = z.object({ path_with_namespace: z.string() });

/**
 * Where a project went that GraphQL does not know under `fullPath`; undefined when it is absent, hidden, or still there.
 * REST redirects old paths (https://docs.gitlab.com/api/rest/#path-using-301-redirects), GraphQL does not.
 * @throws GitLabError other than `not-found`.
 */
export async function findRenamedProject(client: GitLabClient, caller: Caller, fullPath: string): Promise<string | undefined> {
  try {
    const found = await client.rest(caller, `/projects/${encodeURIComponent(fullPath)}`, project);
    return found.path_with_namespace === fullPath ? undefined : found.path_with_namespace;
  } catch (error) {
    if (error instanceof GitLabError && (error.failure === 'not-found' || error.failure === 'forbidden')) return undefined;
    throw error;
  }
}
