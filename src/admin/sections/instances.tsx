import type { VNode } from 'preact';
import { z } from 'zod';
import { Instances as InstancesView, type CheckedModel, type InstanceModel } from '../../../views/admin/instances.js';
import type { OverseenCount, Oversight, Viewers } from '../../accounts/viewer.js';
import type { Audit } from '../../audit/audit.js';
import { badRequest, conflict, notFound } from '../../errors.js';
import { CHECK_RESULTS, CHECK_TITLES, type CheckStep } from '../../gitlab/checking/step.js';
import { sayAddressProblem, type InstanceCandidate } from '../../gitlab/checking/instance-check.js';
import type { GitLab } from '../../gitlab/gitlab.js';
import { readInstanceUrl } from '../../gitlab/instance-url.js';
import { instanceName } from '../../gitlab/instance.js';
import type { Settings } from '../../settings.js';
import type { SetInstance, SiteChanges } from '../../sites/changes.js';
import { redirectUri } from '../../sites/redirect-uri.js';
import type { StoredSites } from '../../sites/sites.js';
import type { Database } from '../../storage/database.js';
import type { Words } from '../../../views/words/words.js';
import type { Change } from '../changing.js';
import { takeTurn } from '../take-turn.js';
import { readForm, type Asked, type Done, type Section } from '../section.js';

export interface InstancesParts {
  readonly settings: Pick<Settings, 'baseUrl' | 'gitlab' | 'autoconvertUrls'>;
  readonly gitlab: Pick<GitLab, 'preset' | 'checks' | 'mayCheck'>;
  readonly changes: SiteChanges;
  readonly change: Change;
  readonly oversight: Pick<Oversight, 'listAccounts' | 'disconnectAll'>;
  readonly viewers: Pick<Viewers, 'viewerOf'>;
  readonly database: Database;
  readonly sites: Pick<StoredSites, 'of' | 'applicationOf'>;
  readonly audit: Pick<Audit, 'write'>;
}

const text = (most: number) => z.string().trim().max(most);
const Sure = { sure: z.literal('yes').optional() };
const Which = { id: text(64), version: text(64) };
const Application = { clientId: text(200).default(''), clientSecret: text(500).default(''), public: z.literal('yes').optional() };
const Add = z.object({ baseUrl: text(500) });
const Edit = z.object({ ...Which, ...Application, ...Sure, baseUrl: text(500) });
const Switch = z.object({ ...Which, enabled: z.enum(['yes', 'no']) });
const Remove = z.object({ ...Which, ...Sure });
const Check = z.object({ id: text(64), groupUrl: text(1_000).default('') });

/** What a check of one instance came to. */
interface Checked {
  readonly id: string;
  readonly steps: readonly CheckStep[];
}

