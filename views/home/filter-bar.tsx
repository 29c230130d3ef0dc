import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { RowModel } from './work-row.js';

/** Filters what is on the page already (`public/home-filter.ts`). What all rows have alike can't be chosen. */
export function FilterBar({ rows }: { rows: readonly RowModel[] }): VNode {
  const words = useWords();
  const kinds = optionsOf(rows.map(({ kind, kindName }) => [kind, kindName]));
  const projects = optionsOf(rows.flatMap(({ project }) => (project === '' ? [] : [[project, project]])));
  const states = optionsOf(rows.flatMap(({ state, stateName }) => (state && stateName ? [[stateName, state.text]] : [])));
  return (
    <form class="work-filter" role="search" aria-label={words.say('home.filter')} data-filter>
      <label>
        <span class="unseen">{words.say('home.filterText')}</span>
        <input type="search" name="text" placeholder={words.say('home.filterText')} autocomplete="off" spellcheck={false} />
      </label>
      <Choice field="project" label={words.say('home.filterProject')} all={words.say('home.filterProjects')} options={projects} />
      <Choice field="kind" label={words.say('home.filterKind')} all={words.say('home.filterKinds')} options={kinds} />
      <Choice field="state" label={words.say('home.filterState')} all={words.say('home.filterStates')} options={states} />
      <button type="reset" hidden data-clear>
        {words.say('home.filterClear')}
      </button>
    </form>
  );
}

type Option = readonly [value: string, text: string];

function Choice({ field, label, all, options }: { field: string; label: string; all: string; options: readonly Option[] }): VNode | null {
  if (options.length < 2) return null;
  return (
    <label>
      <span class="unseen">{label}</span>
      <select name={field}>
        <option value="">{all}</option>
        {options.map(([value, text]) => (
          <option value={value}>{text}</option>
        ))}
      </select>
    </label>
  );
}

function optionsOf(all: readonly (readonly [string, string] | readonly string[])[]): readonly Option[] {
  const once = new Map(all.map(([value = '', text = '']) => [value, text]));
  return [...once].sort(([, left], [, right]) => left.localeCompare(right));
}
