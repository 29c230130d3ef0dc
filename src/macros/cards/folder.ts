import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { FolderEntry, FolderThing } from '../../gitlab/things/code.js';
import type { Readme } from '../../gitlab/things/things.js';
import type { Setting } from './card.js';
import { fileAt } from '../content/place.js';
import { describeMarkdown, isMarkdown } from '../content/prose.js';
import { commitSection } from './commit-words.js';
import { code, linkTo, phrase, text } from './phrases.js';

/** The first lines of a folder's card, and of its chip. */
export function headOfFolder({ path, fullPath, webUrl }: FolderThing, words: Words): HeadModel {
  return { icon: 'folder', kind: words.say('kinds.folder'), tone: 'neutral', title: path === '' ? fullPath : path, url: webUrl, badges: [] };
}

/** A folder with its entries and its README. Pure. */
export function folderCard(thing: FolderThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { ref, fullPath, path, entries, cut, lastCommit } = thing;
  const { words } = setting;
  const readme = thing.readme && readmeSection(thing.readme, setting);
  return {
    kind: 'plain',
    head: headOfFolder(thing, words),
    foot,
    about: [...(path === '' ? [] : [[text(fullPath)]]), ...(ref === undefined ? [] : [[code(ref)]]), [text(words.say(cut ? 'code.moreEntries' : 'code.entries', { count: entries.length }))]],
    facts: [],
    notice: entries.length === 0 ? [text(words.say('code.emptyRepository'))] : undefined,
    sections: [...commitSection(words.say('code.lastCommit'), lastCommit, words), ...(entries.length === 0 ? [] : [entriesSection(thing, words)]), ...(readme ? [readme] : [])],
  };
}

function entriesSection({ entries, cut, webUrl }: FolderThing, words: Words): SectionModel {
  const more = cut ? phrase(words, 'code.moreContent', { link: linkTo(webUrl) }) : undefined;
  return { is: 'rows', title: words.say('code.content'), rows: entries.map((entry) => entryRow(entry, words)), more };
}

const ENTRIES = {
  folder: { icon: 'folder', label: 'kinds.folder' },
  file: { icon: 'file', label: 'kinds.file' },
  submodule: { icon: 'link', label: 'kinds.submodule' },
} as const satisfies Record<FolderEntry['kind'], { icon: RowModel['icon']; label: MessageKey }>;

function entryRow({ kind, name, webUrl }: FolderEntry, words: Words): RowModel {
  const { icon, label } = ENTRIES[kind];
  return { icon, iconLabel: words.say(label), main: [text(name, webUrl)] };
}

function readmeSection(readme: Readme, setting: Setting): SectionModel | undefined {
  const place = isMarkdown(readme.path) ? fileAt(readme.webUrl, readme.path, setting) : undefined;
  const prose = place && describeMarkdown(readme.markdown, place);
  return prose && { is: 'prose', title: readme.path.slice(readme.path.lastIndexOf('/') + 1), url: readme.webUrl, prose };
}
