import { z } from 'zod';
import type { Answer } from '../../views/editor/answer.js';
import type { ConnectHandler } from '../connect/caller.js';
import { badRequest } from '../errors.js';
import { GitLabError } from '../gitlab/errors.js';
import type { AsViewer as AsAuthor, LinkedCaller as Author } from '../accounts/viewer.js';
import { allowsPlace, type Policies } from '../sites/policies.js';
import type { Sites } from '../sites/site.js';

export interface FindingParts {
  readonly sites: Pick<Sites, 'of'>;
  readonly asAuthor: AsAuthor;
}

/** Makes a handler that answers, as JSON, what an author finds at the instance that their query names; a query of another shape is refused. */
export type Finding = <Q extends { instance: string }, T>(query: z.ZodType<Q>, find: (author: Author, query: Q, policies: Policies) => Promise<T>) => ConnectHandler;

/** Parts of such queries: what somebody has typed, and an instance's id. */
export const words = z.string().max(200).default('');
export const instance = z.string().max(100);

export function createFinding({ sites, asAuthor }: FindingParts): Finding {
  return (query, find) => async (caller, req, res) => {
    const asked = query.safeParse(req.query);
    const site = await sites.of(caller.tenant);
    const place = asked.success ? site.instance(asked.data.instance) : undefined;
    if (!asked.success || !place) throw badRequest({ say: 'notLookedFor' });
    const answer: Answer<unknown> = await asAuthor(caller, place, (author) => find(author, asked.data, site.policies));
    res.json(answer);
  };
}

/** Whoever looks in there finds what they would where there is nothing. @throws GitLabError `not-found` */
export function refuseElsewhere(policies: Policies, { instance: { id } }: Author, fullPath: string): void {
  if (!allowsPlace(policies, id, fullPath)) throw new GitLabError('not-found', 'The policies of the site keep that back.');
}
