import type { VNode } from 'preact';

/** The linked account that something is seen with. */
export interface AccountModel {
  readonly username: string;
  /** How people call the instance: `gitlab.com`. */
  readonly host: string;
  readonly instance: string;
}

/** Says whose eyes these are and, opened, lets the person disconnect. */
export function Account({ username, host, instance }: AccountModel): VNode {
  return (
    <details class="account" data-link-region>
      <summary>
        {host}, seen as @{username}
      </summary>
      <p>Only you see this as @{username}. Other readers see what their own GitLab account may see.</p>
      <button type="button" data-action="disconnect" data-instance={instance}>
        Disconnect
      </button>
      <p class="link-message" role="status" data-link-message></p>
    </details>
  );
}
