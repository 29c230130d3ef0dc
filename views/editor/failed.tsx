import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

export interface FailedProps {
  /** What could not be done. */
  readonly doing: 'loading' | 'saving';
  readonly onRetry: () => void;
}

/** What went wrong, and the way to try it again. */
export function Failed({ doing, onRetry }: FailedProps): VNode {
  const words = useWords();
  return (
    <p class="editor-failed" role="alert">
      {words.say(doing === 'saving' ? 'editor.notSaved' : 'editor.failed')}{' '}
      <button type="button" onClick={onRetry}>
        {words.say('editor.tryAgain')}
      </button>
    </p>
  );
}
