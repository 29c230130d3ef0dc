import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Status } from '../../../views/parts/badge.js';
import type { IterationThing, MilestoneThing } from '../../gitlab/things/planning.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describeMarkdown } from '../content/prose.js';
import { text } from './phrases.js';

const OPEN: Status = { text: 'Open', tone: 'success', icon: 'open' };
const CLOSED: Status = { text: 'Closed', tone: 'information', icon: 'check' };
const EXPIRED: Status = { text: 'Expired', tone: 'warning', icon: 'calendar' };

/** The first lines of a milestone's card, and of its chip. */
export function headOfMilestone({ title, webUrl, state, expired }: MilestoneThing): HeadModel {
  const status = state === 'active' ? OPEN : CLOSED;
  return { icon: 'milestone', kind: 'Milestone', tone: status.tone, title, url: webUrl, badges: state === 'active' && expired ? [status, EXPIRED] : [status] };
}

export function milestoneCard(thing: MilestoneThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { issues, mergeRequests } = thing;
  return {
    kind: 'plain',
    head: headOfMilestone(thing),
    foot,
    about: [[text(`${thing.fullPath}%${thing.iid}`)]],
    facts: [
      ...daysOf(thing),
      ...(issues ? [{ name: 'Issues closed', value: [{ is: 'progress' as const, ...issues }] }] : []),
      ...(mergeRequests ? [{ name: 'Merge requests merged', value: [{ is: 'progress' as const, ...mergeRequests }] }] : []),
    ],
    sections: descriptionOf(thing, setting),
  };
}

const ITERATIONS = {
  upcoming: { text: 'Upcoming', tone: 'neutral', icon: 'calendar' },
  current: { text: 'Current', tone: 'success', icon: 'running' },
  closed: CLOSED,
} as const satisfies Record<NonNullable<IterationThing['state']>, Status>;

/** The first lines of an iteration's card, and of its chip. */
export function headOfIteration({ title, startDate, dueDate, webUrl, state, id }: IterationThing): HeadModel {
  const days = startDate !== undefined && dueDate !== undefined ? `${startDate} to ${dueDate}` : `Iteration ${id}`;
  const status = state && ITERATIONS[state];
  return { icon: 'iteration', kind: 'Iteration', tone: status?.tone ?? 'neutral', title: title ?? days, url: webUrl, badges: status ? [status] : [] };
}

export function iterationCard(thing: IterationThing, setting: Setting, foot: FootModel): PlainCardModel {
  return { kind: 'plain', head: headOfIteration(thing), foot, about: [[text(thing.fullPath)]], facts: daysOf(thing), sections: descriptionOf(thing, setting) };
}

function daysOf({ startDate, dueDate }: Pick<MilestoneThing, 'startDate' | 'dueDate'>): PlainFact[] {
  return [
    ...(startDate === undefined ? [] : [{ name: 'Starts', value: [{ is: 'day' as const, day: startDate }] }]),
    ...(dueDate === undefined ? [] : [{ name: 'Due', value: [{ is: 'day' as const, day: dueDate }] }]),
  ];
}

function descriptionOf({ description, webUrl }: Pick<MilestoneThing, 'description' | 'webUrl'>, setting: Setting): SectionModel[] {
  const prose = description === undefined ? undefined : describeMarkdown(description, textAt(webUrl, setting));
  return prose ? [{ is: 'prose', title: undefined, prose }] : [];
}
