import type { ChipModel } from '../../../views/macros/chip.js';
import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel } from '../../../views/macros/plain-card.js';
import type { Words } from '../../../views/words/words.js';
import type { CodeThing } from '../../gitlab/things/code.js';
import type { Setting } from './card.js';
import { commitCard, headOfCommit } from './commit.js';
import { comparisonCard, headOfComparison } from './comparison.js';
import { folderCard, headOfFolder } from './folder.js';
import { shortSha } from './phrases.js';
import { branchCard, headOfBranch, headOfRelease, headOfTag, releaseCard, tagCard } from './refs.js';
import { headOfSnippet, headOfWiki, snippetCard, wikiCard } from './texts.js';

/** The card of what belongs to a repository, a snippet or a wiki. Pure. */
export function codeCard(thing: CodeThing, setting: Setting, foot: FootModel): PlainCardModel {
  switch (thing.kind) {
    case 'folder':
      return folderCard(thing, setting, foot);
    case 'commit':
      return commitCard(thing, setting, foot);
    case 'comparison':
      return comparisonCard(thing, setting.words, foot);
    case 'branch':
      return branchCard(thing, setting.words, foot);
    case 'tag':
      return tagCard(thing, setting.words, foot);
    case 'release':
      return releaseCard(thing, setting, foot);
    case 'snippet':
      return snippetCard(thing, setting, { ...foot, updatedAt: thing.updatedAt });
    case 'wiki':
      return wikiCard(thing, setting, foot);
  }
}

/** The first lines of such a card; its title names the frame. */
function headOfCode(thing: CodeThing, words: Words): HeadModel {
  switch (thing.kind) {
    case 'folder':
      return headOfFolder(thing, words);
    case 'commit':
      return headOfCommit(thing, words);
    case 'comparison':
      return headOfComparison(thing, words);
    case 'branch':
      return headOfBranch(thing, words);
    case 'tag':
      return headOfTag(thing, words);
    case 'release':
      return headOfRelease(thing, words);
    case 'snippet':
      return headOfSnippet(thing, words);
    case 'wiki':
      return headOfWiki(thing, words);
  }
}

/** The same within a sentence: `orbit@4f1c2a9b`, `orbit`, `v1.4.0`. */
export function codeChip(thing: CodeThing, words: Words): ChipModel {
  const { icon, kind, tone, title, url, badges } = headOfCode(thing, words);
  return { icon, kind, tone, title, url, reference: referenceOf(thing), badge: thing.kind === 'snippet' ? undefined : badges[0] };
}

function referenceOf(thing: CodeThing): string | undefined {
  const name = thing.fullPath?.slice(thing.fullPath.lastIndexOf('/') + 1) ?? '';
  if (thing.kind === 'commit') return `${name}@${shortSha(thing.sha)}`;
  if (thing.kind === 'snippet') return `${name}$${thing.id}`;
  return thing.kind === 'folder' && thing.path === '' ? thing.ref : name;
}
