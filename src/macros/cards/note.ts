import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { Status } from '../../../views/parts/badge.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { Words } from '../../../views/words/words.js';
import type { Comment, NotedThing, NoteThing } from '../../gitlab/things/planning.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe, describeMarkdown } from '../content/prose.js';
import { said, type State } from './said.js';
import { CONFIDENTIAL, issueStatus, mergeRequestStatus } from './statuses.js';
import { code, moment, named, phrase, standingBack, text } from './phrases.js';

/** For those only who may see the project's internal notes: https://docs.gitlab.com/user/discussions/#internal-notes */
const INTERNAL: State = { word: 'states.internalNote', tone: 'warning', icon: 'eyeOff' };
const RESOLVED: State = { word: 'states.resolved', tone: 'success', icon: 'check' };
const UNRESOLVED: State = { word: 'states.unresolved', tone: 'neutral', icon: 'open' };

/** The first lines of a comment's card, and of its chip: what it is on, in the state that this is in. */
export function headOfNote({ on, webUrl, comment }: NoteThing, words: Words): HeadModel {
  const marks = [...(on.confidential ? [CONFIDENTIAL] : []), ...(comment?.internal ? [INTERNAL] : [])];
  if (comment?.resolved !== undefined) marks.push(comment.resolved ? RESOLVED : UNRESOLVED);
  const badges = [statusOf(on, words), ...marks.map((mark) => said(mark, words))];
  return { icon: 'comment', kind: words.say('kinds.comment'), tone: 'neutral', title: on.title, url: webUrl, badges };
}

function statusOf({ kind, state, draft }: NotedThing, words: Words): Status {
  if (kind === 'merge-request') return mergeRequestStatus({ state, draft }, words);
  return issueStatus({ state: state === 'opened' ? 'opened' : 'closed' }, words);
}

export function noteCard(thing: NoteThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { comment, on } = thing;
  const { words } = setting;
  const prose = comment && ('html' in comment.body ? describe(comment.body.html, textAt(on.webUrl, setting)) : describeMarkdown(comment.body.markdown, textAt(on.webUrl, setting)));
  return {
    kind: 'plain',
    head: headOfNote(thing, words),
    foot,
    about: [[text(on.reference, on.webUrl)], ...(comment ? aboutOf(comment, words) : [])],
    facts: [],
    notice: comment ? undefined : [text(words.say('cards.commentNotThere'))],
    sections: prose ? [{ is: 'prose', title: undefined, prose }] : [],
  };
}

function aboutOf({ author, createdAt, editedAt, position, resolvedBy }: Comment, words: Words): Phrase[] {
  const time = moment(createdAt);
  return [
    author ? phrase(words, 'cards.commented', { author: named(author), time }) : phrase(words, 'cards.commentedUnknown', { time }),
    ...(editedAt === undefined ? [] : [phrase(words, 'cards.edited', { quiet: standingBack, time: moment(editedAt) })]),
    ...(position ? [phrase(words, 'cards.on', { place: code(position.line === undefined ? position.path : `${position.path}:${position.line}`) })] : []),
    ...(resolvedBy ? [phrase(words, 'cards.resolvedBy', { person: named(resolvedBy) })] : []),
  ];
}
