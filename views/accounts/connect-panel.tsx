import type { VNode } from 'preact';

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
  return (
    <section class={`link-panel ${size}`} data-link-region aria-label="GitLab account">
      <Words mode={mode} size={size} gitlab={instance.name} />
      {mode === 'connect' || mode === 'reconnect' ? (
        <button type="button" class="primary" data-action={mode} data-instance={instance.id}>
          {mode === 'connect' ? 'Connect GitLab' : 'Reconnect GitLab'}
        </button>
      ) : null}
      <p class="link-message" role="status" data-link-message></p>
    </section>
  );
}

function Words({ mode, size, gitlab }: Pick<ConnectPanelProps, 'mode' | 'size'> & { gitlab: string }): VNode | null {
  if (mode === 'anonymous') return <p>Sign in to Confluence to connect your GitLab account and see what you may see there.</p>;
  if (mode === 'not-set-up') return <p>Accounts on {gitlab} can’t be connected yet: whoever runs this app has not set linking up.</p>;
  if (size === 'short') return null;
  const why =
    mode === 'connect'
      ? `Connect it once, and every page shows you what you may see on ${gitlab}.`
      : `${gitlab} no longer accepts the connection to your account. Connect it again to see what you may see there.`;
  return (
    <>
      <h2>{mode === 'connect' ? 'Use your own GitLab account' : 'Your GitLab connection has ended'}</h2>
      <p>{why}</p>
    </>
  );
}
