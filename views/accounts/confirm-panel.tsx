import type { VNode } from 'preact';

export interface ConfirmPanelProps {
  readonly instance: string;
  readonly gitlab: { readonly username: string; readonly name: string; readonly host: string };
  readonly confluence: { readonly name: string; readonly site: string };
  /** Username of another GitLab account that is linked now. */
  readonly replaces: string | undefined;
  /** Somebody else of the site is linked to the same GitLab account. */
  readonly shared: boolean;
  readonly needsCode: boolean;
}

/** Asks whether the two accounts belong to the person looking; nothing is linked before the answer. */
export function ConfirmPanel({ instance, gitlab, confluence, replaces, shared, needsCode }: ConfirmPanelProps): VNode {
  return (
    <div class="link-confirm" role="group" aria-labelledby="link-confirm-title">
      <h2 id="link-confirm-title" tabIndex={-1} data-link-focus>
        Are both accounts yours?
      </h2>
      <dl class="link-accounts">
        <dt>GitLab</dt>
        <dd>
          <strong>@{gitlab.username}</strong> ({gitlab.name}, {gitlab.host})
        </dd>
        <dt>Confluence</dt>
        <dd>
          <strong>{confluence.name}</strong>, {confluence.site}
        </dd>
      </dl>
      <p>Confirm, and pages on {confluence.site} show you what @{gitlab.username} may see in GitLab. Nobody else sees it by this.</p>
      {replaces === undefined ? null : <p>This replaces your connection to @{replaces}.</p>}
      {shared ? <p>Another Confluence account of this site is connected to the same GitLab account.</p> : null}
      {needsCode ? <CodeField /> : null}
      <p class="link-message" role="alert" data-link-message></p>
      <div class="buttons">
        <button type="button" class="primary" data-action="confirm" data-instance={instance}>
          Confirm
        </button>
        <button type="button" data-action="decline" data-instance={instance}>
          Not me
        </button>
      </div>
    </div>
  );
}

function CodeField(): VNode {
  return (
    <p>
      <label for="link-code">Code from the window that you connected in</label>
      <input id="link-code" name="code" type="text" size={12} maxLength={20} autocomplete="off" autocapitalize="characters" spellcheck={false} data-link-code />
    </p>
  );
}
