import { fileTypeFromBuffer } from 'file-type';

const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** The type of a picture by its first bytes, never by its name; undefined for all that is no picture, or one that could run (SVG). */
export async function pictureType(bytes: Buffer): Promise<string | undefined> {
  const type = await fileTypeFromBuffer(bytes.subarray(0, 4_100)).catch(() => undefined);
  const mime = type?.mime === 'image/apng' ? 'image/png' : type?.mime;
  return mime !== undefined && SHOWN.has(mime) ? mime : undefined;
}
