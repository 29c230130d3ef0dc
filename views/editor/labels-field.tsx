import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.js';
import { useWords } from '../words/context.js';
import { TryAgain } from './asked-status.js';
import { Combobox } from './combobox.js';
import { splitNames } from './list-macro.js';
import type { ValueChoice } from './list-vocabulary.js';
import { suggestionStatus, useSuggestions, type Suggestions } from './value-field.js';

export interface LabelsFieldProps {
  readonly label: string;
  /** Names with commas between them. */
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly suggestions: Suggestions<readonly ValueChoice[]>;
}

const ALONE = /^(?:none|any)$/i;

/** A filter of several labels, all of which a row has; `None` and `Any` stand alone. */
export function LabelsField({ label, value, onValue, suggestions }: LabelsFieldProps): VNode {
  const words = useWords();
  const field = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const { offer, found, setOpen } = useSuggestions(suggestions, typed);
  const chosen = splitNames(value);
  const put = (names: readonly string[]) => onValue(names.join(','));
  const add = (name: string) => {
    setTyped('');
    const before = ALONE.test(name) ? [] : chosen.filter((one) => !ALONE.test(one));
    put([...new Set([...before, ...splitNames(name)])]);
  };
  const remove = (name: string) => {
    put(chosen.filter((one) => one !== name));
    field.current?.querySelector('input')?.focus();
  };
  const left = offer.filter((one) => !chosen.includes(one.value));
  return (
    <div ref={field} class="field">
      <Combobox<string>
        id="labels"
        floating={{ onOpen: setOpen, onLeave: () => setTyped(''), keepsTyped: true }}
        label={label}
        placeholder={chosen.length === 0 ? words.say('editor.anyLabel') : words.say('editor.addLabel')}
        words={typed}
        onWords={setTyped}
        choices={left}
        status={suggestionStatus(words, found, left.length)}
        busy={found.state === 'loading'}
        onChoose={add}
        onBack={chosen.length === 0 ? undefined : () => put(chosen.slice(0, -1))}
      >
        <TryAgain found={found} />
      </Combobox>
      {chosen.length === 0 ? null : (
        <ul class="chosen-labels" aria-label={label}>
          {chosen.map((name) => (
            <li key={name}>
              <span>{name}</span>
              <button type="button" class="bare" aria-label={words.say('editor.removeLabel', { name })} onClick={() => remove(name)}>
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
