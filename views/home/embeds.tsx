import type { VNode } from 'preact';
import type { Health } from '../../src/embeds/embed.js';
import { Badge, type Status } from '../parts/badge.js';
import { Moment } from '../parts/moment.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';
import type { MessageKey } from '../words/words.js';

/** One embed: what a macro shows in a page, and how that is. */
export interface EmbedRowModel {
  readonly pageId: string;
  /** Where the page opens in Confluence. */
  readonly page: string;
  readonly space: string | undefined;
  /** As the page stores it; what is no web address shows without a link. */
  readonly url: string;
  /** As the app calls kinds of references: `merge-request`. */
  readonly kind: string;
  readonly health: Health;
  /** ISO 8601. */
  readonly seenAt: string;
}

export interface EmbedRowsModel {
  readonly rows: readonly EmbedRowModel[];
  /** Of all in the same place, whatever the filter. */
  readonly counts: Readonly<Record<Health, number>>;
  /** Where the next rows begin; undefined at the end. */
  readonly next: string | undefined;
}

export interface EmbedsModel extends EmbedRowsModel {
  /** Below the app's base path: answers this anew and, with `rows`, the rows alone; with `/file` behind it, the CSV. */
  readonly address: string;
  /** To choose from; undefined where the embeds of all spaces are shown together. */
  readonly spaces: readonly { readonly key: string; readonly name: string }[] | undefined;
  /** There are spaces that nobody asked about: they can be named. */
  readonly moreSpaces: boolean;
}

const HEALTH: Readonly<Record<Health, { readonly name: MessageKey; readonly means: MessageKey; readonly look: Pick<Status, 'tone' | 'icon'> }>> = {
  shown: { name: 'embeds.shown', means: 'embeds.shownMeans', look: { tone: 'success', icon: 'check' } },
  moved: { name: 'embeds.moved', means: 'embeds.movedMeans', look: { tone: 'warning', icon: 'arrow' } },
  archived: { name: 'embeds.archived', means: 'embeds.archivedMeans', look: { tone: 'neutral', icon: 'archive' } },
  unreadable: { name: 'embeds.unreadable', means: 'embeds.unreadableMeans', look: { tone: 'danger', icon: 'eyeOff' } },
  unsupported: { name: 'embeds.unsupported', means: 'embeds.unsupportedMeans', look: { tone: 'danger', icon: 'cross' } },
  unknown: { name: 'embeds.unknown', means: 'embeds.unknownMeans', look: { tone: 'neutral', icon: 'paused' } },
};
const HEALTHS = Object.keys(HEALTH) as readonly Health[];

/** Embeds with a filter, brought to life by `public/home-embeds.ts`. */
export function Embeds({ address, spaces, moreSpaces, ...rows }: EmbedsModel): VNode {
  const words = useWords();
  const isNothing = spaces?.length === 0;
  return (
    <div class="embeds" data-embeds={address} data-say-failed={words.say('embeds.failed')} data-say-saved={words.say('embeds.saved')} data-say-cut={words.say('embeds.cut')}>
      {isNothing ? <p class="quiet">{words.say('embeds.noSpace')}</p> : <Filter spaces={spaces} />}
      {moreSpaces ? <OtherSpace /> : null}
      <p class="work-message" role="status" data-embeds-message></p>
      {isNothing ? null : (
        <div data-embeds-rows>
          <EmbedRows {...rows} />
        </div>
      )}
      <Meanings />
    </div>
  );
}

