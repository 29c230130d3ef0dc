import type { VNode } from 'preact';
import { Icon } from '../parts/icon.js';
import { useWords } from '../words/context.js';

/** How a list is sorted by one of its columns. */
export interface SortModel {
  /** Names the column among the others: `updated_at`. */
  readonly column: string;
  /** Undefined where the list is not sorted by it. */
  readonly now: 'ascending' | 'descending' | undefined;
  /** Where the list comes from in the other order, below the app's base path. */
  readonly address: string;
}

/** The head of a column: a button where readers can sort by it. Its script is `public/sort.ts`. */
export function ListHeading({ text, sort }: { text: string; sort: SortModel | undefined }): VNode {
  if (!sort) {
    return (
      <th scope="col" role="columnheader">
        {text}
      </th>
    );
  }
  return (
    <th scope="col" role="columnheader" {...(sort.now === undefined ? {} : { 'aria-sort': sort.now })}>
      <SortButton text={text} sort={sort} />
    </th>
  );
}

function SortButton({ text, sort: { column, now, address } }: { text: string; sort: SortModel }): VNode {
  const words = useWords();
  return (
    <button
      type="button"
      class="bare list-sort"
      data-action="sort"
      data-column={column}
      data-address={address}
      title={words.say('listing.sortBy', { column: text })}
      {...(now === undefined ? {} : { 'data-said': words.say('listing.sorted', { column: text, order: now }) })}
    >
      {text}
      <Icon name={now === 'ascending' ? 'up' : 'down'} />
    </button>
  );
}
