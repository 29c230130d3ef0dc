import type { VNode } from 'preact';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';
import { FilterBar } from './filter-bar.js';
import { WorkRow, type RowModel } from './work-row.js';

export type TabName = 'todos' | 'issues' | 'mergeRequests' | 'reviews' | 'recent';

const TABS: Readonly<Record<TabName, { readonly title: MessageKey; readonly none: MessageKey }>> = {
  todos: { title: 'home.todos', none: 'home.todosNone' },
  issues: { title: 'home.issues', none: 'home.issuesNone' },
  mergeRequests: { title: 'home.mergeRequests', none: 'home.mergeRequestsNone' },
  reviews: { title: 'home.reviews', none: 'home.reviewsNone' },
  recent: { title: 'home.recent', none: 'home.recentNone' },
};

export interface TabModel {
  readonly name: TabName;
  readonly rows: readonly RowModel[];
  /** Of all there are in GitLab; undefined where it does not count. */
  readonly total: number | undefined;
  /** Instances that could not tell this list. */
  readonly untold: readonly string[];
  /** Where GitLab has the whole list. */
  readonly pages: readonly { readonly gitlab: string; readonly url: string }[];
}

/** A GitLab that does not answer. */
export interface NoticeModel {
  readonly gitlab: string;
  /** The time of the next try, in words. */
  readonly retry: string;
  /** How old what is shown of it is, in words; undefined where nothing is. */
  readonly copyAge: string | undefined;
}

export interface WorkModel {
  readonly tabs: readonly TabModel[];
  readonly notices: readonly NoticeModel[];
  /** Of the oldest part, in whole minutes, as milliseconds. */
  readonly age: number;
}

/** Lists in tabs (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/), brought to life by `public/home-tabs.ts`; without scripts all of them show. */
export function Work({ tabs, notices }: WorkModel): VNode {
  const words = useWords();
  const rows = tabs.flatMap((tab) => tab.rows);
  return (
    <section class="work" aria-label={words.say('home.work')} data-work {...sentences(words)}>
      {notices.map((notice) => (
        <Notice {...notice} />
      ))}
      {tabs.length === 0 ? null : (
        <>
          <div class="tabs" role="tablist" aria-label={words.say('home.work')}>
            {tabs.map((tab, index) => (
              <button type="button" role="tab" id={`tab-${tab.name}`} aria-controls={`panel-${tab.name}`} aria-selected={index === 0} tabIndex={index === 0 ? 0 : -1} data-tab={tab.name}>
                {words.say(TABS[tab.name].title)}{' '}
                <Counter tab={tab} />
              </button>
            ))}
          </div>
          {rows.length > 0 ? <FilterBar rows={rows} /> : null}
          <p class="work-message" role="status" data-work-message></p>
          {tabs.map((tab, index) => (
            <Panel tab={tab} hidden={index > 0} />
          ))}
        </>
      )}
    </section>
  );
}

/** What the scripts say, in the language of the page. */
function sentences(words: ReturnType<typeof useWords>) {
  return {
    'data-say-macro': words.say('home.copiedMacro'),
    'data-say-link': words.say('home.copiedLink'),
    'data-say-failed': words.say('home.copyFailed'),
    'data-say-shown': words.say('home.filtered', { shown: '{shown}', all: '{all}' }),
  };
}

function Counter({ tab }: { tab: TabModel }): VNode {
  const words = useWords();
  const text = tab.total === undefined ? `${words.number(tab.rows.length)}+` : words.number(tab.total);
  return (
    <span class="tab-count" data-count={text}>
      {text}
    </span>
  );
}

function Panel({ tab, hidden }: { tab: TabModel; hidden: boolean }): VNode {
  const words = useWords();
  const { name, rows, untold } = tab;
  return (
    <div class="panel" role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`} tabIndex={0} hidden={hidden} data-panel={name}>
      {untold.map((gitlab) => (
        <p class="banner">{words.say('home.untold', { gitlab })}</p>
      ))}
      {rows.length > 0 ? (
        <ul class="work-rows">
          {rows.map((row) => (
            <WorkRow {...row} />
          ))}
        </ul>
      ) : untold.length === 0 ? (
        <p class="quiet nothing">{words.say(TABS[name].none)}</p>
      ) : null}
      <p class="quiet nothing" data-nothing hidden>
        {words.say('home.filteredNone')}
      </p>
      <Whole tab={tab} />
    </div>
  );
}

/** Where the rest is, and how much of it is here. */
function Whole({ tab: { name, rows, total, pages } }: { tab: TabModel }): VNode | null {
  const words = useWords();
  if (pages.length === 0) return name === 'recent' && rows.length > 0 ? <p class="quiet panel-foot">{words.say('home.recentHint')}</p> : null;
  const isCut = total === undefined || total > rows.length;
  return (
    <p class="quiet panel-foot">
      {isCut && rows.length > 0 ? <span>{total === undefined ? words.say('home.firstOfMany', { shown: rows.length }) : words.say('home.firstOf', { shown: rows.length, total })}</span> : null}
      {pages.map(({ gitlab, url }) => (
        <Outside href={url}>{words.say('home.openList', { gitlab })}</Outside>
      ))}
    </p>
  );
}

function Notice({ gitlab, retry, copyAge }: NoticeModel): VNode {
  const words = useWords();
  return (
    <div class="banner try-again">
      <p>
        {words.say('home.away', { gitlab, time: retry })} {copyAge === undefined ? null : words.say('home.awayCopy', { ago: copyAge })}
      </p>
      <button type="button" data-action="retry">
        {words.say('home.tryAgain')}
      </button>
    </div>
  );
}
