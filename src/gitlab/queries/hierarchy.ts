import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { IssueThing } from '../things/things.js';
import { maybeText, ownUrl } from './parts.js';

const counted = z.object({ count: z.number().int() }).nullish();

/** What a work item is part of, and how many of its own parts are closed. */
export const HIERARCHY = '... on WorkItemWidgetHierarchy { parent { title webUrl } children { count } closed: children(state: CLOSED) { count } }';

/** The fields of a widget with `HIERARCHY`. */
export const hierarchy = { parent: z.object({ title: z.string(), webUrl: maybeText }).nullish(), children: counted, closed: counted };

const widget = z.object(hierarchy);

export function readHierarchy({ parent, children, closed }: z.infer<typeof widget>, instance: GitLabInstance): Pick<IssueThing, 'parent' | 'children'> {
  const webUrl = ownUrl(parent?.webUrl, instance);
  return {
    parent: parent && webUrl !== undefined ? { title: parent.title, webUrl } : undefined,
    children: children && closed && children.count > 0 ? { done: closed.count, total: children.count } : undefined,
  };
}
