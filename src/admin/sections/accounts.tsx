import type { VNode } from 'preact';
import { z } from 'zod';
import { Accounts as AccountsView, type AccountModel, type CountModel, type LimitModel } from '../../../views/admin/accounts.js';
import type { OverseenAccount, OverseenCount, Oversight, ReportStanding } from '../../accounts/viewer.js';
import type { Audit } from '../../audit/audit.js';
import type { Confluence } from '../../connect/confluence.js';
import { badRequest } from '../../errors.js';
import type { GitLab } from '../../gitlab/gitlab.js';
import type { SiteChanges } from '../../sites/changes.js';
import { listInstances, type NamedInstance } from '../instance-names.js';
import { namesOf } from '../names.js';
import { pageQuery, queryText } from '../queries.js';
import { readForm, type Asked, type Done, type Section } from '../section.js';

export interface AccountsParts {
  readonly gitlab: Pick<GitLab, 'preset' | 'limits'>;
  readonly changes: Pick<SiteChanges, 'read'>;
  readonly oversight: Oversight;
  readonly reportStanding: (clientKey: string) => Promise<ReportStanding | undefined>;
  readonly confluence: Pick<Confluence, 'userName'>;
  readonly audit: Pick<Audit, 'write'>;
}

/** As many as Confluence is asked the names of. */
const ROWS = 20;
const text = (most: number) => z.string().trim().max(most);
const One = z.object({ accountId: text(255).min(1), instanceId: text(64).min(1) });
const All = z.object({ instance: text(64).default(''), sure: z.literal('yes').optional() });
const Filter = z.object({ words: queryText(200), instance: queryText(64), after: queryText(400) });

/** The tab of the accounts that a site's people have linked, and of how the app stands to each GitLab. */
export function createAccountsSection(parts: AccountsParts): Section {
  const { gitlab, oversight, audit } = parts;

  async function show({ caller: { tenant }, query, signal }: Asked): Promise<VNode> {
    const { words, instance, after } = Filter.parse(query);
    const [instances, { accounts, counts, next }, standing] = await Promise.all([
      listInstances(parts, tenant.clientKey),
      oversight.listAccounts(tenant.clientKey, { words, ...(instance === '' ? {} : { instanceId: instance }), ...(after === '' ? {} : { after }) }, ROWS),
      parts.reportStanding(tenant.clientKey),
    ]);
    const names = await namesOf(parts.confluence, tenant, accounts.map(({ accountId }) => accountId), signal);
    const limits = await Promise.all(instances.map(async (one) => limitModel(one, await gitlab.limits.stateOf(one))));
    return (
      <AccountsView
        counts={countModels(instances, counts)}
        accounts={accounts.map((account) => accountModel(account, names, instances))}
        filter={{ words, instance, after }}
        next={next === undefined ? undefined : pageQuery({ words, instance, after: next })}
        limits={limits}
        standing={standing && { nextAt: standing.nextAt.toISOString(), finishedAt: standing.finishedAt?.toISOString(), failure: standing.failure }}
      />
    );
  }

  return {
    show,
    actions: {
      async disconnect({ caller: { tenant }, accountId: actor, words }, body): Promise<Done> {
        const { accountId, instanceId } = readForm(One, body);
        const note = { clientKey: tenant.clientKey, action: 'accounts-disconnected', actor, subject: accountId, instanceId, details: { accounts: '1' } } as const;
        const wasThere = await oversight.disconnect(tenant.clientKey, { accountId, instanceId }, (transaction) => audit.write(note, transaction));
        return { say: words.say(wasThere ? 'oversight.disconnected' : 'oversight.disconnectedBefore') };
      },
      async 'disconnect-all'({ caller: { tenant }, accountId: actor, words }, body): Promise<Done> {
        const { instance, sure } = readForm(All, body);
        if (sure !== 'yes') throw badRequest({ say: 'linksWouldEnd' });
        const of = instance === '' ? {} : { instanceId: instance };
        const { counts } = await oversight.listAccounts(tenant.clientKey, {}, 1);
        const accounts = counts.filter(({ instanceId }) => instance === '' || instanceId === instance).reduce((sum, count) => sum + count.accounts, 0);
        const note = { clientKey: tenant.clientKey, action: 'accounts-disconnected', actor, ...of, details: { accounts: String(accounts) } } as const;
        const count = await oversight.disconnectAll(tenant.clientKey, of, (transaction) => audit.write(note, transaction));
        return { say: words.say('oversight.disconnectedAll', { count }) };
      },
    },
  };
}

function countModels(instances: readonly NamedInstance[], counts: readonly OverseenCount[]): readonly CountModel[] {
  const known = instances.map(({ id, name }) => ({ ...(counts.find(({ instanceId }) => instanceId === id) ?? { accounts: 0, toReconnect: 0 }), instanceId: id, gitlab: name }));
  const others = counts.filter(({ instanceId }) => !instances.some(({ id }) => id === instanceId)).map((count) => ({ ...count, gitlab: count.instanceId }));
  return [...known, ...others];
}

function accountModel({ accountId, instanceId, gitlab, state, linkedAt, lastUsedAt }: OverseenAccount, names: ReadonlyMap<string, string>, instances: readonly NamedInstance[]): AccountModel {
  return {
    accountId,
    person: names.get(accountId),
    instanceId,
    gitlab: instances.find(({ id }) => id === instanceId)?.name ?? instanceId,
    username: gitlab.username,
    fullName: gitlab.name,
    state,
    linkedAt: linkedAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString(),
  };
}

function limitModel({ name }: NamedInstance, { waiting, leftAloneUntil, spent }: Awaited<ReturnType<GitLab['limits']['stateOf']>>): LimitModel {
  const moment = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
  return { gitlab: name, everybodyUntil: moment(waiting.everybody), someUntil: moment(waiting.some), leftAloneUntil: moment(leftAloneUntil), ...spent };
}
