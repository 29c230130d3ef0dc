import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import { isCommitId, type RefSplit } from '../references/ref-splits.js';
import type { FileReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { FileThing } from '../things/things.js';
import { bytes, maybeText } from './parts.js';

/** A file as GraphQL tells of it. */
export const blob = z.object({
  path: z.string(),
  name: maybeText,
  rawSize: bytes.nullish(),
  storedExternally: z.boolean().nullish(),
  language: maybeText,
  permalinkPath: maybeText,
  rawTextBlob: maybeText,
});
export type Blob = z.infer<typeof blob>;

/** Bytes; a card shows lines, not archives. */
export const MAX_TEXT_BYTES = 1_000_000;

/** What a card needs of a blob: only the wanted lines leave this function. */
export function readFile(blob: Blob, { ref, path }: RefSplit, reference: FileReference, instance: GitLabInstance): FileThing {
  const sha = isCommitId(ref) ? ref : /\/-\/blob\/([0-9a-f]{40}|[0-9a-f]{64})\//.exec(blob.permalinkPath ?? '')?.[1];
  const permalink = sha && referenceUrl({ ...withoutType(reference), refAndPath: `${sha}/${path}` }, instance);
  const withheld = reasonToWithhold(blob);
  return {
    kind: 'file',
    instance: instance.id,
    fullPath: reference.fullPath,
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    ref,
    sha,
    webUrl: referenceUrl(reference, instance),
    permalink,
    size: blob.rawSize ?? Buffer.byteLength(blob.rawTextBlob ?? ''),
    language: blob.language?.toLowerCase() || undefined,
    withheld,
    ...cutLines(withheld ? undefined : (blob.rawTextBlob ?? ''), reference.lines),
  };
}

function withoutType({ kind, instance, fullPath, refAndPath, lines }: FileReference): FileReference {
  return { kind, instance, fullPath, refAndPath, ...(lines ? { lines } : {}) };
}

/** Text is undefined where it was not asked for, because it had been too much, and null where GitLab says it is none. */
function reasonToWithhold({ rawSize, storedExternally, rawTextBlob }: Blob): FileThing['withheld'] {
  if (storedExternally) return 'stored-externally';
  if (rawTextBlob === undefined || (rawSize ?? rawTextBlob?.length ?? 0) > MAX_TEXT_BYTES) return 'too-big';
  return rawTextBlob || rawSize === 0 ? undefined : 'binary';
}

type Lines = Pick<FileThing, 'text' | 'lines' | 'lineCount'>;

/** Lines past the end of the file are not there any more; when none is left, the file is shown whole, as GitLab does. */
function cutLines(text: string | undefined, wanted: FileReference['lines']): Lines {
  if (text === undefined) return { text, lines: undefined, lineCount: undefined };
  const all = text.split(/\r?\n/);
  if (all.at(-1) === '') all.pop();
  if (!wanted || wanted.from > all.length) return { text: all.join('\n'), lines: undefined, lineCount: all.length };
  const lines = { from: wanted.from, to: Math.min(wanted.to, all.length) };
  return { text: all.slice(lines.from - 1, lines.to).join('\n'), lines, lineCount: all.length };
}
