import { z } from 'zod';
import type { SharedTokenModel, TokenModel } from '../../../views/admin/shared-tokens.js';
import type { Words } from '../../../views/words/words.js';
import { badRequest, conflict, notFound } from '../../errors.js';
import type { GitLab } from '../../gitlab/gitlab.js';
import { instanceName, type GitLabInstance } from '../../gitlab/instance.js';
import type { SetToken, SiteChanges, SiteSettings } from '../../sites/changes.js';
import type { Site } from '../../sites/site.js';
import type { StoredSites } from '../../sites/sites.js';
import type { Change } from '../changing.js';
import { takeTurn } from '../take-turn.js';
import { readForm, type Asked, type Section } from '../section.js';
import { readPaths, readSpaceKeys, shortly } from './typed-lists.js';

export interface TokenParts {
  readonly gitlab: Pick<GitLab, 'sharedTokens' | 'preset' | 'mayCheck'>;
  readonly changes: SiteChanges;
  readonly change: Change;
  readonly sites: Pick<StoredSites, 'of' | 'isInUse'>;
}

const Which = { instance: z.string().max(64), seen: z.string().max(64).default('') };
const yes = z.literal('yes').optional();
const lines = z.string().max(50_000).default('');
const Set_ = z.object({ ...Which, token: z.string().trim().max(500).default(''), places: lines, spaces: lines, guests: yes, anonymous: yes, exports: yes });
const Remove = z.object(Which);

/** As many as are stored of one token. */
const MOST = 100;
/** What may stand in a header, and in none of GitLab's tokens something else. */
const TOKEN = /^[\w.~+/=-]+$/;

/** Sets, changes and removes the token that a site shares at one of its instances. */
export function createTokenActions({ gitlab, changes, change, sites }: TokenParts): Section['actions'] {
  /** @throws AppError 409 where it is not the one that the administrator saw */
  function refuseUnseen({ tokens }: SiteSettings, instanceId: string, seen: string): void {
    if (seenOf(tokens.find((token) => token.instanceId === instanceId)) !== seen) throw conflict({ say: 'settingsChanged' });
  }

  async function tokenFor({ caller: { tenant }, words }: Asked, { id, baseUrl }: GitLabInstance, typed: string): Promise<string> {
    const token = typed === '' ? await changes.openToken(tenant.clientKey, { instanceId: id, instanceUrl: baseUrl }) : typed;
    if (token === undefined) throw badRequest(words.say('policies.tokenMissing'));
    if (!TOKEN.test(token)) throw badRequest(words.say('policies.tokenUnread'));
    return token;
  }

  return {
    async 'set-token'(asked, body) {
      const { instance: id, seen, ...form } = readForm(Set_, body);
      const { words, signal, caller: { tenant } } = asked;
      const instance = (await sites.of(tenant)).instance(id);
      if (!instance) throw notFound({ say: 'instanceGone' });
      // What is remembered may be older than what a token was entered for.
      const now = id === gitlab.preset.id ? gitlab.preset : (await changes.read(tenant.clientKey)).instances.find((one) => one.id === id);
      if (now?.baseUrl !== instance.baseUrl) throw conflict({ say: 'settingsChanged' });
      const [places, spaces] = [readPaths(form.places, instance, words, MOST), readSpaceKeys(form.spaces, words, MOST)];
      if (places.length === 0) throw badRequest(words.say('policies.tokenNoPlace'));
      if (spaces.length === 0) throw badRequest(words.say('policies.tokenNoSpace'));
      const token = await tokenFor(asked, instance, form.token);
      await takeTurn(gitlab, asked);
      const checked = await gitlab.sharedTokens.check(instance, token, places, signal);
      if (!checked.ok) throw badRequest(words.say(checked.problem.say, checked.problem.values));
      const about = { ...checked.facts, scopes: [...checked.facts.scopes], places: [...checked.facts.places], spaces: [...spaces], guests: form.guests === 'yes', anonymous: form.anonymous === 'yes', exports: form.exports === 'yes' };
      const at = { instanceId: id, instanceUrl: instance.baseUrl };
      await change(asked, async (transaction) => {
        refuseUnseen(await changes.read(tenant.clientKey, transaction), id, seen);
        if (!(await sites.isInUse({ ...tenant, ...at }, transaction))) throw notFound({ say: 'instanceGone' });
        await changes.setToken(tenant.clientKey, at, token, about, transaction);
        const also = (['guests', 'anonymous', 'exports'] as const).filter((who) => about[who]).join(', ');
        return [undefined, { action: 'shared-token-set', instanceId: id, details: { kind: about.kind, username: about.username, places: shortly(about.places), spaces: shortly(spaces), ...(also === '' ? {} : { also }) } }];
      });
      return { say: words.say('policies.tokenSaved') };
    },
    async 'remove-token'(asked, body) {
      const { instance: id, seen } = readForm(Remove, body);
      const { clientKey } = asked.caller.tenant;
      await change(asked, async (transaction) => {
        refuseUnseen(await changes.read(clientKey, transaction), id, seen);
        if (!(await changes.removeToken(clientKey, id, transaction))) throw conflict({ say: 'settingsChanged' });
        return [undefined, { action: 'shared-token-removed', instanceId: id }];
      });
      return { say: asked.words.say('policies.tokenRemoved') };
    },
  };
}

