import type { Words } from '../words/words.js';
import type { RefChoice } from './answer.js';
import type { Choice } from './choice-row.js';
import type { ListPlace, ValueChoice } from './list-vocabulary.js';
import { refChoices, refsAddress } from './ref-choices.js';
import type { Suggestions } from './value-field.js';

/** Labels or milestones of a place, and what GitLab knows by a word. */
export function valueSuggestions(words: Words, place: ListPlace | undefined, of: 'labels' | 'milestones', more: readonly string[]): Suggestions<readonly ValueChoice[]> {
  return {
    address: (typed) => valuesAddress(place, of, typed),
    choices: (found) => found.filter(({ value }) => of !== 'labels' || !value.includes(',')).map(({ value, detail, color }) => ({ key: value, title: value, value, color, detail: detail === undefined ? undefined : words.calendarDay(detail), icon: of === 'milestones' ? 'milestone' : undefined })),
    always: more.map((value) => wordChoice(words, value)),
  };
}

/** The members of a place; commits have names and no usernames. */
export function peopleSuggestions(words: Words, place: ListPlace | undefined, more: readonly string[], byName: boolean): Suggestions<readonly ValueChoice[]> {
  return {
    address: (typed) => valuesAddress(place, 'people', typed),
    choices: (found) => found.map(({ value, detail }) => ({ key: value, icon: 'person', title: detail ?? value, detail: `@${value}`, value: byName ? (detail ?? value) : value })),
    always: more.map((value) => wordChoice(words, value)),
  };
}

/** Branches and tags of a project. */
export function refSuggestions(words: Words, place: ListPlace | undefined): Suggestions<readonly RefChoice[]> {
  return {
    address: (typed) => (place?.level === 'project' ? refsAddress(place.instance, place.fullPath, typed) : ''),
    choices: (found) => refChoices(words, found).map((choice) => ({ ...choice, value: choice.title })),
    always: [],
  };
}

function valuesAddress(place: ListPlace | undefined, of: 'labels' | 'milestones' | 'people', typed: string): string {
  return place ? `/api/editor/values?${new URLSearchParams({ instance: place.instance, place: place.fullPath, of, words: typed.trim().replace(/^@/, '') })}` : '';
}

function wordChoice(words: Words, value: string): Choice<string> {
  return { key: value, title: value, detail: words.say('editor.wordMeaning', { word: value.replace('@', '') }), group: words.say('editor.always'), value };
}
