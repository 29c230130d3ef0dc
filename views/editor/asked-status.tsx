import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { Words } from '../words/words.js';
import type { Asked } from './use-answer.js';

/** What there is to say of an answer, or of its being on the way; empty where the invitation to connect says it. */
export function statusOf(words: Words, found: Asked<unknown>, count: number): string {
  switch (found.state) {
    case 'loading':
      return words.say('editor.searching');
    case 'failed':
      return words.say('editor.failed');
    case 'absent':
      return words.say('editor.absent');
    case 'unavailable':
      return words.say('editor.unavailable', { time: words.minute(new Date(found.retryAt)) });
    case 'found':
      return words.say(count === 0 ? 'editor.nothingFound' : 'editor.found', { count });
    default:
      return '';
  }
}

/** Where asking again may help. */
export function TryAgain({ found }: { readonly found: Asked<unknown> }): VNode | null {
  const words = useWords();
  if (found.state !== 'failed' && found.state !== 'unavailable') return null;
  return (
    <button type="button" class="try-again-here" onClick={found.retry}>
      {words.say('editor.tryAgain')}
    </button>
  );
}