/** Which of the tokens it is that somebody saw; no two are set in the same millisecond. */
const seenOf = (token: SetToken | undefined) => token?.setAt.toISOString() ?? '';

export interface TokenModelsOf {
  readonly asked: Asked;
  readonly set: SiteSettings;
  readonly site: Site;
  readonly instances: readonly Pick<GitLabInstance, 'id' | 'baseUrl'>[];
  readonly now: number;
}

/** Of each instance in use, and of each that has a token. */
export function tokenModels({ asked: { words }, set, site, instances, now }: TokenModelsOf): readonly SharedTokenModel[] {
  return instances.flatMap((instance) => {
    const token = set.tokens.find(({ instanceId }) => instanceId === instance.id);
    const inUse = site.instance(instance.id) !== undefined;
    if (!inUse && !token) return [];
    const elsewhere = token !== undefined && token.instanceUrl !== instance.baseUrl;
    const unused = [...(inUse ? [] : [words.say('policies.tokenOff')]), ...(elsewhere ? [words.say('policies.tokenElsewhere')] : [])];
    return [{ instanceId: instance.id, gitlab: instanceName(instance), inUse, idle: set.policies.unlinked !== 'shared', seen: seenOf(token), token: token && tokenModel(token, unused, words, now) }];
  });
}

const SOON_MS = 30 * 24 * 3_600_000;

function tokenModel(token: SetToken, unused: readonly string[], words: Words, now: number): TokenModel {
  const { kind, username, name, scopes, expiresOn, places, spaces, guests, anonymous, exports } = token;
  const end = expiresOn === null ? undefined : new Date(`${expiresOn}T00:00:00Z`);
  const facts = [
    words.say('policies.tokenKind', { kind: kind === 'service-account' ? 'service' : kind, name, username }),
    words.say('policies.tokenScopes', { scopes: scopes.join(', ') }),
    ...(expiresOn === null ? [] : [words.say('policies.tokenExpires', { day: expiresOn })]),
    words.say('policies.tokenPlaces', { places: places.join(', ') }),
    words.say('policies.tokenSpaces', { spaces: spaces.join(', ') }),
    ...(guests ? [words.say('policies.tokenGuests')] : []),
    ...(anonymous ? [words.say('policies.tokenAnonymous')] : []),
    ...(exports ? [words.say('policies.tokenExports')] : []),
    ...(guests || anonymous || exports ? [] : [words.say('policies.tokenMembersOnly')]),
    words.say('policies.tokenSetAt', { when: words.minute(token.setAt) }),
  ];
  const left = end === undefined ? undefined : end.getTime() - now;
  const ending = left === undefined ? [words.say('policies.tokenNeverEnds')] : left <= 0 ? [words.say('policies.tokenOver')] : left < SOON_MS ? [words.say('policies.tokenEndsSoon')] : [];
  return { facts, warnings: [...unused, ...ending, ...(kind === 'person' ? [words.say('policies.tokenPerson')] : [])], places, spaces, guests, anonymous, exports };
}
