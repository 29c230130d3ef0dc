import { HttpFailure } from './http-client.js';

/** A text in an answer turned out to be too large to be wanted, before it came. */
export class LargeText extends HttpFailure {
  // No property of its own, which a log would write down.
  readonly #path: string;

  constructor(path: string) {
    super('too-large', 'A text in the answer is larger than any that is shown.');
    this.name = 'LargeText';
    this.#path = path;
  }

  /** The file's in its repository. */
  get path(): string {
    return this.#path;
  }
}

/** Longer than any path of a file with the fields beside it. */
const HEAD = 8_192;

/**
 * A file that is asked for as `SIZED_TEXT`, with its text (GitLab answers fields in the order of the query). No text of a file
 * can look so: a quotation mark within JSON's strings stands behind a backslash.
 */
const FILE = /"path":("(?:[^"\\]|\\.){1,8000}"),(?:"storedExternally":(?:false|null),)?"(?:rawSize|size)":"?(\d{1,15})"?,"(?:rawTextBlob|rawPlainData)":"/g;

/** The fields of a file that let its size be seen before its text comes. */
export const SIZED_TEXT = 'path storedExternally rawSize rawTextBlob';
/** The same of a snippet's file. */
export const SIZED_SNIPPET_TEXT = 'path size rawPlainData';

/** Reads along in an answer as it comes, and says which text is larger than `most` bytes, at the beginning of that text. */
export function watchTexts(most: number): (chunk: Uint8Array) => LargeText | undefined {
  let last = '';
  return (chunk) => {
    const seen = last + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    last = seen.slice(-HEAD);
    for (const [, path = '""', size] of seen.matchAll(FILE)) {
      if (Number(size) > most) return new LargeText(readPath(path));
    }
    return undefined;
  };
}

function readPath(json: string): string {
  try {
    return String(JSON.parse(Buffer.from(json, 'latin1').toString('utf8')));
  } catch {
    return '';
  }
}
