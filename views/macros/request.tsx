import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

/** A sentence for somebody else, since the app can send nothing to people. */
export interface AccessRequest {
  /** What pressing it does: `Ask for access`. */
  readonly label: string;
  /** Whom to send the sentence to. */
  readonly hint: string;
  readonly text: string;
}

/** Opens to the sentence without a script, and copies it with one (`public/request.ts`). */
export function Request({ label, hint, text }: AccessRequest): VNode {
  const words = useWords();
  return (
    <details class="request" data-request>
      <summary>{label}</summary>
      <p>{hint}</p>
      <blockquote dir="auto" data-request-text>
        {text}
      </blockquote>
      <p class="quiet" role="status" data-request-message data-copied={words.say('notices.copied')} data-marked={words.say('notices.marked')}></p>
    </details>
  );
}
