import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useWords } from '../../words/context.js';
import type { MessageKey } from '../../words/words.js';
import type { Failure } from './convert.js';

const SENTENCES: Readonly<Record<Failure, MessageKey>> = {
  conflict: 'conversion.conflict',
  edited: 'conversion.draftEdited',
  refused: 'conversion.mayNotWrite',
  absent: 'conversion.absent',
  failed: 'conversion.notWritten',
  unsure: 'conversion.unsure',
};

export interface FailureNoteProps {
  readonly failure: Failure;
  /** It came of a button that can't be pressed any more. */
  readonly takesFocus: boolean;
  readonly onLook: () => void;
}

/** Why nothing was written, and the way on. */
export function FailureNote({ failure, takesFocus, onLook }: FailureNoteProps): VNode {
  const words = useWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [failure, takesFocus]);
  return (
    <div class="conversion-failure">
      <p role="alert">{words.say(SENTENCES[failure])}</p>
      <button ref={button} type="button" onClick={onLook}>
        {words.say('conversion.lookAgain')}
      </button>
    </div>
  );
}
