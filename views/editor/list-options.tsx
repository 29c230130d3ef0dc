import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import { ExportChoice } from './export-choice.js';
import { ListColumns } from './list-columns.js';
import { ListFilters } from './list-filters.js';
import { isCount, kindOf, withFilter, type ListMacro } from './list-macro.js';
import { LIST_VOCABULARY, type ListKind, type ListMeaning } from './list-vocabulary.js';

export interface ListOptionsProps {
  readonly macro: ListMacro;
  readonly meaning: ListMeaning;
  readonly onChange: (macro: ListMacro) => void;
}

/** What of a place is listed, and how. A board or search page of GitLab's is shown as it is. */
export function ListOptions({ macro, meaning, onChange }: ListOptionsProps): VNode {
  const kind = kindOf(macro, meaning);
  const isFixed = meaning.kind === 'board' || meaning.kind === 'search';
  const isPage = meaning.list !== undefined && meaning.list.of === kind;
  return (
    <div class="options list-options">
      {isFixed ? null : <ListFilters kind={kind} macro={macro} place={meaning.place} isPage={isPage} onChange={onChange} />}
      {isFixed ? null : <ListColumns key={kind} kind={kind} macro={macro} onChange={onChange} />}
      <div class="list-order">
        {isFixed || LIST_VOCABULARY[kind].sorts.length === 0 ? null : <Order kind={kind} macro={macro} isPage={isPage} onChange={onChange} />}
        {meaning.kind === 'board' ? null : <Rows macro={macro} onChange={onChange} />}
      </div>
      <ExportChoice policy={macro.export} onPolicy={(policy) => onChange({ ...macro, export: policy })} />
    </div>
  );
}

interface OrderProps extends Pick<ListOptionsProps, 'macro' | 'onChange'> {
  readonly kind: ListKind;
  readonly isPage: boolean;
}

function Order({ kind, macro, isPage, onChange }: OrderProps): VNode {
  const words = useWords();
  const value = macro.filters.sort ?? '';
  const usual = kind === 'releases' ? 'released_at_desc' : 'created_desc';
  const offered = ['', ...(isPage ? [usual] : []), ...LIST_VOCABULARY[kind].sorts];
  const all = offered.includes(value) ? offered : [...offered, value];
  return (
    <label class="field">
      <span>{words.say('editor.sort')}</span>
      <select name="sort" value={value} onChange={(event) => onChange(withFilter(macro, 'sort', event.currentTarget.value))}>
        {all.map((sort) => (
          <option value={sort} selected={sort === value}>
            {sort === '' && isPage ? words.say('editor.asOnPage') : words.say('editor.sortName', { sort: sort || usual })}
          </option>
        ))}
      </select>
    </label>
  );
}

function Rows({ macro, onChange }: Pick<ListOptionsProps, 'macro' | 'onChange'>): VNode {
  const words = useWords();
  const isWrong = !isCount(macro.count);
  return (
    <div class="field list-rows">
      <label for="count">{words.say('editor.rows')}</label>
      <input id="count" type="text" inputMode="numeric" autocomplete="off" maxLength={3} placeholder="20" value={macro.count} aria-invalid={isWrong} aria-describedby={isWrong ? 'count-wrong' : undefined} onInput={(event) => onChange({ ...macro, count: event.currentTarget.value })} />
      {isWrong ? (
        <small id="count-wrong" class="wrong">
          {words.say('editor.rowsWrong')}
        </small>
      ) : null}
    </div>
  );
}
