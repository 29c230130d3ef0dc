import type { VNode } from 'preact';
import { ConnectPanel, type ConnectPanelProps } from '../accounts/connect-panel.js';
import { Badge } from '../parts/badge.js';
import { Moment } from '../parts/moment.js';
import { Outside } from '../parts/outside.js';

/** How the viewer stands to one GitLab instance. */
export interface StandingModel {
  readonly instance: ConnectPanelProps['instance'];
  readonly account:
    | { readonly state: 'linked' | 'reconnect'; readonly username: string; readonly name: string; readonly url: string; readonly since: string }
    | { readonly state: Exclude<ConnectPanelProps['mode'], 'reconnect'> };
  /** Where GitLab lists what may read an account, and takes it away. */
  readonly applicationsUrl: string;
}

export function Home({ standings }: { standings: readonly StandingModel[] }): VNode {
  return (
    <>
      <h1>GitLab</h1>
      {standings.map((standing) => (
        <Standing standing={standing} />
      ))}
      <section class="about" aria-labelledby="about-title">
        <h2 id="about-title">What this app does</h2>
        <ul>
          <li>It shows GitLab projects, issues, work items, merge requests and files in Confluence pages.</li>
          <li>Each reader sees what their own GitLab account may see, and never more. Nobody sees anything through your account.</li>
          <li>It only reads. Paste a GitLab link into a page, or insert the GitLab macro, to show something.</li>
        </ul>
      </section>
    </>
  );
}

function Standing({ standing: { instance, account, applicationsUrl } }: { standing: StandingModel }): VNode {
  if (account.state !== 'linked') {
    return (
      <section class="card" aria-label={instance.name}>
        <h2>{instance.name}</h2>
        <ConnectPanel mode={account.state} size="full" instance={instance} />
        {account.state === 'reconnect' ? <Disconnect instance={instance.id} applicationsUrl={applicationsUrl} /> : null}
      </section>
    );
  }
  const { username, name, url, since } = account;
  return (
    <section class="card" aria-label={instance.name}>
      <h2>{instance.name}</h2>
      <p class="byline">
        <Badge text="Connected" tone="success" icon="check" />
        <span>
          <Outside href={url}>@{username}</Outside> ({name})
        </span>
        <span>
          since <Moment at={since} />
        </span>
      </p>
      <Disconnect instance={instance.id} applicationsUrl={applicationsUrl} />
    </section>
  );
}

function Disconnect({ instance, applicationsUrl }: { instance: string; applicationsUrl: string }): VNode {
  return (
    <div class="link-panel" data-link-region>
      <p>
        Disconnecting removes this app’s access to your account, here and at GitLab. You can also revoke it in{' '}
        <Outside href={applicationsUrl}>your applications in GitLab</Outside>.
      </p>
      <button type="button" data-action="disconnect" data-instance={instance}>
        Disconnect
      </button>
      <p class="link-message" role="status" data-link-message></p>
    </div>
  );
}
