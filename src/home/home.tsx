import type { VNode } from 'preact';
import { Home as HomeView, type StandingModel } from '../../views/home/home.js';
import { Root, type OutcomeName } from '../../views/parts/root.js';
import type { LinkedAccount, Viewers } from '../accounts/viewer.js';
import type { ConnectCaller, ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { instanceName, type GitLabInstance } from '../gitlab/instance.js';
import type { Pages } from '../http/pages.js';

/** Handlers of the GitLab page; each expects a verified caller. */
export interface Home {
  readonly page: ConnectHandler;
  /** Its `<main>` anew. */
  readonly fragment: ConnectHandler;
}

export interface HomeParts {
  readonly gitlab: Pick<GitLab, 'instances'>;
  readonly viewers: Pick<Viewers, 'accountOf'>;
  readonly pages: Pick<Pages, 'frame' | 'fragment'>;
}

/** The GitLab page of a site: which accounts the viewer has linked, and what the app does with them. GitLab is not asked. */
export function createHome({ gitlab, viewers, pages }: HomeParts): Home {
  async function show(caller: ConnectCaller): Promise<{ title: string; outcome: OutcomeName; main: VNode }> {
    const standings = await Promise.all(
      gitlab.instances.map(async (instance) => standingOf(caller, instance, await viewers.accountOf(caller, instance))),
    );
    const outcome = outcomeOf(standings);
    const main = (
      <Root outcome={outcome} fragment="/api/home" look="page">
        <HomeView standings={standings} />
      </Root>
    );
    return { title: 'GitLab', outcome, main };
  }
  return {
    async page(caller, _req, res) {
      pages.frame(res, caller.tenant, { ...(await show(caller)), scripts: ['frame.js'] });
    },
    async fragment(caller, _req, res) {
      pages.fragment(res, await show(caller), caller);
    },
  };
}

function standingOf(caller: ConnectCaller, instance: GitLabInstance, account: LinkedAccount | undefined): StandingModel {
  return {
    instance: { id: instance.id, name: instanceName(instance) },
    applicationsUrl: `${instance.baseUrl}/-/user_settings/applications`,
    account: account ? linked(instance, account) : { state: invitation(caller, instance) },
  };
}

function linked(instance: GitLabInstance, { state, username, name, linkedAt }: LinkedAccount): StandingModel['account'] {
  return { state, username, name, url: `${instance.baseUrl}/${encodeURIComponent(username)}`, since: linkedAt.toISOString() };
}

function invitation(caller: ConnectCaller, instance: GitLabInstance): 'connect' | 'anonymous' | 'not-set-up' {
  if (caller.accountId === undefined) return 'anonymous';
  return instance.oauth ? 'connect' : 'not-set-up';
}

/** One link is enough to be of use; a dead one is more urgent than none. */
function outcomeOf(standings: readonly StandingModel[]): OutcomeName {
  const states = standings.map(({ account }) => account.state);
  if (states.includes('linked')) return 'shown';
  return states.includes('reconnect') ? 'reconnect' : 'connect';
}
