import type { Reference } from '../../gitlab/references/reference.js';

const RANGE = /^L?(\d{1,7})(?:-L?(\d{1,7}))?$/i;

/** The reference with the lines that the author chose, in place of those in its address: only files have any. Undefined for what is no range of lines. */
export function withLines(reference: Reference | undefined, lines: string | undefined): Reference | undefined {
  if (reference?.kind !== 'file' || lines === undefined) return reference;
  const range = readRange(lines);
  return range && { ...reference, lines: range };
}

/** True for what the author of a page wrote that is no range of lines. */
export function areNoLines(lines: string | undefined): boolean {
  return lines !== undefined && readRange(lines) === undefined;
}

function readRange(text: string): { from: number; to: number } | undefined {
  const [, first, last] = RANGE.exec(text.trim()) ?? [];
  if (first === undefined) return undefined;
  const numbers = [Number(first), Number(last ?? first)];
  const [from, to] = [Math.min(...numbers), Math.max(...numbers)];
  return from >= 1 ? { from, to } : undefined;
}
