import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AssumptionId } from './registry.js';

/** What a live check found; what it could not try leaves none. */
export interface Finding {
  readonly result: 'held' | 'failed';
  /** ISO 8601. */
  readonly at: string;
  /** For people. */
  readonly detail?: string | undefined;
  /** How many times as much as assumed, where that is what was measured. */
  readonly times?: number | undefined;
}

type FindingsById = Readonly<Record<string, Finding>>;

/** What live checks have found so far. It may only make the product more careful, so it is no secret and needs no seal. */
export interface LiveRecord {
  readonly version: 1;
  /** By base URL, without a trailing slash. */
  readonly gitlab: Readonly<Record<string, FindingsById>>;
  /** By origin. */
  readonly site: Readonly<Record<string, FindingsById>>;
}

export const EMPTY_RECORD: LiveRecord = { version: 1, gitlab: {}, site: {} };

/** Of a file with more than this nothing is read. */
const MOST_BYTES = 1024 * 1024;
const Findings = z.record(
  z.string().max(100),
  z.object({
    result: z.enum(['held', 'failed']),
    at: z.iso.datetime(),
    detail: z.string().max(2_000).optional(),
    times: z.number().positive().max(1_000).optional(),
  }),
);
const Shape = z.object({ version: z.literal(1), gitlab: z.record(z.string().max(2_000), Findings), site: z.record(z.string().max(2_000), Findings) });

/** Where the record of the app in `root` is. */
export function recordFile(root: string): string {
  return join(root, 'data', 'live-check.json');
}

/**
 * The record of the app in `root`; an empty one where there is none. A file that can't be read is as good as none, since it could
 * only have made the app more careful; `problem` then says what to do about it.
 */
export function readRecord(root: string): { readonly record: LiveRecord; readonly problem: string | undefined } {
  const file = recordFile(root);
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return { record: EMPTY_RECORD, problem: undefined };
    if (!stat.isFile() || stat.size > MOST_BYTES) throw new Error('no file of this size');
    const record = Shape.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { record, problem: undefined };
  } catch {
    return { record: EMPTY_RECORD, problem: `${file} is not a record of npm run live-check, so nothing counts as tried; run it again, or remove the file.` };
  }
}

/** The record with one more finding, which takes the place of an older one. */
export function withFinding(record: LiveRecord, about: 'gitlab' | 'site', address: string, id: AssumptionId, finding: Finding): LiveRecord {
  const known = record[about];
  return { ...record, [about]: { ...known, [address]: { ...(Object.hasOwn(known, address) ? known[address] : {}), [id]: finding } } };
}

/** Puts the whole record in place at once: whoever reads finds the one before or this one. */
export function writeRecord(root: string, record: LiveRecord): void {
  const file = recordFile(root);
  mkdirSync(dirname(file), { recursive: true });
  const made = `${file}.${process.pid}`;
  try {
    writeFileSync(made, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    renameSync(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}
