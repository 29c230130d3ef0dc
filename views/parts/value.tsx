import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import { Badge, type Status } from './badge.js';
import { Day, Moment } from './moment.js';
import { Outside } from './outside.js';
import { People, type PersonModel } from './person.js';
import { Progress } from './progress.js';

/** One piece of what a card tells in a line or beside a name. */
export type Value =
  | { readonly is: 'text'; readonly text: string; readonly url?: string | undefined; readonly code?: boolean; readonly quiet?: boolean }
  /** ISO 8601. */
  | { readonly is: 'moment'; readonly at: string }
  /** `YYYY-MM-DD` */
  | { readonly is: 'day'; readonly day: string }
  | { readonly is: 'status'; readonly status: Status; readonly url?: string | undefined }
  | { readonly is: 'people'; readonly people: readonly PersonModel[] }
  /** So many of so many are done. */
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'changes'; readonly additions: number; readonly deletions: number };

/** Several values read as one phrase: blanks between them are the text's own. */
export type Phrase = readonly Value[];

export function Values({ phrase }: { phrase: Phrase }): VNode {
  return <>{phrase.map((value) => draw(value))}</>;
}

function draw(value: Value): VNode | string {
  switch (value.is) {
    case 'text':
      return drawText(value);
    case 'moment':
      return <Moment at={value.at} />;
    case 'day':
      return <Day day={value.day} />;
    case 'status':
      return value.url === undefined ? <Badge {...value.status} /> : <Outside href={value.url}><Badge {...value.status} /></Outside>;
    case 'people':
      return <People people={value.people} />;
    case 'progress':
      return <Progress done={value.done} total={value.total} />;
    case 'changes':
      return <Changes {...value} />;
  }
}

/** Lines that were added and taken away. */
export function Changes({ additions, deletions }: { additions: number; deletions: number }): VNode {
  const words = useWords();
  return (
    <span class="changes">
      <span class="added">+{words.number(additions)}</span> <span class="removed">−{words.number(deletions)}</span>
    </span>
  );
}

function drawText({ text, url, code, quiet }: Extract<Value, { is: 'text' }>): VNode | string {
  const shown = code ? <code>{text}</code> : text;
  if (url !== undefined) return <Outside href={url}>{shown}</Outside>;
  return quiet ? <span class="quiet">{shown}</span> : <>{shown}</>;
}
