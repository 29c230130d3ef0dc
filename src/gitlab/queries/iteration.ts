import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { referenceUrl } from '../references/reference-url.js';
import type { IterationReference } from '../references/reference.js';
import type { IterationThing } from '../things/planning.js';
import { dayOf, maybeText, ownUrl } from './parts.js';

const iteration = z.object({
  id: z.number(),
  title: maybeText,
  description: maybeText,
  state: z.number().nullish(),
  start_date: maybeText,
  due_date: maybeText,
  updated_at: maybeText,
  web_url: maybeText,
});

const STATES: Readonly<Record<number, IterationThing['state']>> = { 1: 'upcoming', 2: 'current', 3: 'closed' };

const PER_PAGE = 100;
const MOST_PAGES = 3;

/**
 * REST has no look-up by id: the iterations of the group, or of the project's groups, are gone through, the newest three hundred at most. Iterations exist in GitLab's
 * paid editions only, so the community edition's schema can't vouch for this: https://docs.gitlab.com/api/group_iterations/, https://docs.gitlab.com/api/iterations/
 * @throws GitLabError, `not-found` when the iteration or its place is absent or hidden.
 */
export async function loadIteration(client: GitLabClient, caller: Caller, reference: IterationReference): Promise<IterationThing> {
  const path = `/${reference.level}s/${encodeURIComponent(reference.fullPath)}/iterations?include_ancestors=true&per_page=${PER_PAGE}`;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const list = await client.rest(caller, `${path}&page=${page}`, z.array(iteration));
    const value = list.find(({ id }) => id === reference.id);
    if (value) return readIteration(value, reference, caller);
    if (list.length < PER_PAGE) break;
  }
  throw new GitLabError('not-found', 'The iteration is absent or hidden from this viewer.');
}

function readIteration(value: z.infer<typeof iteration>, reference: IterationReference, { instance }: Caller): IterationThing {
  return {
    kind: 'iteration',
    instance: instance.id,
    fullPath: reference.fullPath,
    id: value.id,
    title: value.title || undefined,
    webUrl: ownUrl(value.web_url, instance) ?? referenceUrl(reference, instance),
    state: STATES[value.state ?? 0],
    startDate: dayOf(value.start_date),
    dueDate: dayOf(value.due_date),
    description: value.description || undefined,
    updatedAt: value.updated_at ?? undefined,
  };
}
