import type { MessageKey, Words } from '../../../views/words/words.js';
import { sortName } from '../../gitlab/references/list-filter.js';
import type { ListFilter } from '../../gitlab/references/reference.js';
import { typeName } from './work-item-types.js';

/** What a list is filtered by, besides its state, in a few words each. */
export function filterWords(filter: ListFilter, words: Words): string[] {
  const { labels = [], types = [], milestone, assignee, author, reviewer, search, refAndPath, createdAfter, createdBefore, updatedAfter, updatedBefore, sort } = filter;
  const dated = (key: MessageKey, date: string | undefined) => (date === undefined ? [] : [words.say(key, { date: dateWords(date, words) })]);
  const by = (key: MessageKey, person: string | undefined) => (person === undefined ? [] : [words.say(key, { name: personWords(person, words) })]);
  return [
    ...labels.map((label) => words.say('lists.label', { label })),
    ...types.map((type) => words.say('lists.type', { type: typeName(type.toLowerCase().replaceAll('_', ' '), words) })),
    ...(milestone === undefined ? [] : [words.say('lists.milestone', { name: milestoneWords(milestone, words) })]),
    ...by('lists.assignee', assignee),
    ...by('lists.author', author),
    ...by('lists.reviewer', reviewer),
    ...(search === undefined ? [] : [words.say('lists.search', { text: search })]),
    ...(refAndPath === undefined ? [] : [words.say('lists.ref', { ref: refAndPath })]),
    ...dated('lists.createdAfter', createdAfter),
    ...dated('lists.createdBefore', createdBefore),
    ...dated('lists.updatedAfter', updatedAfter),
    ...dated('lists.updatedBefore', updatedBefore),
    ...(sort === undefined ? [] : [sortWords(sort, words)]),
  ];
}

/** That more is listed than where the link leads; undefined where that is not so. */
export function ignoredWords({ ignored = [] }: ListFilter, words: Words): string | undefined {
  return ignored.length === 0 ? undefined : words.say('lists.ignored', { names: ignored.join(', ') });
}

function personWords(name: string, words: Words): string {
  if (/^none$/i.test(name)) return words.say('lists.nobody');
  return /^any$/i.test(name) ? words.say('lists.anybody') : `@${name}`;
}

function milestoneWords(title: string, words: Words): string {
  if (/^none$/i.test(title)) return words.say('lists.noMilestone');
  return /^any$/i.test(title) ? words.say('lists.anyMilestone') : title;
}

/** A day as such; a moment with its time. */
function dateWords(date: string, words: Words): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return words.calendarDay(date);
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? date : words.minute(time);
}

/** `created_desc` to `sorted by created, newest first`. */
function sortWords(sort: string, words: Words): string {
  const name = sortName(sort);
  const order = name.replace(/_(?:asc|desc)$/, '').replace(/_at$/, '');
  const isTime = /^(?:created|updated|closed|merged|released)$/.test(order);
  const isDescending = name.endsWith('_desc');
  const direction = isTime ? (isDescending ? 'newest' : 'oldest') : isDescending ? 'descending' : 'usual';
  return words.say('lists.sort', { order, name: order.replaceAll('_', ' '), direction });
}