/** The tab of the GitLab instances that a site's people may use. */
export function createInstancesSection(parts: InstancesParts): Section {
  const { settings, gitlab, changes, change, oversight } = parts;

  const findSet = async ({ caller: { tenant } }: Asked, id: string): Promise<SetInstance> => {
    const found = (await changes.read(tenant.clientKey)).instances.find((instance) => instance.id === id);
    if (!found) throw notFound({ say: 'instanceGone' });
    return found;
  };

  async function show(asked: Asked, done?: Done): Promise<VNode> {
    const { clientKey } = asked.caller.tenant;
    const [set, { counts }] = await Promise.all([changes.read(clientKey), oversight.listAccounts(clientKey, {}, 1)]);
    const checked = done?.shown as Checked | undefined;
    const common = (id: string, baseUrl: string) => commonOf(parts, { id, baseUrl, counts, checked, words: asked.words });
    const { preset } = gitlab;
    const instances: InstanceModel[] = [
      { ...common(preset.id, preset.baseUrl), version: set.version, enabled: set.defaultEnabled, isPreset: true, clientId: preset.oauth?.clientId, hasSecret: preset.oauth?.clientSecret !== undefined },
      ...set.instances.map(({ id, baseUrl, version, enabled, clientId, hasSecret }) => ({ ...common(id, baseUrl), version, enabled, isPreset: false, clientId: clientId ?? undefined, hasSecret })),
    ];
    return <InstancesView instances={instances} />;
  }

  return {
    show,
    actions: {
      async add(asked, body) {
        const baseUrl = readBaseUrl(parts, readForm(Add, body).baseUrl, asked.words);
        await change(asked, async (transaction) => {
          const added = await changes.addInstance(asked.caller.tenant.clientKey, { baseUrl, clientId: null, clientSecret: null }, transaction);
          return [added, { action: 'instance-added', instanceId: added.id, details: { url: baseUrl } }];
        });
        return { say: asked.words.say('admin.added', { gitlab: nameOf(baseUrl) }) };
      },
      async edit(asked, body) {
        const { id, version, sure, ...form } = readForm(Edit, body);
        const before = await findSet(asked, id);
        const baseUrl = readBaseUrl(parts, form.baseUrl, asked.words, id);
        const clientId = form.clientId === '' ? null : form.clientId;
        const clientSecret = form.public === 'yes' || clientId === null ? null : form.clientSecret === '' ? undefined : form.clientSecret;
        const endsLinks = baseUrl !== before.baseUrl || clientId !== before.clientId;
        // A secret goes neither to another application nor to another host than the one it was entered for.
        const secret = clientSecret === undefined && endsLinks ? null : clientSecret;
        const seen = endsLinks ? await endLinks(parts, asked, { id, version }, sure, baseUrl) : { id, version };
        await change(asked, async (transaction) => {
          const { clientKey } = asked.caller.tenant;
          // A token never goes to another address than the one it was set for.
          if (baseUrl !== before.baseUrl) await changes.removeToken(clientKey, id, transaction);
          await changes.changeInstance(clientKey, seen, { baseUrl, clientId, clientSecret: secret, ...(endsLinks ? { enabled: before.enabled } : {}) }, transaction);
          return [undefined, { action: 'instance-changed', instanceId: id, details: { ...(baseUrl === before.baseUrl ? {} : { from: before.baseUrl, to: baseUrl }), application: clientId === before.clientId ? 'same' : 'changed', secret: secret === undefined ? 'same' : secret === null ? 'none' : 'set' } }];
        });
        return { say: asked.words.say('admin.saved') };
      },
      async switch(asked, body) {
        const { id, version, enabled } = readForm(Switch, body);
        const on = enabled === 'yes';
        await change(asked, async (transaction) => {
          const { clientKey } = asked.caller.tenant;
          if (id === gitlab.preset.id) await changes.setPolicies(clientKey, version, { defaultEnabled: on }, transaction);
          else await changes.changeInstance(clientKey, { id, version }, { enabled: on }, transaction);
          return [undefined, { action: on ? 'instance-enabled' : 'instance-disabled', instanceId: id }];
        });
        return { say: asked.words.say(on ? 'admin.switchedOn' : 'admin.switchedOff') };
      },
      async remove(asked, body) {
        const { id, version, sure } = readForm(Remove, body);
        const { baseUrl } = await findSet(asked, id);
        const seen = await endLinks(parts, asked, { id, version }, sure);
        await change(asked, async (transaction) => {
          await changes.removeInstance(asked.caller.tenant.clientKey, seen, transaction);
          return [undefined, { action: 'instance-removed', instanceId: id, details: { url: baseUrl } }];
        });
        return { say: asked.words.say('admin.removed', { gitlab: nameOf(baseUrl) }) };
      },
      async check(asked, body) {
        const { id, groupUrl } = readForm(Check, body);
        const candidate = await candidateOf(parts, asked, id);
        await takeTurn(gitlab, asked);
        const steps = await gitlab.checks.run({ ...candidate, redirectUri: redirectUri(settings, id), groupUrl: groupUrl === '' ? undefined : groupUrl, accessToken: await ownToken(parts, asked, id, candidate.baseUrl) }, asked.signal);
        return { say: asked.words.say('admin.checked', { gitlab: nameOf(candidate.baseUrl) }), shown: { id, steps } satisfies Checked };
      },
    },
  };
}

/** @throws AppError 400, 409 */
function readBaseUrl({ settings, gitlab }: InstancesParts, typed: string, words: Words, own?: string): string {
  const read = readInstanceUrl(typed, settings.gitlab);
  if (!read.ok) throw badRequest(sayAddressProblem(read.problem, settings.gitlab.ports).map(({ say, values }) => words.say(say, values)).join(' '));
  if (read.baseUrl === gitlab.preset.baseUrl && own !== gitlab.preset.id) throw conflict({ say: 'instanceTwice' });
  return read.baseUrl;
}