function Filter({ spaces }: Pick<EmbedsModel, 'spaces'>): VNode {
  const words = useWords();
  return (
    <form class="work-filter" role="search" aria-label={words.say('embeds.filter')} data-embeds-filter>
      <label>
        <span class="unseen">{words.say('embeds.words')}</span>
        <input type="search" name="words" placeholder={words.say('embeds.words')} autocomplete="off" spellcheck={false} maxLength={200} />
      </label>
      {spaces ? (
        <label>
          <span class="unseen">{words.say('embeds.space')}</span>
          <select name="space">
            {spaces.map(({ key, name }) => (
              <option value={key}>{name === key ? key : words.say('embeds.named', { name, key })}</option>
            ))}
          </select>
        </label>
      ) : null}
      <label>
        <span class="unseen">{words.say('embeds.health')}</span>
        <select name="health">
          <option value="">{words.say('embeds.anyHealth')}</option>
          {HEALTHS.map((health) => (
            <option value={health}>{words.say(HEALTH[health].name)}</option>
          ))}
        </select>
      </label>
      <button type="button" data-embeds-file>
        {words.say('embeds.file')}
      </button>
    </form>
  );
}

function OtherSpace(): VNode {
  const words = useWords();
  return (
    <form class="work-filter" data-embeds-other>
      <label>
        <span class="unseen">{words.say('embeds.otherSpace')}</span>
        <input type="text" name="space" placeholder={words.say('embeds.otherSpace')} autocomplete="off" spellcheck={false} maxLength={255} required />
      </label>
      <button type="submit">{words.say('embeds.showSpace')}</button>
    </form>
  );
}

/** What a filter finds, with how much there is of each health. */
export function EmbedRows({ rows, counts, next }: EmbedRowsModel): VNode {
  const words = useWords();
  return (
    <>
      <ul class="embed-counts" aria-label={words.say('embeds.counts')}>
        {HEALTHS.filter((health) => counts[health] > 0).map((health) => (
          <li>
            <Badge {...HEALTH[health].look} text={words.say('embeds.count', { health: words.say(HEALTH[health].name), count: counts[health] })} />
          </li>
        ))}
      </ul>
      {rows.length > 0 ? (
        <ul class="work-rows" data-embeds-list>
          {rows.map((row) => (
            <EmbedRow {...row} />
          ))}
        </ul>
      ) : (
        <p class="quiet nothing">{words.say(next === undefined ? 'embeds.none' : 'embeds.noneYet')}</p>
      )}
      {next === undefined ? null : (
        <button type="button" data-embeds-more={next}>
          {words.say('embeds.more')}
        </button>
      )}
    </>
  );
}

function EmbedRow({ pageId, page, space, url, kind, health, seenAt }: EmbedRowModel): VNode {
  const words = useWords();
  const { name, look } = HEALTH[health];
  return (
    <li class="work-row" data-health={health}>
      <div class="work-text">
        <p class="work-title" dir="auto">
          {url === '' ? words.say('embeds.noAddress') : <Outside href={url}>{url}</Outside>}
        </p>
        <p class="byline">
          <Badge {...look} text={words.say(name)} />
          <span>{words.say('home.kind', { kind: kind.replaceAll('-', '_') })}</span>
          <Outside href={page}>{words.say('embeds.page', { id: pageId })}</Outside>
          {space === undefined ? null : <span>{space}</span>}
          <span>{words.rich('embeds.seen', { day: <Moment at={seenAt} /> })}</span>
        </p>
      </div>
    </li>
  );
}

function Meanings(): VNode {
  const words = useWords();
  return (
    <details class="embed-meanings">
      <summary>{words.say('embeds.meanings')}</summary>
      <dl class="facts">
        {HEALTHS.map((health) => (
          <>
            <dt>{words.say(HEALTH[health].name)}</dt>
            <dd>{words.say(HEALTH[health].means)}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}

/** Loads the embeds of a space's administrator once it is opened: nobody is asked who they are before. */
export function EmbedsSection(): VNode {
  const words = useWords();
  return (
    <section class="own-embeds" aria-labelledby="embeds-title">
      <h2 id="embeds-title">{words.say('embeds.title')}</h2>
      <details data-embeds-open="/api/home/embeds">
        <summary>{words.say('embeds.open')}</summary>
        <p class="quiet">{words.say('embeds.hint')}</p>
        <div data-embeds-place>
          <p class="quiet" role="status" data-embeds-waiting data-say-failed={words.say('embeds.failed')}>
            {words.say('embeds.loading')}
          </p>
        </div>
      </details>
    </section>
  );
}
