import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Status } from '../../../views/parts/badge.js';
import type { BranchThing, ReleaseThing, TagThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe } from '../content/prose.js';
import { commitSection } from './commit-words.js';
import { code, moment, personModel, text } from './phrases.js';

const PROTECTED: Status = { text: 'Protected', tone: 'neutral', icon: 'shield' };

/** The first lines of a branch's card, and of its chip. */
export function headOfBranch({ name, webUrl, isDefault, isProtected, isMerged }: BranchThing): HeadModel {
  const badges: Status[] = [
    ...(isDefault ? [{ text: 'Default', tone: 'information' as const, icon: 'star' as const }] : []),
    ...(isProtected ? [PROTECTED] : []),
    ...(isMerged && !isDefault ? [{ text: 'Merged', tone: 'information' as const, icon: 'merge' as const }] : []),
  ];
  return { icon: 'branch', kind: 'Branch', tone: 'neutral', title: name, url: webUrl, badges };
}

/** A branch with its last commit. Pure. */
export function branchCard(thing: BranchThing, foot: PlainCardModel['foot']): PlainCardModel {
  return { kind: 'plain', head: headOfBranch(thing), foot, about: [[text(thing.fullPath)]], facts: [], sections: commitSection('Last commit', thing.commit) };
}

/** The first lines of a tag's card, and of its chip. */
export function headOfTag({ name, webUrl, isProtected }: TagThing): HeadModel {
  return { icon: 'tag', kind: 'Tag', tone: 'neutral', title: name, url: webUrl, badges: isProtected ? [PROTECTED] : [] };
}

/** A tag with its commit, its message, and the way to its release. Pure. */
export function tagCard(thing: TagThing, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, createdAt, message, releaseUrl, name } = thing;
  return {
    kind: 'plain',
    head: headOfTag(thing),
    foot,
    about: [[text(fullPath)], ...(createdAt === undefined ? [] : [[text('Tagged '), moment(createdAt)]])],
    facts: releaseUrl === undefined ? [] : [{ name: 'Release', value: [text(name, releaseUrl)] }],
    notice: message === undefined ? undefined : [text(message.slice(0, 2_000))],
    sections: commitSection('Commit', thing.commit),
  };
}

/** The first lines of a release's card, and of its chip. */
export function headOfRelease({ name, webUrl, upcoming }: ReleaseThing): HeadModel {
  const badges: Status[] = upcoming ? [{ text: 'Upcoming', tone: 'warning', icon: 'calendar' }] : [];
  return { icon: 'release', kind: 'Release', tone: 'neutral', title: name, url: webUrl, badges };
}

/** A release with its notes and what it offers to download. Pure. */
export function releaseCard(thing: ReleaseThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { fullPath, releasedAt, upcoming, author } = thing;
  const notes = describe(thing.descriptionHtml, textAt(thing.webUrl, setting));
  const when = releasedAt === undefined ? [] : [[text(upcoming ? 'Planned for ' : 'Released '), moment(releasedAt), ...(author ? [text(' by '), text(author.name, author.webUrl)] : [])]];
  return {
    kind: 'plain',
    head: headOfRelease(thing),
    foot,
    about: [[text(fullPath)], ...when],
    facts: releaseFacts(thing),
    sections: [...(notes ? [{ is: 'prose' as const, title: undefined, prose: notes }] : []), ...assetsSection(thing), ...commitSection('Commit', thing.commit)],
  };
}

function releaseFacts({ tag, tagUrl, milestones, author, releasedAt }: ReleaseThing): PlainFact[] {
  return [
    ...(tag === undefined ? [] : [{ name: 'Tag', value: [code(tag, tagUrl)] }]),
    ...(milestones.length > 0 ? [{ name: milestones.length === 1 ? 'Milestone' : 'Milestones', value: milestones.flatMap((one, index) => [...(index > 0 ? [text(', ')] : []), text(one.title, one.webUrl)]) }] : []),
    ...(author && releasedAt === undefined ? [{ name: 'Author', value: [{ is: 'people' as const, people: [personModel(author)] }] }] : []),
  ];
}

function assetsSection({ assets }: ReleaseThing): SectionModel[] {
  if (assets.length === 0) return [];
  return [{ is: 'rows', title: 'Downloads', rows: assets.map(({ kind, name, url }) => ({ icon: kind === 'link' ? ('link' as const) : ('archive' as const), main: [text(name, url)] })) }];
}
