import type { VNode } from 'preact';
import type { Tone } from '../parts/badge.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Labels, type LabelModel } from '../parts/label.js';
import { Outside } from '../parts/outside.js';
import { Values, type Phrase } from '../parts/value.js';
import { useWords } from '../words/context.js';
import { ListHeading, type SortModel } from './list-heading.js';
import { Foot, Head, type FootModel, type HeadModel } from './frame.js';

export type CellModel = { readonly is: 'phrase'; readonly phrase: Phrase } | { readonly is: 'labels'; readonly labels: readonly LabelModel[] };

export interface ListRowModel {
  readonly icon: IconName;
  /** Names the icon to those who can't see it; undefined where the list's title says it. */
  readonly iconLabel: string | undefined;
  readonly tone: Tone;
  readonly title: string;
  readonly url: string;
  /** `#12`, `v1.4.0` */
  readonly reference: string | undefined;
  /** One for each heading; undefined where there is nothing to show. */
  readonly cells: readonly (CellModel | undefined)[];
}

/** Things that match a filter, as a table; in a narrow frame each row is a small block. */
export interface ListCardModel {
  readonly kind: 'list';
  readonly head: HeadModel;
  readonly foot: FootModel;
  /** What it is filtered by, in a few words each. */
  readonly about: readonly string[];
  /** What is wrong with the filter, in sentences for its author. */
  readonly problems: readonly string[];
  /** One sentence that a reader must not miss. */
  readonly notice: string | undefined;
  /** Of the columns behind the title. */
  readonly headings: readonly string[];
  /** Of the title and of these columns: how readers sort by them. Undefined, or left out, where that can't be. */
  readonly sorts: readonly (SortModel | undefined)[];
  readonly rows: readonly ListRowModel[];
  /** Where the next page comes from, below the app's base path. */
  readonly more: string | undefined;
  /** There are more than a frame loads. */
  readonly cut: boolean;
}

export function ListCard({ card }: { card: ListCardModel }): VNode {
  const { head, about, problems, notice, rows, foot } = card;
  const words = useWords();
  return (
    <article class="card list-card">
      <Head {...head}>
        {about.map((filter) => (
          <span dir="auto">{filter}</span>
        ))}
      </Head>
      <ListProblems problems={problems} />
      {notice === undefined ? null : <p class="card-notice">{notice}</p>}
      {rows.length > 0 ? <ListRows card={card} /> : null}
      {rows.length === 0 && problems.length === 0 ? <p class="note list-empty">{words.say('listing.empty')}</p> : null}
      <ListMore card={card} />
      <Foot {...foot} />
    </article>
  );
}

/** What an author has to change before anything can be listed. */
export function ListProblems({ problems }: { problems: readonly string[] }): VNode | null {
  const words = useWords();
  if (problems.length === 0) return null;
  return (
    <div class="card-notice list-problems">
      <p>{words.say('listing.problems')}</p>
      <ul>
        {problems.map((problem) => (
          <li>{problem}</li>
        ))}
      </ul>
    </div>
  );
}

/** More columns than this may need more room than a frame has. */
const MOST_FITTING = 5;

function ListRows({ card }: { card: ListCardModel }): VNode {
  if (card.headings.length <= MOST_FITTING) return <ListTable card={card} />;
  return (
    <div class="list-scroll" role="region" aria-label={card.head.title} tabIndex={0}>
      <ListTable card={card} />
    </div>
  );
}

/** The roles say again what the elements are: a narrow frame lays them out as blocks, which some readers take for no table. */
function ListTable({ card: { head, headings, sorts, rows } }: { card: ListCardModel }): VNode {
  const words = useWords();
  return (
    <table class="list" role="table" aria-label={head.title}>
      <thead role="rowgroup">
        <tr role="row" data-sort-by={words.say('listing.sort')}>
          {[words.say('listing.title'), ...headings].map((heading, index) => (
            <ListHeading text={heading} sort={sorts[index]} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" data-rows>
        {rows.map((row) => (
          <Row row={row} headings={headings} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, headings }: { row: ListRowModel; headings: readonly string[] }): VNode {
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <span class={`list-icon ink-${row.tone}`}>
          <Icon name={row.icon} {...(row.iconLabel === undefined ? {} : { label: row.iconLabel })} />
        </span>
        <span class="list-title" dir="auto">
          <Outside href={row.url}>{row.title}</Outside> {row.reference === undefined ? null : <span class="quiet list-reference">{row.reference}</span>}
        </span>
      </th>
      {row.cells.map((cell, index) => (
        <td role="cell" class={cell === undefined ? 'blank' : undefined} data-heading={headings[index]}>
          {cell ? <Cell cell={cell} /> : null}
        </td>
      ))}
    </tr>
  );
}

function Cell({ cell }: { cell: CellModel }): VNode {
  return cell.is === 'labels' ? <Labels labels={cell.labels} /> : <Values phrase={cell.phrase} />;
}

function ListMore({ card: { more, cut, head } }: { card: ListCardModel }): VNode {
  const words = useWords();
  return (
    <div class="list-more" data-list-more>
      {more === undefined ? null : (
        <button type="button" data-action="more" data-more={more}>
          {words.say('listing.more')}
        </button>
      )}
      {cut ? (
        <p class="note">{words.rich('listing.cut', { link: (inside) => <Outside href={head.url}>{inside}</Outside> })}</p>
      ) : null}
      <p class="note" data-more-message data-failed={words.say('listing.notSorted')}></p>
    </div>
  );
}
