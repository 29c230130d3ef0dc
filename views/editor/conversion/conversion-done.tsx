import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../../words/context.js';
import { useHost } from '../host.js';
import { FailureNote } from './conversion-failure.js';
import { undoConversion, type Conversion, type Failure } from './convert.js';

export interface ConversionDoneProps {
  readonly conversion: Conversion;
  readonly count: number;
  readonly onLook: () => void;
}

/** What was done to the page, the one press that undoes it, and what is to be done about the editor around. */
export function ConversionDone({ conversion, count, onLook }: ConversionDoneProps): VNode {
  const words = useWords();
  const host = useHost();
  const heading = useRef<HTMLHeadingElement>(null);
  const [state, setState] = useState<'done' | 'undoing' | { readonly undone: number } | Failure>('done');
  const undone = typeof state === 'object' ? state.undone : undefined;
  useEffect(() => heading.current?.focus(), [undone]);

  const undo = () => {
    setState('undoing');
    undoConversion(host.page, conversion, words.say('conversion.undoMessage', { version: conversion.before.version })).then(
      (outcome) => setState(outcome.state === 'written' ? { undone: outcome.version } : outcome.state),
      () => setState('failed'),
    );
  };
  return (
    <div class="conversion-done">
      <h2 ref={heading} tabIndex={-1}>
        {undone === undefined ? words.say('conversion.done', { count, version: conversion.version }) : words.say('conversion.undone', { version: undone })}
      </h2>
      <p>{words.say('conversion.reloadWhy')}</p>
      {typeof state === 'string' && state !== 'done' && state !== 'undoing' ? <FailureNote failure={state} takesFocus onLook={onLook} /> : null}
      <p class="buttons">
        <button type="button" class="primary" onClick={() => host.page.reload()}>
          {words.say('conversion.reload')}
        </button>
        {state === 'done' || state === 'undoing' ? (
          <button type="button" disabled={state === 'undoing'} onClick={undo}>
            {words.say('conversion.undo')}
          </button>
        ) : null}
        {undone === undefined ? null : (
          <button type="button" onClick={onLook}>
            {words.say('conversion.lookAgain')}
          </button>
        )}
      </p>
      <p class="unseen" role="status">
        {state === 'undoing' ? words.say('conversion.writing') : ''}
      </p>
    </div>
  );
}
