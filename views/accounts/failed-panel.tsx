import type { VNode } from 'preact';

const WORDS: Readonly<Record<string, string>> = {
  denied: 'GitLab was not allowed to share your account, so nothing was connected.',
  refused: 'GitLab refused to connect. Nothing was stored. If it happens again, tell whoever runs this app.',
  unavailable: 'GitLab did not answer in time. Nothing was stored.',
  superseded: 'You started again in another place on this site. Go on there, or start anew here.',
  code: 'The code was wrong too often. Nothing was stored.',
};

/** Says why linking ended without a link, and offers to try again. */
export function FailedPanel({ failure, instance }: { failure: string | null; instance: string }): VNode {
  return (
    <div class="link-failed" role="group" aria-labelledby="link-failed-title">
      <h2 id="link-failed-title" tabIndex={-1} data-link-focus>
        Not connected
      </h2>
      <p>{WORDS[failure ?? ''] ?? 'This took too long. Nothing was stored.'}</p>
      <button type="button" class="primary" data-action="connect" data-instance={instance}>
        Connect GitLab
      </button>
      <p class="link-message" role="status" data-link-message></p>
    </div>
  );
}
