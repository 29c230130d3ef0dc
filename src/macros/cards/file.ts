import type { FileCardModel } from '../../../views/macros/file-card.js';
import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { ProseProps } from '../../../views/parts/prose.js';
import type { FileThing } from '../../gitlab/things/things.js';
import { pinNotice } from './pin.js';
import { highlight } from '../content/highlight.js';
import { fileAt, type OwnAddresses } from '../content/place.js';
import { describeMarkdown, isMarkdown } from '../content/prose.js';

/** The first lines of a file's card, and of its chip. */
export function headOfFile(thing: FileThing): HeadModel {
  return { icon: 'file', kind: 'File', tone: 'neutral', title: thing.path, url: thing.webUrl, badges: [] };
}

/** A file as everything that its card shows: highlighted lines, or why there are none; Markdown also as the text that it means. Pure. */
export function fileCard(thing: FileThing, foot: FootModel, addresses: OwnAddresses): FileCardModel {
  const excerpt = thing.text === undefined ? undefined : highlight(thing.text, thing);
  const firstLine = thing.lines?.from ?? 1;
  const { permalink, sha } = thing;
  return {
    kind: 'file',
    head: headOfFile(thing),
    foot,
    project: thing.fullPath,
    ref: thing.ref,
    commit: sha === undefined || permalink === undefined || sha === thing.ref ? undefined : { short: sha.slice(0, 8), url: permalink },
    extent: extentOf(thing),
    size: sizeOf(thing.size),
    code: excerpt && excerpt.lines.length > 0 ? { firstLine, lines: excerpt.lines, label: `${thing.path}, ${extentOf(thing) ?? ''}` } : undefined,
    rendered: proseOf(thing, addresses),
    note: noteOf(thing, excerpt),
    notice: thing.pin && pinNotice(thing.pin),
  };
}

/** Who asks for some lines wants to see them. */
function proseOf({ text, lines, path, webUrl }: FileThing, addresses: OwnAddresses): ProseProps | undefined {
  const place = text === undefined || lines || !isMarkdown(path) ? undefined : fileAt(webUrl, path, addresses);
  return place && describeMarkdown(text ?? '', place);
}

function extentOf({ lines, lineCount }: FileThing): string | undefined {
  if (lineCount === undefined) return undefined;
  if (!lines) return lineCount === 1 ? '1 line' : `${lineCount} lines`;
  return lines.from === lines.to ? `Line ${lines.from} of ${lineCount}` : `Lines ${lines.from} to ${lines.to} of ${lineCount}`;
}

const WITHHELD = {
  binary: 'This file is not text.',
  'too-big': 'This file is too big to show here.',
  'stored-externally': 'This file is kept in large file storage (LFS).',
  'not-at-pin': 'The commit that this file is pinned to does not have it, or is no longer there.',
} as const satisfies Record<NonNullable<FileThing['withheld']>, string>;

function noteOf(thing: FileThing, excerpt: { lines: readonly unknown[]; leftOut: number } | undefined): string | undefined {
  if (thing.withheld !== undefined) return WITHHELD[thing.withheld];
  if (excerpt === undefined) return undefined;
  if (excerpt.leftOut > 0) return `The first ${excerpt.lines.length} lines are shown; ${excerpt.leftOut} more are in GitLab.`;
  return excerpt.lines.length === 0 ? (thing.lineCount === 0 ? 'This file is empty.' : 'The file has no such lines now.') : undefined;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** `2.4 KB`, in steps of 1024. */
function sizeOf(bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return step === 0 ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` : `${value.toFixed(value < 10 ? 1 : 0)} ${UNITS[step] ?? ''}`;
}
