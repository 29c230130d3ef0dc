import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';
import { LabelsField } from './labels-field.js';
import { withFilter, type ListMacro } from './list-macro.js';
import { peopleSuggestions, refSuggestions, valueSuggestions } from './list-suggestions.js';
import { DATE_FILTERS, LIST_VOCABULARY, type FilterName, type ListKind, type ListPlace } from './list-vocabulary.js';
import { ValueField } from './value-field.js';

export interface ListFiltersProps {
  readonly kind: ListKind;
  readonly macro: ListMacro;
  readonly place: ListPlace | undefined;
  /** The address has filters of its own, which hold where nothing is set here. */
  readonly isPage: boolean;
  readonly onChange: (macro: ListMacro) => void;
}

const PEOPLE = { assignee: 'editor.assignee', author: 'editor.author', reviewer: 'editor.reviewer' } as const satisfies Partial<Record<FilterName, MessageKey>>;

/** What the list is narrowed by: the filters that its kind has. */
export function ListFilters({ kind, macro, place, isPage, onChange }: ListFiltersProps): VNode | null {
  const words = useWords();
  const { filters, states } = LIST_VOCABULARY[kind];
  const has = (name: FilterName) => filters.includes(name);
  const valueOf = (name: FilterName) => macro.filters[name] ?? '';
  const put = (name: FilterName) => (value: string) => onChange(withFilter(macro, name, value));
  const people = (name: keyof typeof PEOPLE, more: readonly string[]) =>
    has(name) ? <ValueField id={name} label={words.say(PEOPLE[name])} placeholder={words.say('editor.anybody')} value={valueOf(name)} onValue={put(name)} suggestions={peopleSuggestions(words, place, more, kind === 'commits')} /> : null;
  if (filters.every((name) => name === 'sort')) return null;
  return (
    <fieldset class="list-filters">
      <legend>{words.say('editor.filters')}</legend>
      {has('state') ? <StateChoice kind={kind} states={states} value={valueOf('state')} isPage={isPage} onValue={put('state')} /> : null}
      {has('labels') ? <LabelsField label={words.say('editor.labels')} value={valueOf('labels')} onValue={put('labels')} suggestions={valueSuggestions(words, place, 'labels', ['None', 'Any'])} /> : null}
      {has('milestone') ? <ValueField id="milestone" label={words.say('editor.milestone')} placeholder={words.say('editor.anyMilestone')} value={valueOf('milestone')} onValue={put('milestone')} suggestions={valueSuggestions(words, place, 'milestones', ['None', 'Any', 'Upcoming', 'Started'])} /> : null}
      {people('assignee', ['@me', 'None', 'Any'])}
      {people('author', kind === 'commits' ? [] : ['@me'])}
      {people('reviewer', ['@me', 'None', 'Any'])}
      {has('ref') ? <ValueField id="ref" label={words.say('editor.ref')} placeholder={words.say(kind === 'commits' ? 'editor.defaultRef' : 'editor.anyRef')} value={valueOf('ref')} onValue={put('ref')} suggestions={refSuggestions(words, place)} /> : null}
      {has('search') ? <TextFilter filter="search" sentence="editor.search" value={valueOf('search')} onValue={put('search')} /> : null}
      <Dates kind={kind} macro={macro} onChange={onChange} />
    </fieldset>
  );
}

interface StateChoiceProps {
  readonly kind: ListKind;
  readonly states: readonly string[];
  readonly value: string;
  readonly isPage: boolean;
  readonly onValue: (value: string) => void;
}

function StateChoice({ kind, states, value, isPage, onValue }: StateChoiceProps): VNode {
  const words = useWords();
  const usual = kind === 'pipelines' ? 'all' : 'opened';
  const offered = ['', ...(isPage ? [usual] : []), ...states];
  // Others may have stored one that this list of them has not.
  const all = offered.includes(value) ? offered : [...offered, value];
  return (
    <label class="field">
      <span>{words.say('editor.state')}</span>
      <select name="state" value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {all.map((state) => (
          <option value={state} selected={state === value}>
            {state === '' && isPage ? words.say('editor.asOnPage') : words.say('editor.stateName', { state: state || usual })}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextProps {
  readonly filter: FilterName;
  readonly sentence: MessageKey;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function TextFilter({ filter, sentence, value, onValue }: TextProps): VNode {
  const words = useWords();
  return (
    <label class="field">
      <span>{words.say(sentence)}</span>
      <input type="text" name={filter} maxLength={255} autocomplete="off" value={value} onInput={(event) => onValue(event.currentTarget.value)} />
    </label>
  );
}

const DATE_NAMES = { created_after: 'editor.createdAfter', created_before: 'editor.createdBefore', updated_after: 'editor.updatedAfter', updated_before: 'editor.updatedBefore' } as const satisfies Record<(typeof DATE_FILTERS)[number], MessageKey>;

/** Folded away until one of them is set: few lists have any. */
function Dates({ kind, macro, onChange }: Pick<ListFiltersProps, 'kind' | 'macro' | 'onChange'>): VNode | null {
  const words = useWords();
  const names = DATE_FILTERS.filter((name) => LIST_VOCABULARY[kind].filters.includes(name));
  if (names.length === 0) return null;
  return (
    <details class="list-dates" open={names.some((name) => macro.filters[name])}>
      <summary>{words.say('editor.dates')}</summary>
      <div class="list-dates-fields">
        {names.map((name) => (
          <DateField key={name} filter={name} sentence={DATE_NAMES[name]} value={macro.filters[name] ?? ''} onValue={(value) => onChange(withFilter(macro, name, value))} />
        ))}
      </div>
    </details>
  );
}

/** A calendar, but where somebody has written a time, which that can't show. */
function DateField({ filter, sentence, value, onValue }: TextProps): VNode {
  const words = useWords();
  const [isDay] = useState(value === '' || /^\d{4}-\d\d-\d\d$/.test(value));
  const take = (event: { readonly currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value);
  return (
    <label class="field">
      <span>{words.say(sentence)}</span>
      {isDay ? <input type="date" name={filter} value={value} onInput={take} /> : <input type="text" name={filter} value={value} onInput={take} />}
    </label>
  );
}
