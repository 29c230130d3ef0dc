import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

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
  const { say } = useWords();
  return (
    <div class="link-confirm" role="group" aria-labelledby="link-confirm-title">
      <h2 id="link-confirm-title" tabIndex={-1} data-link-focus>
        {say('linking.bothYours')}
      </h2>
      <dl class="link-accounts">
        <dt>{say('linking.gitlab')}</dt>
        <dd>
          <strong>@{gitlab.username}</strong> ({gitlab.name}, {gitlab.host})
        </dd>
        <dt>{say('linking.confluence')}</dt>
        <dd>
          <strong>{confluence.name}</strong>, {confluence.site}
        </dd>
      </dl>
      <p>{say('linking.confirmMeans', { site: confluence.site, username: gitlab.username })}</p>
      {replaces === undefined ? null : <p>{say('linking.replaces', { username: replaces })}</p>}
      {shared ? <p>{say('linking.shared')}</p> : null}
      {needsCode ? <CodeField /> : null}
      <p class="link-message" role="alert" data-link-message></p>
      <div class="buttons">
        <button type="button" class="primary" data-action="confirm" data-instance={instance}>
          {say('linking.confirm')}
        </button>
        <button type="button" data-action="decline" data-instance={instance}>
          {say('linking.notMe')}
        </button>
      </div>
    </div>
  );
}

function CodeField(): VNode {
  const { say } = useWords();
  return (
    <p>
      <label for="link-code">{say('linking.code')}</label>
      <input id="link-code" name="code" type="text" size={12} maxLength={20} autocomplete="off" autocapitalize="characters" spellcheck={false} data-link-code />
    </p>
  );
}
