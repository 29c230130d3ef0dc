import type { VNode } from 'preact';
import type { z } from 'zod';
import type { Words } from '../../views/words/words.js';
import type { WayOfKnowing } from '../connect/administrators.js';
import type { ConnectCaller } from '../connect/caller.js';
import { badRequest } from '../errors.js';

/** Parts of the configure page, in the order of their tabs. */
export const SECTIONS = ['instances', 'policies', 'accounts', 'embeds', 'audit', 'rights', 'stored'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** An administrator who asks for a part of the page, or does something in it. */
export interface Asked {
  readonly caller: ConnectCaller;
  readonly accountId: string;
  readonly by: WayOfKnowing;
  readonly words: Words;
  /** What filters ask for. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** What came of something that an administrator did: a sentence for them and, where there is more to show, that. */
export interface Done {
  readonly say: string;
  readonly shown?: unknown;
}

/** One tab. */
export interface Section {
  /** What it shows now; `done` is what was just done in it. */
  show(asked: Asked, done?: Done): Promise<VNode>;
  /** What its forms do, by their names. @throws AppError for what can't be done */
  readonly actions: Readonly<Record<string, (asked: Asked, body: unknown) => Promise<Done>>>;
  /** Files to take away, by their names: lines of CSV. */
  readonly files?: Readonly<Record<string, (asked: Asked) => AsyncIterable<string>>>;
}

/** What a form of the page sent: each field as text, those that may have several values as lists. @throws AppError 400 */
export function readForm<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body ?? {});
  if (!read.success) throw badRequest({ say: 'formUnread' }, read.error);
  return read.data;
}
