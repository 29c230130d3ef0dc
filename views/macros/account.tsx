import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

/** The linked account that something is seen with. */
export interface AccountModel {
  readonly username: string;
  /** How people call the instance: `gitlab.com`. */
  readonly host: string;
  readonly instance: string;
}

/** Says whose eyes these are and, opened, lets the person disconnect. */
export function Account({ username, host, instance }: AccountModel): VNode {
  const words = useWords();
  return (
    <details class="account" data-link-region>
      <summary>{words.say('notices.seenAs', { host, username })}</summary>
      <p>{words.say('notices.onlyYou', { username })}</p>
      <button type="button" data-action="disconnect" data-instance={instance}>
        {words.say('notices.disconnect')}
      </button>
      <p class="link-message" role="status" data-link-message></p>
    </details>
  );
}
