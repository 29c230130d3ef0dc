import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { Status } from '../../../views/parts/badge.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { Comment, NotedThing, NoteThing } from '../../gitlab/things/planning.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe, describeMarkdown } from '../content/prose.js';
import { CONFIDENTIAL, issueStatus, mergeRequestStatus } from './statuses.js';
import { code, moment, quiet, text } from './phrases.js';

/** For those only who may see the project's internal notes: https://docs.gitlab.com/user/discussions/#internal-notes */
const INTERNAL: Status = { text: 'Internal note', tone: 'warning', icon: 'eyeOff' };
const RESOLVED: Status = { text: 'Resolved', tone: 'success', icon: 'check' };
const UNRESOLVED: Status = { text: 'Unresolved', tone: 'neutral', icon: 'open' };

/** The first lines of a comment's card, and of its chip: what it is on, in the state that this is in. */
export function headOfNote({ on, webUrl, comment }: NoteThing): HeadModel {
  const status = statusOf(on);
  const badges = [status, ...(on.confidential ? [CONFIDENTIAL] : []), ...(comment?.internal ? [INTERNAL] : [])];
  if (comment?.resolved !== undefined) badges.push(comment.resolved ? RESOLVED : UNRESOLVED);
  return { icon: 'comment', kind: 'Comment', tone: 'neutral', title: on.title, url: webUrl, badges };
}

function statusOf({ kind, state, draft }: NotedThing): Status {
  if (kind === 'merge-request') return mergeRequestStatus({ state, draft });
  return issueStatus({ state: state === 'opened' ? 'opened' : 'closed' });
}

export function noteCard(thing: NoteThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { comment, on } = thing;
  const prose = comment && ('html' in comment.body ? describe(comment.body.html, textAt(on.webUrl, setting)) : describeMarkdown(comment.body.markdown, textAt(on.webUrl, setting)));
  return {
    kind: 'plain',
    head: headOfNote(thing),
    foot,
    about: [[text(on.reference, on.webUrl)], ...(comment ? aboutOf(comment) : [])],
    facts: [],
    notice: comment ? undefined : [text('The comment that this link names is not there, or your account can’t see it.')],
    sections: prose ? [{ is: 'prose', title: undefined, prose }] : [],
  };
}

function aboutOf({ author, createdAt, editedAt, position, resolvedBy }: Comment): Phrase[] {
  return [
    [...(author ? [text(author.name, author.webUrl)] : [text('Somebody')]), text(' commented '), moment(createdAt)],
    ...(editedAt === undefined ? [] : [[quiet('edited '), moment(editedAt)]]),
    ...(position ? [[text('on '), code(position.line === undefined ? position.path : `${position.path}:${position.line}`)]] : []),
    ...(resolvedBy ? [[text('resolved by '), text(resolvedBy.name, resolvedBy.webUrl)]] : []),
  ];
}
