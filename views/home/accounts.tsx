import type { VNode } from 'preact';
import { ConnectPanel, type ConnectPanelProps } from '../accounts/connect-panel.js';
import { Badge } from '../parts/badge.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';

/** How the viewer stands to one GitLab instance. */
export interface StandingModel {
  readonly instance: ConnectPanelProps['instance'];
  readonly account:
    | {
        readonly state: 'linked' | 'reconnect';
        readonly username: string;
        readonly name: string;
        readonly url: string;
        /** As GitLab names them; undefined where nobody took note of them. */
        readonly scopes: readonly string[] | undefined;
        /** ISO 8601. */
        readonly since: string;
        readonly lastUsed: string | undefined;
      }
    | { readonly state: Exclude<ConnectPanelProps['mode'], 'reconnect'> };
  /** Where GitLab lists what may read an account, and takes it away. */
  readonly applicationsUrl: string;
}

export function Accounts({ standings }: { standings: readonly StandingModel[] }): VNode {
  const words = useWords();
  return (
    <section class="accounts" aria-labelledby="accounts-title">
      <h2 id="accounts-title">{words.say('home.accounts')}</h2>
      {standings.map((standing) => (
        <Standing {...standing} />
      ))}
    </section>
  );
}

function Standing({ instance, account, applicationsUrl }: StandingModel): VNode {
  if (account.state !== 'linked' && account.state !== 'reconnect') {
    return (
      <section class="card" aria-label={instance.name}>
        <h3>{instance.name}</h3>
        <ConnectPanel mode={account.state} size="full" instance={instance} />
      </section>
    );
  }
  return (
    <section class="card" aria-label={instance.name}>
      <h3>{instance.name}</h3>
      {account.state === 'reconnect' ? <ConnectPanel mode="reconnect" size="full" instance={instance} /> : null}
      <Facts account={account} />
      <Disconnect instance={instance.id} applicationsUrl={applicationsUrl} />
    </section>
  );
}

function Facts({ account }: { account: Extract<StandingModel['account'], { username: string }> }): VNode {
  const words = useWords();
  const { state, username, name, url, scopes, since, lastUsed } = account;
  return (
    <dl class="facts">
      <dt>{words.say('home.account')}</dt>
      <dd>
        <Outside href={url}>@{username}</Outside> ({name}) {state === 'linked' ? <Badge text={words.say('home.connected')} tone="success" icon="check" /> : null}
      </dd>
      <dt>{words.say('home.scopes')}</dt>
      <dd>
        {scopes === undefined ? words.say('home.scopesUnknown') : (
          <>
            <code>{scopes.join(' ')}</code> {scopes.join() === 'read_api' ? words.say('home.scopeReads') : null}
          </>
        )}
      </dd>
      <dt>{words.say('home.since')}</dt>
      <dd>
        <Day at={since} />
      </dd>
      <dt>{words.say('home.lastUse')}</dt>
      <dd>{lastUsed === undefined ? words.say('home.lastUseNone') : <Day at={lastUsed} />}</dd>
    </dl>
  );
}

function Day({ at }: { at: string }): VNode {
  const words = useWords();
  const time = new Date(at);
  return (
    <time dateTime={at} title={words.minute(time)}>
      {words.day(time)}
    </time>
  );
}

function Disconnect({ instance, applicationsUrl }: { instance: string; applicationsUrl: string }): VNode {
  const words = useWords();
  return (
    <div class="link-panel" data-link-region>
      <p>{words.rich('home.disconnectHint', { link: (inside) => <Outside href={applicationsUrl}>{inside}</Outside> })}</p>
      <button type="button" data-action="disconnect" data-instance={instance}>
        {words.say('home.disconnect')}
      </button>
      <p class="link-message" role="status" data-link-message></p>
    </div>
  );
}
