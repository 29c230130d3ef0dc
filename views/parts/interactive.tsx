import type { ComponentType, VNode } from 'preact';
import { Speaking } from '../words/context.js';
import type { Messages, Words } from '../words/words.js';
import { safeJson } from './safe-json.js';

/** What a page's script needs to render the same as the server did. */
export interface PageData<Props> {
  readonly props: Props;
  readonly speech: {
    readonly messages: Partial<Messages>;
    readonly language: string;
    readonly locale: string;
    readonly timeZone: string;
  };
}

export interface InteractiveProps<Props extends object> {
  readonly View: ComponentType<Props>;
  /** Plain data only: it travels as JSON. */
  readonly props: Props;
  readonly words: Words;
  /** Of the language of `words`. */
  readonly messages: Messages;
  /** Those that the view says something of. */
  readonly areas: readonly (keyof Messages)[];
}

/** A view that a script of `public/hydrate` brings to life, and the data for it. Views go without `useId`: it differs between the two. */
export function Interactive<Props extends object>({ View, props, words, messages, areas }: InteractiveProps<Props>): VNode {
  const { language, locale, timeZone } = words;
  const data: PageData<Props> = { props, speech: { messages: pick(messages, areas), language, locale, timeZone } };
  return (
    <>
      <div data-interactive>
        <Speaking.Provider value={words}>
          <View {...props} />
        </Speaking.Provider>
      </div>
      <script type="application/json" id="page-data" dangerouslySetInnerHTML={{ __html: safeJson(data) }} />
    </>
  );
}

function pick(messages: Messages, areas: readonly (keyof Messages)[]): Partial<Messages> {
  return Object.fromEntries(areas.map((area) => [area, messages[area]]));
}
