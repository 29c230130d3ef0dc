import type { VNode } from 'preact';
import { Badge } from '../parts/badge.js';
import { Moment } from '../parts/moment.js';
import { useWords } from '../words/context.js';
import { AdminForm, FilterForm, SelectField, TextField, Tick } from './fields.js';
import { Limits, type LimitModel } from './limits.js';
import { Reporting, type StandingModel } from './reporting.js';
import { AdminTable, NextPage } from './table.js';

export type { LimitModel } from './limits.js';

/** How many accounts of one GitLab are linked. */
export interface CountModel {
  readonly instanceId: string;
  readonly gitlab: string;
  readonly accounts: number;
  readonly toReconnect: number;
}

/** Somebody's linked account, as administrators see it. */
export interface AccountModel {
  readonly accountId: string;
  /** What Confluence calls them, where it tells. */
  readonly person: string | undefined;
  readonly instanceId: string;
  readonly gitlab: string;
  readonly username: string;
  readonly fullName: string;
  readonly state: 'linked' | 'reconnect';
  /** ISO 8601 */
  readonly linkedAt: string;
  readonly lastUsedAt: string | undefined;
}

export interface AccountsProps {
  readonly counts: readonly CountModel[];
  readonly accounts: readonly AccountModel[];
  readonly filter: { readonly words: string; readonly instance: string; readonly after: string };
  /** The query of the page that follows. */
  readonly next: string | undefined;
  readonly limits: readonly LimitModel[];
  readonly standing: StandingModel | undefined;
}

/** Who has linked a GitLab account, how to end that, and how the app stands to each GitLab. */
export function Accounts({ counts, accounts, filter, next, limits, standing }: AccountsProps): VNode {
  const words = useWords();
  const total = counts.reduce((sum, count) => sum + count.accounts, 0);
  return (
    <>
      <p>{words.say('oversight.intro')}</p>
      <section class="card admin-card" aria-labelledby="accounts-list">
        <h2 id="accounts-list">{words.say('oversight.accounts')}</h2>
        <ul class="admin-facts">
          {counts.map(({ gitlab, accounts: count, toReconnect }) => (
            <li>{words.say('oversight.count', { gitlab, count, dead: toReconnect })}</li>
          ))}
        </ul>
        <FilterForm label={words.say('oversight.filter')} submit={words.say('oversight.filterSubmit')}>
          <TextField id="accounts-words" name="words" label={words.say('oversight.words')} value={filter.words} />
          {counts.length > 1 ? <SelectField id="accounts-instance" name="instance" label={words.say('oversight.gitlab')} value={filter.instance} options={optionsOf(counts, words.say('oversight.everyGitLab'))} /> : null}
        </FilterForm>
        <AdminTable
          label={words.say('oversight.accounts')}
          heads={[words.say('oversight.person'), words.say('oversight.account'), words.say('oversight.state'), words.say('oversight.since'), words.say('oversight.used'), words.say('oversight.end')]}
          rows={accounts.map((account) => (
            <AccountRow {...account} />
          ))}
          nothing={words.say(total === 0 ? 'oversight.nobody' : 'oversight.noneFound')}
        />
        <NextPage query={next} text={words.say('oversight.next')} />
        {total === 0 ? null : <DisconnectAll counts={counts} total={total} />}
      </section>
      <Limits limits={limits} />
      <Reporting standing={standing} />
    </>
  );
}

function AccountRow({ accountId, person, instanceId, gitlab, username, fullName, state, linkedAt, lastUsedAt }: AccountModel): VNode {
  const words = useWords();
  return (
    <tr data-account={accountId} data-instance={instanceId}>
      <td>{person === undefined ? <code>{accountId}</code> : <span title={accountId}>{person}</span>}</td>
      <td>
        <span class="admin-name">{`@${username}`}</span>
        {fullName === username ? null : <span class="quiet"> {fullName}</span>}
        <br />
        <span class="quiet">{gitlab}</span>
      </td>
      <td>
        <Badge {...(state === 'linked' ? { text: words.say('oversight.linked'), tone: 'success', icon: 'check' } : { text: words.say('oversight.toReconnect'), tone: 'warning', icon: 'incident' })} />
      </td>
      <td>
        <Moment at={linkedAt} />
      </td>
      <td>{lastUsedAt === undefined ? words.say('oversight.never') : <Moment at={lastUsedAt} />}</td>
      <td>
        <AdminForm section="accounts" action="disconnect" submit={words.say('oversight.disconnect')} about={`${person ?? accountId} @${username}`}>
          <input type="hidden" name="accountId" value={accountId} />
          <input type="hidden" name="instanceId" value={instanceId} />
        </AdminForm>
      </td>
    </tr>
  );
}

function DisconnectAll({ counts, total }: { counts: readonly CountModel[]; total: number }): VNode {
  const words = useWords();
  return (
    <details>
      <summary>{words.say('oversight.disconnectAll')}</summary>
      <p>{words.say('oversight.disconnectAllHint')}</p>
      <AdminForm section="accounts" action="disconnect-all" submit={words.say('oversight.disconnectAll')} danger>
        {counts.length > 1 ? <SelectField id="disconnect-instance" name="instance" label={words.say('oversight.gitlab')} value="" options={optionsOf(counts, words.say('oversight.everyGitLab'))} /> : null}
        <Tick id="disconnect-sure" name="sure" required>
          {words.say('oversight.disconnectSure', { count: total })}
        </Tick>
      </AdminForm>
    </details>
  );
}

const optionsOf = (counts: readonly CountModel[], all: string) => [{ value: '', label: all }, ...counts.map(({ instanceId, gitlab, accounts }) => ({ value: instanceId, label: `${gitlab} (${accounts})` }))];
