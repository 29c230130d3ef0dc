import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createGitLab, type GitLab } from '../../src/gitlab/gitlab.js';
import { parseReference } from '../../src/gitlab/references/parse-reference.js';
import type { Thing } from '../../src/gitlab/things/things.js';
import { createLogger } from '../../src/logger.js';
import { testSettings } from './settings.js';

/** One stand-in GitLab below a path for all tests of a file, and for each of them what calls it, made anew. */
export interface AgainstGitLab {
  readonly standIn: StandInGitLab;
  readonly gitlab: GitLab;
  /** What somebody sees at a URL of the stand-in; why not, where they don't. */
  seen(path: string, username?: string): Promise<Thing | string>;
}

export function againstGitLab(): AgainstGitLab {
  let standIn: StandInGitLab;
  let gitlab: GitLab;
  beforeAll(async () => {
    standIn = await startGitLab({ relativeRoot: '/gitlab' });
  });
  afterAll(() => standIn.close());
  beforeEach(() => {
    gitlab = createGitLab({ settings: testSettings({ gitlab: { url: standIn.url, privateHosts: ['127.0.0.1'] } }), logger: createLogger('silent') });
    standIn.calls.length = 0;
  });
  afterEach(() => gitlab.close());
  return {
    get standIn() {
      return standIn;
    },
    get gitlab() {
      return gitlab;
    },
    async seen(path, username) {
      const reference = parseReference(`${standIn.url}/${path}`, [gitlab.preset]);
      if (!reference) return 'unsupported';
      const token = username === undefined ? undefined : standIn.issueToken(username).accessToken;
      return gitlab.load(gitlab.preset, reference, token, new AbortController().signal).catch((error: { failure: string }) => error.failure);
    },
  };
}
