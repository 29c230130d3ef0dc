import type { StandingModel } from '../../views/home/accounts.js';
import { instanceName } from '../gitlab/instance.js';
import type { Place } from './places.js';

/** How the viewer stands to one GitLab instance: the link as it is, also while GitLab does not answer. */
export function standingOf({ instance, account, state }: Place): StandingModel {
  const named = {
    instance: { id: instance.id, name: instanceName(instance) },
    applicationsUrl: `${instance.baseUrl}/-/user_settings/applications`,
  };
  if (!account) return { ...named, account: { state: state === 'anonymous' || state === 'not-set-up' ? state : 'connect' } };
  const { username, name, linkedAt, lastUsedAt, scopes } = account;
  return {
    ...named,
    account: {
      state: state === 'reconnect' ? 'reconnect' : account.state,
      username,
      name,
      url: `${instance.baseUrl}/${encodeURIComponent(username)}`,
      scopes: scopes?.split(' '),
      since: linkedAt.toISOString(),
      lastUsed: lastUsedAt?.toISOString(),
    },
  };
}
