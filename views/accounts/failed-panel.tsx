import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';

const SENTENCES: Readonly<Record<string, MessageKey>> = {
  denied: 'linking.denied',
  refused: 'linking.refused',
  unavailable: 'linking.unavailable',
  superseded: 'linking.superseded',
  code: 'linking.wrongCode',
};

/** Says why linking ended without a link, and offers to try again. */
export function FailedPanel({ failure, instance }: { failure: string | null; instance: string }): VNode {
  const { say } = useWords();
  return (
    <div class="link-failed" role="group" aria-labelledby="link-failed-title">
      <h2 id="link-failed-title" tabIndex={-1} data-link-focus>
        {say('linking.notConnected')}
      </h2>
      <p>{say(SENTENCES[failure ?? ''] ?? 'linking.tooLong')}</p>
      <button type="button" class="primary" data-action="connect" data-instance={instance}>
        {say('linking.connectGitLab')}
      </button>
      <p class="link-message" role="status" data-link-message></p>
    </div>
  );
}
