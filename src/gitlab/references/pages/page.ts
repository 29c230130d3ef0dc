import type { Level, Reference } from '../reference.js';

type WithoutInstance<R> = R extends Reference ? Omit<R, 'instance'> : never;

/** A reference but for the instance, which the beginning of the address tells. */
export type Target = WithoutInstance<Reference>;

/** One page of a project or group: what stands behind `/-/` and the page's name, decoded. */
export interface Page {
  readonly fullPath: string;
  readonly level: Level;
  /** Behind the page's name, slash by slash; an encoded slash stays inside its segment. */
  readonly inside: readonly string[];
  readonly query: URLSearchParams;
  /** With its `#`, percent-encoded. */
  readonly hash: string;
}

export type ReadPage = (page: Page) => Target | undefined;

const MAX_IID = 2 ** 31 - 1;

/** A number within one project or group, with or without the ending of a format. */
export function readIid(segment: string | undefined): number | undefined {
  const id = readId(segment);
  return id !== undefined && id <= MAX_IID ? id : undefined;
}

/** A number that is GitLab's own all over the instance. */
export function readId(segment: string | undefined): number | undefined {
  const digits = /^([1-9]\d{0,14})(?:\.(?:json|diff|patch))?$/.exec(segment ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The page's number, unless what follows it is a form; tabs below a number (`/designs`, `/builds`) mean the thing itself. */
export function shownId({ inside: [id, ...below] }: Page): number | undefined {
  return below.some((word) => FORMS.has(word)) ? undefined : readId(id);
}

const FORMS = new Set(['edit', 'new', 'delete', 'terminal', 'counts_for_path']);
