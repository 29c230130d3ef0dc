import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import { AdminForm, LinesField, TextField, Tick } from './fields.js';

/** One GitLab instance and the token that its site shares there: all but the token. */
export interface SharedTokenModel {
  readonly instanceId: string;
  readonly gitlab: string;
  /** Whether people may use the instance now. */
  readonly inUse: boolean;
  /** Whether the policy lets it show anything. */
  readonly idle: boolean;
  /** What to send back with a change; empty for none. */
  readonly seen: string;
  readonly token: TokenModel | undefined;
}

export interface TokenModel {
  /** Each a sentence: what it is, and what there is to mind. */
  readonly facts: readonly string[];
  readonly warnings: readonly string[];
  readonly places: readonly string[];
  readonly spaces: readonly string[];
  readonly guests: boolean;
  readonly anonymous: boolean;
  readonly exports: boolean;
}

/** What is set, and forms to set, change and remove it. */
export function SharedToken(model: SharedTokenModel): VNode {
  const words = useWords();
  const { instanceId, gitlab, inUse, idle, token } = model;
  return (
    <section class="card admin-card" aria-labelledby={`token-${instanceId}`} data-shared-token={instanceId}>
      <h2 id={`token-${instanceId}`}>{words.say('policies.token', { gitlab })}</h2>
      <p>{words.say('policies.tokenIntro')}</p>
      {idle ? <p class="quiet">{words.say('policies.tokenIdle')}</p> : null}
      {token ? (
        <ul class="admin-facts">
          {token.facts.map((fact) => (
            <li>{fact}</li>
          ))}
          {token.warnings.map((warning) => (
            <li>
              <strong>{warning}</strong>
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{words.say('policies.tokenNone')}</p>
      )}
      {inUse ? <Setting {...model} /> : null}
      {token ? <Removing {...model} /> : null}
    </section>
  );
}

function Setting({ instanceId: id, seen, token }: SharedTokenModel): VNode {
  const words = useWords();
  return (
    <details>
      <summary>{words.say(token ? 'policies.tokenChange' : 'policies.tokenSet')}</summary>
      <p>{words.say('policies.tokenMake')}</p>
      <AdminForm section="policies" action="set-token" submit={words.say('policies.tokenSubmit')}>
        <input type="hidden" name="instance" value={id} />
        <input type="hidden" name="seen" value={seen} />
        <TextField id={`token-secret-${id}`} name="token" label={words.say('policies.tokenField')} hint={words.say(token ? 'policies.tokenKept' : 'policies.tokenFieldHint')} kind="secret" required={!token} />
        <LinesField id={`token-places-${id}`} name="places" label={words.say('policies.tokenPlacesField')} hint={words.say('policies.tokenPlacesHint')} lines={token?.places ?? []} />
        <LinesField id={`token-spaces-${id}`} name="spaces" label={words.say('policies.tokenSpacesField')} hint={words.say('policies.spaceKeysHint')} lines={token?.spaces ?? []} />
        <Tick id={`token-guests-${id}`} name="guests" checked={token?.guests ?? false}>
          {words.say('policies.tokenGuestsField')}
        </Tick>
        <Tick id={`token-anonymous-${id}`} name="anonymous" checked={token?.anonymous ?? false}>
          {words.say('policies.tokenAnonymousField')}
        </Tick>
        <Tick id={`token-exports-${id}`} name="exports" checked={token?.exports ?? false}>
          {words.say('policies.tokenExportsField')}
          <span class="quiet"> {words.say('policies.tokenExportsHint')}</span>
        </Tick>
      </AdminForm>
    </details>
  );
}

function Removing({ instanceId: id, seen }: SharedTokenModel): VNode {
  const words = useWords();
  return (
    <details>
      <summary>{words.say('policies.tokenRemove')}</summary>
      <p>{words.say('policies.tokenRemoveHint')}</p>
      <AdminForm section="policies" action="remove-token" submit={words.say('policies.tokenRemoveSubmit')} danger>
        <input type="hidden" name="instance" value={id} />
        <input type="hidden" name="seen" value={seen} />
      </AdminForm>
    </details>
  );
}
