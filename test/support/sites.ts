import type { GitLabInstance } from '../../src/gitlab/instance.js';
import { DEFAULT_POLICIES, type Policies } from '../../src/sites/policies.js';
import { makeSite } from '../../src/sites/site.js';
import type { StoredSites } from '../../src/sites/sites.js';

/** Every site alike: with the instances that `find` has now, and these policies. */
export function sitesWith(find: () => readonly GitLabInstance[], policies: Partial<Policies> = {}): StoredSites {
  let last = makeSite([], DEFAULT_POLICIES, '');
  const site = () => {
    const instances = find();
    const isSame = instances.length === last.instances.length && instances.every((one, index) => one === last.instances[index]);
    if (!isSame) last = makeSite([...instances], { ...DEFAULT_POLICIES, ...policies }, JSON.stringify(instances.map(({ id, baseUrl }) => [id, baseUrl])));
    return last;
  };
  return {
    of: () => Promise.resolve(site()),
    known: () => site(),
    isInUse: ({ instanceId, instanceUrl }) => Promise.resolve(site().instance(instanceId)?.baseUrl === instanceUrl),
    applicationOf: ({ instanceId, instanceUrl }) => {
      const found = site().instance(instanceId);
      return Promise.resolve(found?.baseUrl === instanceUrl ? found.oauth : undefined);
    },
    changed: () => undefined,
  };
}
