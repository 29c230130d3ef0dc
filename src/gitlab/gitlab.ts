import type { Logger } from '../logger.js';
import type { Settings } from '../settings.js';
import { createGitLabClient, type Caller, type GitLabClient } from './client.js';
import { GitLabError } from './errors.js';
import { createHttpClient } from './http-client.js';
import type { GitLabInstance } from './instance.js';
import { createGitLabOAuth, type GitLabOAuth } from './oauth.js';
import { loadFile } from './queries/file.js';
import { loadIssue } from './queries/issue.js';
import { loadMergeRequest } from './queries/merge-request.js';
import { loadProject } from './queries/project.js';
import { loadWorkItem } from './queries/work-item.js';
import type { Reference } from './reference.js';
import { findRenamedProject } from './renamed-project.js';
import type { Thing } from './things.js';

/** Everything that this app asks of GitLab. */
export interface GitLab {
  readonly instances: readonly GitLabInstance[];
  instance(id: string): GitLabInstance | undefined;
  /**
   * The thing as the token's owner may see it; without a token, as anybody may. One or two calls, 8 s each at most;
   * a renamed project is followed once.
   * @throws GitLabError and nothing else; what is hidden from the viewer is `not-found`, exactly as what is absent.
   */
  load(reference: Reference, accessToken: string | undefined, signal: AbortSignal): Promise<Thing>;
  readonly oauth: GitLabOAuth;
  close(): Promise<void>;
}

export interface GitLabParts {
  readonly settings: Pick<Settings, 'gitlab'>;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

export function createGitLab({ settings, logger, clock = Date.now }: GitLabParts): GitLab {
  const instances = [defaultInstance(settings.gitlab)];
  const find = (id: string) => instances.find((instance) => instance.id === id);
  const http = createHttpClient(settings.gitlab);
  const client = createGitLabClient({ http, logger, clock });
  return {
    instances,
    instance: find,
    async load(reference, accessToken, signal) {
      const instance = find(reference.instance);
      if (!instance) throw new GitLabError('not-found', 'There is no such GitLab instance.');
      const thing = await loadFollowing(client, { instance, accessToken, signal }, reference);
      if (!thing) throw new GitLabError('not-found', 'The project is absent or hidden from this viewer.');
      return thing;
    },
    oauth: createGitLabOAuth({ http, client, logger, clock }),
    close: () => http.close(),
  };
}

function defaultInstance({ url, clientId, clientSecret, unlinkedContent }: Settings['gitlab']): GitLabInstance {
  return { id: 'default', baseUrl: url, oauth: clientId ? { clientId, clientSecret } : undefined, unlinkedContent };
}

async function loadFollowing(client: GitLabClient, caller: Caller, reference: Reference): Promise<Thing | undefined> {
  const thing = await loadOnce(client, caller, reference);
  if (thing) return thing;
  const fullPath = await findRenamedProject(client, caller, reference.fullPath);
  return fullPath === undefined ? undefined : loadOnce(client, caller, { ...reference, fullPath });
}

/** Undefined when there is no such project for this caller. */
function loadOnce(client: GitLabClient, caller: Caller, reference: Reference): Promise<Thing | undefined> {
  switch (reference.kind) {
    case 'project':
      return loadProject(client, caller, reference);
    case 'issue':
      return loadIssue(client, caller, { ...reference, kind: reference.kind });
    case 'work-item':
      return loadWorkItem(client, caller, { ...reference, kind: reference.kind });
    case 'merge-request':
      return loadMergeRequest(client, caller, { ...reference, kind: reference.kind });
    case 'file':
      return loadFile(client, caller, reference);
  }
}
