import type { VNode } from 'preact';
import { z } from 'zod';
import { Policies as PoliciesView } from '../../../views/admin/policies.js';
import type { Confluence } from '../../connect/confluence.js';
import { badRequest } from '../../errors.js';
import type { GitLab } from '../../gitlab/gitlab.js';
import { instanceName } from '../../gitlab/instance.js';
import type { Policies } from '../../sites/policies.js';
import type { SiteChanges, SiteSettings } from '../../sites/changes.js';
import type { StoredSites } from '../../sites/sites.js';
import type { Change } from '../changing.js';
import { readForm, type Asked, type Done, type Section } from '../section.js';
import { groupOf, linkingModel } from './linking-model.js';
import { saysOf, type PolicyName } from './policy-words.js';
import { createTokenActions, tokenModels } from './shared-tokens.js';
import { readPlaces, readSpaceKeys } from './typed-lists.js';

export interface PoliciesParts {
  readonly gitlab: Pick<GitLab, 'preset' | 'sharedTokens' | 'mayCheck'>;
  readonly changes: SiteChanges;
  readonly change: Change;
  readonly confluence: Pick<Confluence, 'spaces' | 'groups'>;
  readonly sites: Pick<StoredSites, 'of' | 'isInUse'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const Version = { version: z.string().max(64) };
const mode = z.enum(['all', 'named']);
const lines = z.string().max(100_000).default('');
const Spaces = z.object({ ...Version, mode, keys: lines });
const Linking = z.object({ ...Version, mode, groups: z.array(z.string().max(400)).max(100).default([]), guests: z.literal('yes').optional() });
const Unlinked = z.object({ ...Version, unlinked: z.enum(['operator', 'shared', 'nothing']) });
const Places = z.object({ ...Version, mode, addresses: lines });
const Exports = z.object({ ...Version, exports: z.enum(['content', 'title', 'link', 'nothing']) });
const Code = z.object({ ...Version, code: z.enum(['on', 'off']) });

/** Confluence looks up so many keys at once. */
const LOOKED_UP = 250;

/** The tab of what the app may do at the site, one form a policy, and of the tokens that the site shares. */
export function createPoliciesSection(parts: PoliciesParts): Section {
  const { gitlab, changes, change, sites } = parts;

  async function show(asked: Asked): Promise<VNode> {
    const { tenant } = asked.caller;
    const [set, site] = await Promise.all([changes.read(tenant.clientKey), sites.of(tenant)]);
    const { spaces, unlinked, places, exports, codeFallback } = set.policies;
    const [told, linking] = await Promise.all([spacesTold(parts, asked, spaces), linkingModel(parts, asked, set.policies)]);
    return (
      <PoliciesView
        version={set.version}
        spaces={{ named: spaces !== null, keys: spaces ?? [], told }}
        linking={linking}
        unlinked={{ value: unlinked, instances: site.instances.map((instance) => ({ name: instanceName(instance), shows: instance.unlinkedContent })) }}
        places={{ named: places !== null, addresses: addressesOf(places, instancesOf(gitlab, set)) }}
        exports={exports}
        codeFallback={codeFallback}
        tokens={tokenModels({ asked, set, site, instances: instancesOf(gitlab, set), now: parts.clock() })}
      />
    );
  }

  async function save(asked: Asked, policy: PolicyName, version: string, wanted: Partial<Policies>): Promise<Done> {
    const { clientKey } = asked.caller.tenant;
    await change(asked, async (transaction) => {
      const before = await changes.read(clientKey, transaction);
      const says = (policies: Policies) => saysOf(policy, policies, instancesOf(gitlab, before));
      await changes.setPolicies(clientKey, version, wanted, transaction);
      return [undefined, { action: 'policy-changed', details: { policy, from: says(before.policies), to: says({ ...before.policies, ...wanted }) } }];
    });
    return { say: asked.words.say('policies.saved') };
  }

  return {
    show,
    actions: {
      spaces(asked, body) {
        const form = readForm(Spaces, body);
        const spaces = form.mode === 'all' ? null : [...readSpaceKeys(form.keys, asked.words)];
        if (spaces?.length === 0) throw badRequest(asked.words.say('policies.spacesNone'));
        return save(asked, 'spaces', form.version, { spaces });
      },
      linking(asked, body) {
        const form = readForm(Linking, body);
        const linkingGroups = form.mode === 'all' ? null : form.groups.map(groupOf);
        if (linkingGroups?.length === 0) throw badRequest(asked.words.say('policies.groupsNone'));
        return save(asked, 'linking', form.version, { linkingGroups, guestsMayLink: form.guests === 'yes' });
      },
      unlinked(asked, body) {
        const { version, unlinked } = readForm(Unlinked, body);
        return save(asked, 'unlinked', version, { unlinked });
      },
      async places(asked, body) {
        const form = readForm(Places, body);
        const instances = instancesOf(gitlab, await changes.read(asked.caller.tenant.clientKey));
        const places = form.mode === 'all' ? null : [...readPlaces(form.addresses, instances, asked.words)];
        if (places?.length === 0) throw badRequest(asked.words.say('policies.addressesNone'));
        return save(asked, 'places', form.version, { places });
      },
      exports(asked, body) {
        const { version, exports } = readForm(Exports, body);
        return save(asked, 'exports', version, { exports });
      },
      code(asked, body) {
        const { version, code } = readForm(Code, body);
        return save(asked, 'code', version, { codeFallback: code === 'on' });
      },
      ...createTokenActions(parts),
    },
  };
}

type Named = { readonly id: string; readonly baseUrl: string };

/** All that are set up, in use or not: what was named of one that is switched off stays named. */
const instancesOf = ({ preset }: Pick<GitLab, 'preset'>, { instances }: SiteSettings): readonly Named[] => [preset, ...instances];

function addressesOf(places: Policies['places'], instances: readonly Named[]): readonly string[] {
  return (places ?? []).flatMap(({ instance, path }) => {
    const home = instances.find(({ id }) => id === instance);
    return home ? [`${home.baseUrl}/${path}`] : [];
  });
}

/** How the named spaces are called, and which of them Confluence doesn't show. */
async function spacesTold({ confluence }: PoliciesParts, { caller: { tenant }, words, signal }: Asked, keys: Policies['spaces']): Promise<readonly string[]> {
  if (keys === null) return [];
  const parts = Array.from({ length: Math.ceil(keys.length / LOOKED_UP) }, (_, index) => keys.slice(index * LOOKED_UP, (index + 1) * LOOKED_UP));
  const answers = await Promise.all(parts.map((part) => confluence.spaces(tenant, { keys: part }, signal)));
  if (answers.includes(undefined)) return [words.say('policies.spacesUntold')];
  const names = new Map(answers.flatMap((answer) => answer?.spaces ?? []).map(({ key, name }) => [key, name]));
  return keys.map((key) => {
    const name = names.get(key);
    return name === undefined ? words.say('policies.spaceUnknown', { key }) : words.say('policies.spaceNamed', { key, name });
  });
}
