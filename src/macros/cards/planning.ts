import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Words } from '../../../views/words/words.js';
import type { IterationThing, MilestoneThing } from '../../gitlab/things/planning.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describeMarkdown } from '../content/prose.js';
import { text } from './phrases.js';
import { said, type State } from './said.js';
import { CLOSED, OPEN } from './statuses.js';

const EXPIRED: State = { word: 'states.expired', tone: 'warning', icon: 'calendar' };

/** The first lines of a milestone's card, and of its chip. */
export function headOfMilestone({ title, webUrl, state, expired }: MilestoneThing, words: Words): HeadModel {
  const states = state === 'active' ? [OPEN, ...(expired ? [EXPIRED] : [])] : [CLOSED];
  return { icon: 'milestone', kind: words.say('kinds.milestone'), tone: state === 'active' ? OPEN.tone : CLOSED.tone, title, url: webUrl, badges: states.map((one) => said(one, words)) };
}

export function milestoneCard(thing: MilestoneThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { issues, mergeRequests } = thing;
  const { words } = setting;
  return {
    kind: 'plain',
    head: headOfMilestone(thing, words),
    foot,
    about: [[text(`${thing.fullPath}%${thing.iid}`)]],
    facts: [
      ...daysOf(thing, words),
      ...(issues ? [{ name: words.say('cards.issuesClosed'), value: [{ is: 'progress' as const, ...issues }] }] : []),
      ...(mergeRequests ? [{ name: words.say('cards.mergeRequestsMerged'), value: [{ is: 'progress' as const, ...mergeRequests }] }] : []),
    ],
    sections: descriptionOf(thing, setting),
  };
}

const ITERATIONS = {
  upcoming: { word: 'states.upcoming', tone: 'neutral', icon: 'calendar' },
  current: { word: 'states.current', tone: 'success', icon: 'running' },
  closed: CLOSED,
} as const satisfies Record<NonNullable<IterationThing['state']>, State>;

/** The first lines of an iteration's card, and of its chip. */
export function headOfIteration(thing: IterationThing, words: Words): HeadModel {
  const state = thing.state && ITERATIONS[thing.state];
  return { icon: 'iteration', kind: words.say('kinds.iteration'), tone: state?.tone ?? 'neutral', title: thing.title ?? untitled(thing, words), url: thing.webUrl, badges: state ? [said(state, words)] : [] };
}

function untitled({ startDate, dueDate, id }: IterationThing, words: Words): string {
  if (startDate === undefined || dueDate === undefined) return words.say('cards.iteration', { id: String(id) });
  return words.say('cards.days', { from: words.calendarDay(startDate), to: words.calendarDay(dueDate) });
}

export function iterationCard(thing: IterationThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { words } = setting;
  return { kind: 'plain', head: headOfIteration(thing, words), foot, about: [[text(thing.fullPath)]], facts: daysOf(thing, words), sections: descriptionOf(thing, setting) };
}

function daysOf({ startDate, dueDate }: Pick<MilestoneThing, 'startDate' | 'dueDate'>, words: Words): PlainFact[] {
  return [
    ...(startDate === undefined ? [] : [{ name: words.say('cards.starts'), value: [{ is: 'day' as const, day: startDate }] }]),
    ...(dueDate === undefined ? [] : [{ name: words.say('cards.due'), value: [{ is: 'day' as const, day: dueDate }] }]),
  ];
}

function descriptionOf({ description, webUrl }: Pick<MilestoneThing, 'description' | 'webUrl'>, setting: Setting): SectionModel[] {
  const prose = description === undefined ? undefined : describeMarkdown(description, textAt(webUrl, setting));
  return prose ? [{ is: 'prose', title: undefined, prose }] : [];
}
