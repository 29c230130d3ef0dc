import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Label, Milestone, Moved, Person, TaskCompletion } from '../things/things.js';
import { parseUrl } from '../../urls.js';

/** Shapes are lenient about null: GitLab answers null for whatever this viewer may not see. */
export const maybeText = z.string().nullish();
export const maybeCount = z.number().int().nullish();
/** GitLab's `BigInt` comes as a string, as a number from versions that called it `Int`. */
export const bytes = z.union([z.number(), z.string().regex(/^\d{1,15}$/)]).transform(Number);

/** What is asked for is there, be it null: an answer that leaves it out is another's. */
export function maybeNodes<T extends z.ZodType>(node: T) {
  return z.object({ nodes: z.array(node.nullable()).nullable() }).nullable();
}

export const PERSON = 'fragment person on User { name username webUrl }';
export const person = z.object({ name: z.string(), username: z.string(), webUrl: maybeText });
export const people = z.object({ nodes: z.array(person.nullable()).nullish() }).nullish();

export function readPerson(value: z.infer<typeof person>, instance: GitLabInstance): Person {
  const { name, username } = value;
  const webUrl = ownUrl(value.webUrl, instance) ?? `${instance.baseUrl}/${encodeURIComponent(username)}`;
  return { name, username, webUrl };
}

export function readPeople(value: z.infer<typeof people>, instance: GitLabInstance): Person[] {
  return nodesOf(value).map((one) => readPerson(one, instance));
}

export const LABELS = 'labels(first: 20) { nodes { title color } }';
export const labels = z.object({ nodes: z.array(z.object({ title: z.string(), color: z.string() }).nullable()).nullish() }).nullish();

/** Whatever is no plain hex colour becomes GitLab's own default. */
export function readLabels(value: z.infer<typeof labels>): Label[] {
  return nodesOf(value).map(({ title, color }) => ({ title, color: hexColor(color) }));
}

/** Grey: of a label whose own colour an answer leaves out. */
export const UNKNOWN_LABEL_COLOR = '#89888d';

function hexColor(value: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value);
  if (short) return `#${short.slice(1).map((digit) => digit + digit).join('')}`.toLowerCase();
  return /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : '#6699cc';
}

export const MILESTONE = 'milestone { title webPath }';
export const milestone = z.object({ title: z.string(), webPath: maybeText }).nullish();

export function readMilestone(value: z.infer<typeof milestone>, instance: GitLabInstance): Milestone | undefined {
  return value ? { title: value.title, webUrl: ownUrl(value.webPath, instance) } : undefined;
}

export const TASKS = 'taskCompletionStatus { count completedCount }';
export const tasks = z.object({ count: z.number().int(), completedCount: z.number().int() }).nullish();

export function readTasks(value: z.infer<typeof tasks>): TaskCompletion | undefined {
  return value && value.count > 0 ? value : undefined;
}

/** Where an issue or work item went, if the viewer may know; named as people name it. */
export function readMoved(url: string | null | undefined, instance: GitLabInstance, reference?: string | null): Moved | undefined {
  const webUrl = ownUrl(url, instance);
  if (webUrl === undefined) return undefined;
  const [, place, iid] = /^(?:groups\/)?(.+?)\/-\/(?:issues|work_items|epics)\/(\d+)/.exec(webUrl.slice(instance.baseUrl.length + 1)) ?? [];
  return { webUrl, reference: reference ?? (place ? `${place}#${iid}` : webUrl) };
}

/** More than any query asks for: an answer of thousands would take seconds to draw, while everybody else waits. */
export const MOST_NODES = 100;

export function nodesOf<T>(connection: { nodes?: readonly (T | null)[] | null | undefined } | null | undefined): T[] {
  return (connection?.nodes ?? []).slice(0, MOST_NODES).filter((node) => node !== null);
}

/** The digits at the end of a global id: https://docs.gitlab.com/api/graphql/#global-ids */
export function numberIn(globalId: string): string | undefined {
  return /^gid:\/\/gitlab\/[\w:]{1,100}\/(\d{1,18})$/.exec(globalId)?.[1];
}

/** `Time` or `Date` to its day. */
export function dayOf(time: string | null | undefined): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(time ?? '')?.[0];
}

/**
 * A URL or path that GitLab gave, made absolute; undefined when it leads away from the instance's origin, since a card
 * must neither load from nor send anybody to a host that an answer chose.
 */
export function ownUrl(value: string | null | undefined, { baseUrl }: GitLabInstance): string | undefined {
  const base = new URL(baseUrl);
  const root = base.pathname.replace(/\/$/, '');
  const outsideRoot = value && /^\/(?![/\\])/.test(value) && !value.startsWith(`${root}/`);
  const text = outsideRoot ? root + value : value;
  const url = text ? parseUrl(text, baseUrl) : undefined;
  return url?.origin === base.origin && !url.username && !url.password ? url.href : undefined;
}