/**
 * Ends all links to an instance before it becomes another or goes, which the administrator has to have been told. Meanwhile it is out of
 * use, so that nobody links anew; what is cut short leaves it so. Answers with the instance as it is then.
 * @throws AppError 400 where nobody was told
 */
async function endLinks({ changes, change, oversight, audit }: InstancesParts, asked: Asked, seen: { readonly id: string; readonly version: string }, sure: 'yes' | undefined, newUrl?: string): Promise<SetInstance> {
  const { tenant } = asked.caller;
  const of = { instanceId: seen.id };
  const { counts } = await oversight.listAccounts(tenant.clientKey, of, 1);
  const links = linksOf(counts, seen.id);
  if (links > 0 && sure !== 'yes') throw badRequest({ say: 'linksWouldEnd' });
  const closed = await change(asked, async (transaction) => {
    if (newUrl !== undefined) await changes.refuseTwice(tenant.clientKey, newUrl, seen.id, transaction);
    const closing = await changes.changeInstance(tenant.clientKey, seen, { enabled: false }, transaction);
    // Without links it is off for a moment only, which the note of the change itself covers.
    return [closing, ...(links > 0 ? [{ action: 'instance-disabled', instanceId: seen.id } as const] : [])];
  });
  const note = { clientKey: tenant.clientKey, action: 'accounts-disconnected', actor: asked.accountId, instanceId: seen.id, details: { accounts: String(links) } } as const;
  await oversight.disconnectAll(tenant.clientKey, of, (transaction) => audit.write(note, transaction));
  return closed;
}

const linksOf = (counts: readonly OverseenCount[], id: string) => counts.find(({ instanceId }) => instanceId === id)?.accounts ?? 0;
const nameOf = (baseUrl: string) => instanceName({ baseUrl });

function commonOf({ settings }: InstancesParts, { id, baseUrl, counts, checked, words }: { id: string; baseUrl: string; counts: readonly OverseenCount[]; checked: Checked | undefined; words: Words }) {
  return {
    id,
    baseUrl,
    name: nameOf(baseUrl),
    links: linksOf(counts, id),
    redirectUri: redirectUri(settings, id),
    pastes: [settings.gitlab.url, ...settings.autoconvertUrls].includes(baseUrl),
    checked: checked?.id === id ? checked.steps.map((step) => stepModel(step, words)) : undefined,
  };
}

function stepModel({ id, result, say, values, advice }: CheckStep, words: Words): CheckedModel {
  const texts = advice.map((one) => words.say(one.say, one.values));
  return { title: words.say(CHECK_TITLES[id]), result, resultName: words.say(CHECK_RESULTS[result]), text: words.say(say, values), advice: texts };
}

type Candidate = Pick<InstanceCandidate, 'baseUrl' | 'clientId' | 'clientSecret'>;

/** @throws AppError 404 */
async function candidateOf({ database, gitlab: { preset }, changes, sites }: InstancesParts, { caller: { tenant } }: Asked, id: string): Promise<Candidate> {
  if (id === preset.id) return { baseUrl: preset.baseUrl, clientId: preset.oauth?.clientId, clientSecret: preset.oauth?.clientSecret };
  const found = (await changes.read(tenant.clientKey)).instances.find((instance) => instance.id === id);
  if (!found) throw notFound({ say: 'instanceGone' });
  const at = { instanceId: id, instanceUrl: found.baseUrl };
  const application = await database.ofTenant(tenant.clientKey).read((transaction) => sites.applicationOf(at, transaction));
  return { baseUrl: found.baseUrl, clientId: found.clientId ?? undefined, clientSecret: application?.clientSecret };
}

/** Of the administrator's own link to the instance, where there is one that works: it tells more than an onlooker gets to know. */
async function ownToken({ viewers, sites }: InstancesParts, { caller, signal }: Asked, id: string, baseUrl: string): Promise<string | undefined> {
  const instance = (await sites.of(caller.tenant)).instance(id);
  // What is remembered may be older than the address that is about to be asked.
  if (instance?.baseUrl !== baseUrl) return undefined;
  const viewer = instance && (await viewers.viewerOf(caller, instance, signal).catch(() => undefined));
  return viewer?.state === 'linked' ? viewer.accessToken : undefined;
}
