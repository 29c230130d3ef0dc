import type { HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { RowModel, SectionModel } from '../../../views/macros/section.js';
import type { FolderEntry, FolderThing } from '../../gitlab/things/code.js';
import type { Readme } from '../../gitlab/things/things.js';
import type { Setting } from './card.js';
import { fileAt } from '../content/place.js';
import { describeMarkdown, isMarkdown } from '../content/prose.js';
import { commitSection } from './commit-words.js';
import { code, count, text } from './phrases.js';

/** The first lines of a folder's card, and of its chip. */
export function headOfFolder({ path, fullPath, webUrl }: FolderThing): HeadModel {
  return { icon: 'folder', kind: 'Folder', tone: 'neutral', title: path === '' ? fullPath : path, url: webUrl, badges: [] };
}

/** A folder with its entries and its README. Pure. */
export function folderCard(thing: FolderThing, setting: Setting, foot: PlainCardModel['foot']): PlainCardModel {
  const { ref, fullPath, path, entries, cut, lastCommit } = thing;
  const readme = thing.readme && readmeSection(thing.readme, setting);
  return {
    kind: 'plain',
    head: headOfFolder(thing),
    foot,
    about: [...(path === '' ? [] : [[text(fullPath)]]), ...(ref === undefined ? [] : [[code(ref)]]), [text(cut ? `more than ${count(entries.length, 'entry', 'entries')}` : count(entries.length, 'entry', 'entries'))]],
    facts: [],
    notice: entries.length === 0 ? [text('This repository is empty.')] : undefined,
    sections: [...commitSection('Last commit', lastCommit), ...(entries.length === 0 ? [] : [entriesSection(thing)]), ...(readme ? [readme] : [])],
  };
}

function entriesSection({ entries, cut, webUrl }: FolderThing): SectionModel {
  const more = cut ? [text('There is more '), text('in GitLab', webUrl)] : undefined;
  return { is: 'rows', title: 'Content', rows: entries.map(entryRow), more };
}

const ENTRIES = {
  folder: { icon: 'folder', iconLabel: 'Folder' },
  file: { icon: 'file', iconLabel: 'File' },
  submodule: { icon: 'link', iconLabel: 'Submodule' },
} as const satisfies Record<FolderEntry['kind'], Pick<RowModel, 'icon' | 'iconLabel'>>;

function entryRow({ kind, name, webUrl }: FolderEntry): RowModel {
  return { ...ENTRIES[kind], main: [text(name, webUrl)] };
}

function readmeSection(readme: Readme, setting: Setting): SectionModel | undefined {
  const place = isMarkdown(readme.path) ? fileAt(readme.webUrl, readme.path, setting) : undefined;
  const prose = place && describeMarkdown(readme.markdown, place);
  return prose && { is: 'prose', title: readme.path.slice(readme.path.lastIndexOf('/') + 1), url: readme.webUrl, prose };
}
