import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import { columnsOf, moveColumn, type ListMacro } from './list-macro.js';
import { LIST_VOCABULARY, type ListColumn, type ListKind } from './list-vocabulary.js';

export interface ListColumnsProps {
  readonly kind: ListKind;
  readonly macro: ListMacro;
  readonly onChange: (macro: ListMacro) => void;
}

/** The table's columns besides the title: pressed ones are shown, in this order; arrows move them. */
export function ListColumns({ kind, macro, onChange }: ListColumnsProps): VNode {
  const words = useWords();
  const group = useRef<HTMLFieldSetElement>(null);
  const [said, setSaid] = useState('');
  const held = useRef<string | undefined>(undefined);
  const shown = columnsOf(macro, kind);
  const hidden = LIST_VOCABULARY[kind].columns.filter((column) => !shown.includes(column));
  // What has moved in the page has lost the focus.
  useEffect(() => {
    if (held.current === undefined) return;
    const buttons = [...(group.current?.querySelectorAll<HTMLButtonElement>(held.current) ?? [])];
    held.current = undefined;
    buttons.find(({ disabled }) => !disabled)?.focus();
  });

  const nameOf = (column: ListColumn) => words.say('editor.columnName', { column });
  const toggle = (column: ListColumn) => {
    held.current = `[data-column="${column}"]`;
    const next = shown.includes(column) ? shown.filter((one) => one !== column) : [...shown, column];
    setSaid(words.say(shown.includes(column) ? 'editor.columnHidden' : 'editor.columnShown', { column: nameOf(column) }));
    onChange({ ...macro, columns: next });
  };
  const move = (column: ListColumn, step: -1 | 1, by: 'key' | 'button') => {
    const next = moveColumn(shown, column, step);
    if (next === shown) return;
    held.current = by === 'key' ? `[data-column="${column}"]` : `[data-move="${column} ${step}"], [data-move="${column} ${-step}"]`;
    setSaid(words.say('editor.columnMoved', { column: nameOf(column), place: next.indexOf(column) + 1, count: next.length }));
    onChange({ ...macro, columns: next });
  };
  const onKeyDown = (column: ListColumn) => (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const isBackwards = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    move(column, (isBackwards ? -step : step) as -1 | 1, 'key');
  };
  const arrow = (column: ListColumn, step: -1 | 1, at: number) => (
    <button type="button" class="bare column-arrow" data-move={`${column} ${step}`} disabled={step < 0 ? at === 0 : at === shown.length - 1} aria-label={words.say(step < 0 ? 'editor.columnEarlier' : 'editor.columnLater', { column: nameOf(column) })} onClick={() => move(column, step, 'button')}>
      <span aria-hidden="true">{step < 0 ? '‹' : '›'}</span>
    </button>
  );

  return (
    <fieldset ref={group} class="list-columns">
      <legend>{words.say('editor.columns')}</legend>
      <small id="columns-hint">{words.say('editor.columnsHint')}</small>
      <ul class="columns">
        {shown.map((column, at) => (
          <li key={column} class="column shown">
            {arrow(column, -1, at)}
            {/* The last one stays: a list without columns would have its usual ones again. */}
            <button type="button" data-column={column} aria-pressed="true" aria-describedby="columns-hint" disabled={shown.length === 1} onClick={() => toggle(column)} onKeyDown={onKeyDown(column)}>
              {nameOf(column)}
            </button>
            {arrow(column, 1, at)}
          </li>
        ))}
        {hidden.map((column) => (
          <li key={column} class="column">
            <button type="button" data-column={column} aria-pressed="false" onClick={() => toggle(column)}>
              {nameOf(column)}
            </button>
          </li>
        ))}
      </ul>
      <p class="unseen" role="status">
        {said}
      </p>
    </fieldset>
  );
}
