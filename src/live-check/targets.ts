import type { AssumptionId } from '../assumptions/registry.js';
import { openSiteProbe } from '../connect/site-probe.js';
import { createLogger } from '../logger.js';
import type { Settings } from '../settings.js';
import { openDatabase } from '../storage/database.js';
import type { Wanted } from './arguments.js';
import { GITLAB_CHECKS, type GitLabCallId } from './gitlab-checks.js';
import { openGitLabProbe, reasonOf } from './gitlab-probe.js';
import type { Target } from './run.js';
import { SITE_CHECKS, type SiteCallId } from './site-checks.js';
import { untried } from './verdict.js';

export interface TargetParts {
  readonly settings: Settings;
  readonly wanted: Pick<Wanted, 'site' | 'gitlab' | 'project' | 'page' | 'account'>;
  /** For GitLab. */
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

interface Opened {
  readonly target: Target;
  close(): Promise<void>;
}

/** What is to be tried on, GitLab first. @throws Error when the database can't be used */
export async function openTargets(parts: TargetParts): Promise<{ readonly targets: readonly Target[]; close(): Promise<void> }> {
  const { gitlab, site } = parts.wanted;
  const opened: Opened[] = [];
  if (gitlab !== undefined) opened.push(openGitLab(parts, gitlab));
  if (site !== undefined) opened.push(await openSite(parts, site));
  return {
    targets: opened.map(({ target }) => target),
    async close() {
      for (const { close } of opened) await close();
    },
  };
}

function openGitLab({ settings, wanted: { project }, token, signal }: TargetParts, address: string): Opened {
  const probe = openGitLabProbe({ settings, baseUrl: address, token, project, signal });
  const target: Target = {
    about: 'gitlab',
    address,
    async hindrance() {
      try {
        await probe.exchange('/api/v4/version');
        return undefined;
      } catch (error) {
        return whyNot(error);
      }
    },
    async call(id) {
      const check = hasCheck(GITLAB_CHECKS, id) ? GITLAB_CHECKS[id satisfies GitLabCallId] : undefined;
      try {
        return check ? await check(probe) : untried('nothing tries it');
      } catch (error) {
        return untried(whyNot(error));
      }
    },
  };
  return { target, close: probe.close };
}

/** @throws the error where it is one of our own */
function whyNot(error: unknown): string {
  const reason = reasonOf(error);
  if (reason === undefined) throw error;
  return reason;
}

async function openSite({ settings, wanted: { page, account } }: TargetParts, address: string): Promise<Opened> {
  const database = await openDatabase({ settings, logger: createLogger('silent') });
  const site = await openSiteProbe({ settings, database, origin: address }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const target: Target = {
    about: 'site',
    address,
    hindrance: async () => (site ? undefined : 'this database holds no install of that site by Connect'),
    async call(id) {
      return site && hasCheck(SITE_CHECKS, id) ? SITE_CHECKS[id satisfies SiteCallId]({ site, database, page, account }) : untried('nothing tries it');
    },
  };
  return { target, close: () => database.close() };
}

function hasCheck<Id extends AssumptionId>(checks: Readonly<Record<Id, unknown>>, id: AssumptionId): id is Id {
  return Object.hasOwn(checks, id);
}
