import type { OwnWork, WorkList } from '../gitlab/finding/own-work.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import { placeOf } from '../gitlab/references/place-of.js';
import { allowsAddress, allowsPlace, type Policies } from '../sites/policies.js';

/** What of somebody's work is in groups and projects that the site's policies let be shown. Pure. */
export function allowedWork(work: OwnWork, policies: Pick<Policies, 'places'>, instance: GitLabInstance): OwnWork {
  if (policies.places === null) return work;
  const { todos, issues, mergeRequests, reviews, seen } = work;
  const allowed = <T extends { readonly webUrl: string | undefined }>(list: WorkList<T> | undefined): WorkList<T> | undefined =>
    // GitLab has counted the others too.
    list && { rows: list.rows.filter(({ webUrl }) => allowsAddress(policies, webUrl, instance)), total: undefined };
  return {
    todos: allowed(todos),
    issues: allowed(issues),
    mergeRequests: allowed(mergeRequests),
    reviews: allowed(reviews),
    seen: seen?.filter(({ reference, webUrl }) => allowsPlace(policies, instance.id, placeOf(reference)) && (webUrl === undefined || allowsAddress(policies, webUrl, instance))),
  };
}
