import type { VNode } from 'preact';
import { Badge } from '../parts/badge.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';
import { AdminForm, TextField, Tick } from './fields.js';
import { InstanceChecks, type CheckedModel } from './instance-checks.js';

export type { CheckedModel } from './instance-checks.js';

/** A GitLab instance of the site, as its administrators see it. */
export interface InstanceModel {
  readonly id: string;
  readonly version: string;
  readonly baseUrl: string;
  readonly name: string;
  readonly enabled: boolean;
  /** That of the operator, who alone can change it. */
  readonly isPreset: boolean;
  readonly clientId: string | undefined;
  readonly hasSecret: boolean;
  readonly links: number;
  readonly redirectUri: string;
  /** Whether its links turn into macros when somebody pastes them. */
  readonly pastes: boolean;
  readonly checked: readonly CheckedModel[] | undefined;
}

/** What the app asks for: to read what the person may see. */
const SCOPE = 'read_api';

/** The GitLab instances of the site: how each stands, what can be done with it, and how to add one. */
export function Instances({ instances }: { instances: readonly InstanceModel[] }): VNode {
  const words = useWords();
  return (
    <>
      <p>{words.say('admin.instancesIntro')}</p>
      {instances.map((instance) => (
        <Instance {...instance} />
      ))}
      <section class="card admin-card" aria-labelledby="instance-add">
        <h2 id="instance-add">{words.say('admin.add')}</h2>
        <p>{words.say('admin.addIntro')}</p>
        <AdminForm section="instances" action="add" submit={words.say('admin.addSubmit')}>
          <TextField id="add-url" name="baseUrl" label={words.say('admin.baseUrl')} hint={words.say('admin.baseUrlHint')} kind="url" required placeholder="https://gitlab.example.com" />
        </AdminForm>
      </section>
    </>
  );
}

function Instance(instance: InstanceModel): VNode {
  const words = useWords();
  const { id, name, baseUrl, enabled, isPreset, clientId, links, checked } = instance;
  return (
    <section class="card admin-card" aria-labelledby={`instance-${id}`} data-instance={id}>
      <header class="admin-card-head">
        <h2 id={`instance-${id}`}>
          <Outside href={baseUrl}>{name}</Outside>
        </h2>
        <Badge {...(enabled ? { text: words.say('admin.inUse'), tone: 'success', icon: 'check' } : { text: words.say('admin.off'), tone: 'neutral', icon: 'cross' })} />
        {clientId === undefined ? <Badge text={words.say('admin.noLinking')} tone="warning" icon="lock" /> : null}
      </header>
      <ul class="admin-facts">
        <li>{words.say(isPreset ? 'admin.byOperatorSet' : 'admin.byAdministrators')}</li>
        <li>{words.say('admin.links', { count: links })}</li>
        <li>{instance.pastes ? words.say('admin.pastes') : words.rich('admin.pastesNot', { url: baseUrl, setting: (inside) => <code>{inside}</code> })}</li>
      </ul>
      {isPreset ? null : <Application {...instance} />}
      {checked ? <InstanceChecks steps={checked} /> : null}
      <details>
        <summary>{words.say('admin.check')}</summary>
        <p>{words.say('admin.checkIntro')}</p>
        <AdminForm section="instances" action="check" submit={words.say('admin.checkSubmit')}>
          <input type="hidden" name="id" value={id} />
          <TextField id={`check-${id}`} name="groupUrl" label={words.say('admin.groupUrl')} hint={words.say('admin.groupUrlHint')} kind="url" />
        </AdminForm>
      </details>
      <Switching {...instance} />
      {isPreset ? null : <Removing {...instance} />}
    </section>
  );
}

/** The OAuth application: what to copy into GitLab, and what to copy from there. */
function Application({ id, version, baseUrl, clientId, hasSecret, redirectUri, links }: InstanceModel): VNode {
  const words = useWords();
  return (
    <details open={clientId === undefined}>
      <summary>{words.say(clientId === undefined ? 'admin.setUpLinking' : 'admin.change')}</summary>
      <ol class="admin-steps">
        <li>
          {words.rich('admin.makeApplication', {
            own: (inside) => <Outside href={`${baseUrl}/-/user_settings/applications`}>{inside}</Outside>,
            all: (inside) => <Outside href={`${baseUrl}/admin/applications`}>{inside}</Outside>,
          })}
        </li>
        <li>
          {words.say('admin.redirectUri')} <code data-copy>{redirectUri}</code>
        </li>
        <li>
          {words.say('admin.scopes')} <code data-copy>{SCOPE}</code>
        </li>
        <li>{words.say('admin.confidential')}</li>
      </ol>
      <AdminForm section="instances" action="edit" submit={words.say('admin.save')}>
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="version" value={version} />
        <TextField id={`url-${id}`} name="baseUrl" label={words.say('admin.baseUrl')} value={baseUrl} kind="url" required />
        <TextField id={`client-${id}`} name="clientId" label={words.say('admin.clientId')} value={clientId ?? ''} />
        <TextField id={`secret-${id}`} name="clientSecret" label={words.say('admin.clientSecret')} hint={words.say(hasSecret ? 'admin.secretKept' : 'admin.secretNone')} kind="secret" />
        <Tick id={`public-${id}`} name="public" checked={clientId !== undefined && !hasSecret}>
          {words.say('admin.publicApplication')}
        </Tick>
        {links > 0 ? (
          <Tick id={`sure-${id}`} name="sure">
            {words.say('admin.endsLinks', { count: links })}
          </Tick>
        ) : null}
      </AdminForm>
    </details>
  );
}

function Switching({ id, version, enabled, links }: InstanceModel): VNode {
  const words = useWords();
  return (
    <AdminForm section="instances" action="switch" submit={words.say(enabled ? 'admin.switchOff' : 'admin.switchOn')}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="enabled" value={enabled ? 'no' : 'yes'} />
      <p class="quiet">{words.say(enabled ? 'admin.switchOffHint' : 'admin.switchOnHint', { count: links })}</p>
    </AdminForm>
  );
}

function Removing({ id, version, name, links }: InstanceModel): VNode {
  const words = useWords();
  return (
    <details>
      <summary>{words.say('admin.remove')}</summary>
      <p>{words.say('admin.removeHint', { count: links })}</p>
      <AdminForm section="instances" action="remove" submit={words.say('admin.removeSubmit', { gitlab: name })} danger>
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="version" value={version} />
        <Tick id={`remove-${id}`} name="sure" required>
          {words.say('admin.removeSure')}
        </Tick>
      </AdminForm>
    </details>
  );
}
