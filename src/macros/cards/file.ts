import type { FileCardModel } from '../../../views/macros/file-card.js';
import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { ProseProps } from '../../../views/parts/prose.js';
import type { Words } from '../../../views/words/words.js';
import type { FileThing } from '../../gitlab/things/things.js';
import { cutWords, withheldWords } from './excerpt-words.js';
import { pinNotice } from './pin.js';
import { wordsForSize } from './sizes.js';
import { highlight, type Excerpt } from '../content/highlight.js';
import { fileAt, type ProseSetting } from '../content/place.js';
import { describeMarkdown, isMarkdown } from '../content/prose.js';

/** The first lines of a file's card, and of its chip. */
export function headOfFile(thing: FileThing, words: Words): HeadModel {
  return { icon: 'file', kind: words.say('kinds.file'), tone: 'neutral', title: thing.path, url: thing.webUrl, badges: [] };
}

/** A file as everything that its card shows: highlighted lines, or why there are none; Markdown also as the text that it means. Pure. */
export function fileCard(thing: FileThing, foot: FootModel, setting: ProseSetting): FileCardModel {
  const excerpt = thing.text === undefined ? undefined : highlight(thing.text, thing);
  const firstLine = thing.lines?.from ?? 1;
  const { permalink, sha } = thing;
  const { words } = setting;
  const extent = extentOf(thing, words);
  return {
    kind: 'file',
    head: headOfFile(thing, words),
    foot,
    project: thing.fullPath,
    ref: thing.ref,
    commit: sha === undefined || permalink === undefined || sha === thing.ref ? undefined : { short: sha.slice(0, 8), url: permalink },
    extent,
    size: wordsForSize(thing.size, words),
    code: excerpt && excerpt.lines.length > 0 ? { firstLine, lines: excerpt.lines, label: `${thing.path}, ${extent ?? ''}` } : undefined,
    rendered: proseOf(thing, setting),
    note: noteOf(thing, excerpt, words),
    notice: thing.pin && pinNotice(thing.pin, words),
  };
}

/** Who asks for some lines wants to see them. */
function proseOf({ text, lines, path, webUrl }: FileThing, setting: ProseSetting): ProseProps | undefined {
  const place = text === undefined || lines || !isMarkdown(path) ? undefined : fileAt(webUrl, path, setting);
  return place && describeMarkdown(text ?? '', place);
}

function extentOf({ lines, lineCount }: FileThing, words: Words): string | undefined {
  if (lineCount === undefined) return undefined;
  if (!lines) return words.say('code.lineCount', { count: lineCount });
  const [from, to, count] = [String(lines.from), String(lines.to), String(lineCount)];
  return from === to ? words.say('code.line', { line: from, count }) : words.say('code.lines', { from, to, count });
}

function noteOf(thing: FileThing, excerpt: Excerpt | undefined, words: Words): string | undefined {
  if (thing.withheld !== undefined) return withheldWords(thing.withheld, words);
  if (excerpt === undefined) return undefined;
  if (excerpt.leftOut > 0 || excerpt.lines.length > 0) return cutWords(excerpt, words);
  return words.say(thing.lineCount === 0 ? 'code.emptyFile' : 'code.noSuchLines');
}
