import type { VNode } from 'preact';
import { Badge, type Status, type Tone } from '../parts/badge.js';
import { Code, type CodeProps } from '../parts/code.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Outside } from '../parts/outside.js';
import { Prose, type ProseProps } from '../parts/prose.js';
import { Values, type Phrase } from '../parts/value.js';
import { useWords } from '../words/context.js';

/** One line of a list: what it is, and what stands at the line's end. */
export interface RowModel {
  readonly icon: IconName;
  /** Names the icon to those who can't see it; undefined where the words say it. */
  readonly iconLabel?: string | undefined;
  readonly tone?: Tone | undefined;
  readonly main: Phrase;
  readonly end?: Phrase | undefined;
}

/** A list among others that stand side by side where there is room. */
export interface ColumnModel {
  readonly title: string;
  readonly status: Status;
  readonly rows: readonly RowModel[];
}

interface Titled {
  readonly title: string | undefined;
  readonly url?: string | undefined;
}

/** A part of a card below its facts. */
export type SectionModel =
  | (Titled & { readonly is: 'prose'; readonly prose: ProseProps })
  /** `more` says what is left out, and where it is. */
  | (Titled & { readonly is: 'rows'; readonly rows: readonly RowModel[]; readonly more?: Phrase | undefined })
  | (Titled & { readonly is: 'columns'; readonly columns: readonly ColumnModel[]; readonly more?: Phrase | undefined })
  | (Titled & { readonly is: 'code'; readonly code: CodeProps | undefined; readonly note: string | undefined });

export function Section(section: SectionModel): VNode {
  const { title, url } = section;
  return (
    <section class="section" {...(title === undefined ? {} : { 'aria-label': title })}>
      {title === undefined ? null : <h2 class="section-title">{url === undefined ? title : <Outside href={url}>{title}</Outside>}</h2>}
      <Body {...section} />
    </section>
  );
}

function Body(section: SectionModel): VNode {
  switch (section.is) {
    case 'prose':
      return <Prose {...section.prose} />;
    case 'rows':
      return <Rows rows={section.rows} more={section.more} />;
    case 'columns':
      return <Columns columns={section.columns} more={section.more} />;
    case 'code':
      return (
        <>
          {section.code ? <Code {...section.code} /> : null}
          {section.note === undefined ? null : <p class="note">{section.note}</p>}
        </>
      );
  }
}

/** Rows that stay open; a few more don't hide behind a click. */
const SHOWN = 12;
const SPARED = 3;

function Rows({ rows, more }: { rows: readonly RowModel[]; more: Phrase | undefined }): VNode {
  const words = useWords();
  const shown = rows.length > SHOWN + SPARED ? SHOWN : rows.length;
  return (
    <>
      <ul class="rows">{rows.slice(0, shown).map((row) => <Row {...row} />)}</ul>
      {shown < rows.length ? (
        <details class="rows-fold">
          <summary>{words.say('cards.showRows', { count: rows.length - shown })}</summary>
          <ul class="rows">{rows.slice(shown).map((row) => <Row {...row} />)}</ul>
        </details>
      ) : null}
      {more ? <p class="note"><Values phrase={more} /></p> : null}
    </>
  );
}

function Columns({ columns, more }: { columns: readonly ColumnModel[]; more: Phrase | undefined }): VNode {
  return (
    <>
      <div class="columns">
        {columns.map(({ title, status, rows }) => (
          <div class="column">
            <h3 class="column-title">
              <span dir="auto">{title}</span> <Badge {...status} />
            </h3>
            <Rows rows={rows} more={undefined} />
          </div>
        ))}
      </div>
      {more ? <p class="note"><Values phrase={more} /></p> : null}
    </>
  );
}

function Row({ icon, iconLabel, tone, main, end }: RowModel): VNode {
  return (
    <li class="row">
      <span class={tone === undefined ? 'row-icon' : `row-icon ink-${tone}`}><Icon name={icon} {...(iconLabel === undefined ? {} : { label: iconLabel })} /></span>
      <span class="row-main" dir="auto"><Values phrase={main} /></span>
      {end ? <span class="row-end"><Values phrase={end} /></span> : null}
    </li>
  );
}
