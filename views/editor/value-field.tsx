import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import type { Words } from '../words/words.js';
import { statusOf, TryAgain } from './asked-status.js';
import type { Choice } from './choice-row.js';
import { Combobox } from './combobox.js';
import { useAnswer, type Asked } from './use-answer.js';

/** Where the suggestions for one filter come from. */
export interface Suggestions<T> {
  /** What our API is asked for words; empty where nothing can be asked. */
  readonly address: (words: string) => string;
  readonly choices: (found: T) => readonly Choice<string>[];
  /** Offered besides what is found, such as `None`. */
  readonly always: readonly Choice<string>[];
}

export interface ValueFieldProps<T> {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly suggestions: Suggestions<T>;
  readonly placeholder?: string | undefined;
}

/** A filter of one value: one of those that are suggested, or any that is typed. */
export function ValueField<T>({ id, label, value, onValue, suggestions, placeholder }: ValueFieldProps<T>): VNode {
  const words = useWords();
  const [typed, setTyped] = useState<string | undefined>();
  const { offer, found, setOpen } = useSuggestions(suggestions, typed ?? '');
  const take = (next: string) => {
    setTyped(undefined);
    onValue(next);
  };
  return (
    <Combobox<string>
      id={id}
      floating={{ onOpen: setOpen, onLeave: () => (typed?.trim() === '' ? take('') : setTyped(undefined)), keepsTyped: true, clear: value === '' ? undefined : words.say('editor.clear', { filter: label }), onClear: () => take('') }}
      label={label}
      placeholder={placeholder}
      words={typed ?? value}
      onWords={setTyped}
      choices={offer}
      chosen={value}
      status={suggestionStatus(words, found, offer.length)}
      busy={found.state === 'loading'}
      onChoose={take}
    >
      <TryAgain found={found} />
    </Combobox>
  );
}

/** What is suggested for words, and the words themselves; asked for only while the list is open. */
export function useSuggestions<T>({ address, choices, always }: Suggestions<T>, typed: string): { readonly offer: readonly Choice<string>[]; readonly found: Asked<T>; readonly setOpen: (open: boolean) => void } {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const found = useAnswer<T>(open ? address(typed) : '');
  const wanted = typed.trim();
  const fitting = always.filter(({ title, value }) => `${title} ${value}`.toLowerCase().includes(wanted.toLowerCase()));
  const all = [...(found.state === 'found' ? choices(found.found) : []), ...fitting];
  const isNew = wanted !== '' && !all.some(({ value }) => value.toLowerCase() === wanted.toLowerCase());
  const offer = isNew ? [...all, { key: `typed ${wanted}`, title: wanted, detail: words.say('editor.asTyped'), value: wanted }] : all;
  return { offer, found, setOpen };
}

/** Who is not linked types what they know. */
export function suggestionStatus(words: Words, found: Asked<unknown>, count: number): string {
  return statusOf(words, found, count) || words.say('editor.noSuggestions');
}
