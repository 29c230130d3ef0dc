import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

export interface ConnectPanelProps {
  /** `connect`: no link yet. `reconnect`: the link is dead. `anonymous`: nobody to link. `not-set-up`: the operator has no OAuth application. */
  readonly mode: 'connect' | 'reconnect' | 'anonymous' | 'not-set-up';
  /** `short` where another panel of the same page explains already, or there is little room. */
  readonly size: 'full' | 'short';
  /** Id of the instance, and how it is named to people. */
  readonly instance: { readonly id: string; readonly name: string };
}

/** Invites to link a GitLab account. The linking script shows its steps inside this element. */
export function ConnectPanel({ mode, size, instance }: ConnectPanelProps): VNode {
  const { say } = useWords();
  return (
    <section class={`link-panel ${size}`} data-link-region aria-label={say('linking.account')}>
      <Invitation mode={mode} size={size} gitlab={instance.name} />
      {mode === 'connect' || mode === 'reconnect' ? (
        <button type="button" class="primary" data-action={mode} data-instance={instance.id}>
          {say(mode === 'connect' ? 'linking.connectGitLab' : 'linking.reconnectGitLab')}
        </button>
      ) : null}
      <p class="link-message" role="status" data-link-message></p>
    </section>
  );
}

function Invitation({ mode, size, gitlab }: Pick<ConnectPanelProps, 'mode' | 'size'> & { gitlab: string }): VNode | null {
  const { say } = useWords();
  if (mode === 'anonymous') return <p>{say('linking.anonymous')}</p>;
  if (mode === 'not-set-up') return <p>{say('linking.notSetUp', { gitlab })}</p>;
  if (size === 'short') return null;
  return (
    <>
      <h2>{say(mode === 'connect' ? 'linking.useOwn' : 'linking.ended')}</h2>
      <p>{say(mode === 'connect' ? 'linking.useOwnWhy' : 'linking.endedWhy', { gitlab })}</p>
    </>
  );
}
