import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Phrase } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { BranchThing, ReleaseThing, TagThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe } from '../content/prose.js';
import { commitSection } from './commit-words.js';
import { code, moment, named, personModel, phrase, text } from './phrases.js';
import { said, type State } from './said.js';

const PROTECTED: State = { word: 'states.protected', tone: 'neutral', icon: 'shield' };
const DEFAULT: State = { word: 'states.default', tone: 'information', icon: 'star' };
const MERGED: State = { word: 'states.merged', tone: 'information', icon: 'merge' };
const UPCOMING: State = { word: 'states.upcoming', tone: 'warning', icon: 'calendar' };

/** The first lines of a branch's card, and of its chip. */
export function headOfBranch({ name, webUrl, isDefault, isProtected, isMerged }: BranchThing, words: Words): HeadModel {
  const states = [...(isDefault ? [DEFAULT] : []), ...(isProtected ? [PROTECTED] : []), ...(isMerged && !isDefault ? [MERGED] : [])];
  return { icon: 'branch', kind: words.say('kinds.branch'), tone: 'neutral', title: name, url: webUrl, badges: states.map((state) => said(state, words)) };
}

/** A branch with its last commit. Pure. */
export function branchCard(thing: BranchThing, words: Words, foot: PlainCardModel['foot']): PlainCardModel {
  return { kind: 'plain', head: headOfBranch(thing, words), foot, about: [[text(thing.fullPath)]], facts: [], sections: commitSection(words.say('code.lastCommit'), thing.commit, words) };
}

/** The first lines of a tag's card, and of its chip. */
export function headOfTag({ name, webUrl, isProtected }: TagThing, words: Words): HeadModel {
  return { icon: 'tag', kind: words.say('kinds.tag'), tone: 'neutral', title: name, url: webUrl, badges: isProtected ? [said(PROTECTED, words)] : [] };
}

/** A tag with its commit, its message, and the way to its release. Pure. */
export function tagCard(thing: TagThing, words: Words, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, createdAt, message, releaseUrl, name } = thing;
  return {
    kind: 'plain',
    head: headOfTag(thing, words),
    foot,
    about: [[text(fullPath)], ...(createdAt === undefined ? [] : [phrase(words, 'code.tagged', { time: moment(createdAt) })])],
    facts: releaseUrl === undefined ? [] : [{ name: words.say('code.release'), value: [text(name, releaseUrl)] }],
    notice: message === undefined ? undefined : [text(message.slice(0, 2_000))],
    sections: commitSection(words.say('code.commit'), thing.commit, words),
  };
}

/** The first lines of a release's card, and of its chip. */
export function headOfRelease({ name, webUrl, upcoming }: ReleaseThing, words: Words): HeadModel {
  return { icon: 'release', kind: words.say('kinds.release'), tone: 'neutral', title: name, url: webUrl, badges: upcoming ? [said(UPCOMING, words)] : [] };
}

/** A release with its notes and what it offers to download. Pure. */
export function releaseCard(thing: ReleaseThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { words } = setting;
  const notes = describe(thing.descriptionHtml, textAt(thing.webUrl, setting));
  return {
    kind: 'plain',
    head: headOfRelease(thing, words),
    foot,
    about: [[text(thing.fullPath)], ...releasedWhen(thing, words)],
    facts: releaseFacts(thing, words),
    sections: [...(notes ? [{ is: 'prose' as const, title: undefined, prose: notes }] : []), ...assetsSection(thing, words), ...commitSection(words.say('code.commit'), thing.commit, words)],
  };
}

const RELEASED = { false: ['code.released', 'code.releasedBy'], true: ['code.planned', 'code.plannedBy'] } as const satisfies Record<string, readonly [MessageKey, MessageKey]>;

function releasedWhen({ releasedAt, upcoming, author }: ReleaseThing, words: Words): Phrase[] {
  if (releasedAt === undefined) return [];
  const [unsigned, signed] = RELEASED[`${upcoming}`];
  const time = moment(releasedAt);
  return [author ? phrase(words, signed, { time, author: named(author) }) : phrase(words, unsigned, { time })];
}

function releaseFacts({ tag, tagUrl, milestones, author, releasedAt }: ReleaseThing, words: Words): PlainFact[] {
  return [
    ...(tag === undefined ? [] : [{ name: words.say('code.tag'), value: [code(tag, tagUrl)] }]),
    ...(milestones.length > 0 ? [{ name: words.say('code.milestones', { count: milestones.length }), value: milestones.flatMap((one, index) => [...(index > 0 ? [text(', ')] : []), text(one.title, one.webUrl)]) }] : []),
    ...(author && releasedAt === undefined ? [{ name: words.say('code.author'), value: [{ is: 'people' as const, people: [personModel(author)] }] }] : []),
  ];
}

function assetsSection({ assets }: ReleaseThing, words: Words): SectionModel[] {
  if (assets.length === 0) return [];
  return [{ is: 'rows', title: words.say('code.downloads'), rows: assets.map(({ kind, name, url }) => ({ icon: kind === 'link' ? ('link' as const) : ('archive' as const), main: [text(name, url)] })) }];
}
