import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useWords } from '../../words/context.js';
import type { MessageKey } from '../../words/words.js';
import { ConversionChoice } from './conversion-choice.js';
import type { Looked } from './look.js';

export interface ConversionPanelProps {
  /** Undefined while it is being looked. */
  readonly looked: Looked | undefined;
  readonly onLook: () => void;
  readonly onBack: () => void;
}

const REASONS: Readonly<Record<Exclude<Looked['state'], 'found'>, MessageKey>> = {
  nothing: 'conversion.nothing',
  refused: 'conversion.mayNotRead',
  unclear: 'conversion.unclear',
  failed: 'conversion.mayNotLook',
};

/** The links and macros on the page that can become macros of ours, or why none can. */
export function ConversionPanel({ looked, onLook, onBack }: ConversionPanelProps): VNode {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opened this, or has it look again, goes on reading here.
  useEffect(() => heading.current?.focus(), [looked === undefined]);
  return (
    <section class="conversion" aria-labelledby="conversion-title">
      <div class="conversion-head">
        <h1 id="conversion-title" ref={heading} tabIndex={-1}>
          {words.say('conversion.title')}
        </h1>
        <button type="button" onClick={onBack}>
          {words.say('conversion.back')}
        </button>
      </div>
      {looked === undefined ? <p role="status">{words.say('conversion.looking')}</p> : null}
      {looked?.state === 'found' ? <ConversionChoice looked={looked} onLook={onLook} /> : null}
      {looked && looked.state !== 'found' ? (
        <>
          <p role="status">{words.say(REASONS[looked.state])}</p>
          <p>
            <button type="button" onClick={onLook}>
              {words.say('conversion.lookAgain')}
            </button>
          </p>
        </>
      ) : null}
    </section>
  );
}
