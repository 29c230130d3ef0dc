import { createAsViewer, type LinkedAccount, type SeenLately, type Viewers } from '../accounts/viewer.js';
import type { Answer } from '../../views/editor/answer.js';
import type { ConnectCaller } from '../connect/caller.js';
import type { OwnWork } from '../gitlab/finding/own-work.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import { parseReference } from '../gitlab/references/parse-reference.js';
import { allowsAddress, type Policies } from '../sites/policies.js';
import type { Sites } from '../sites/site.js';
import type { Invalidation } from '../storage/invalidation.js';
import { allowedWork } from './allowed-work.js';
import { createLastWork, type TakenWork } from './last-work.js';

/** One GitLab as the caller stands to it now. */
export interface Place {
  readonly instance: GitLabInstance;
  readonly account: LinkedAccount | undefined;
  /** `unavailable` may come with what was there before. */
  readonly state: Exclude<Answer<OwnWork>['state'], 'absent'>;
  readonly taken: TakenWork | undefined;
  /** Epoch milliseconds; with `unavailable`. */
  readonly retryAt: number | undefined;
}

export interface PlacesParts {
  readonly gitlab: Pick<GitLab, 'finder'>;
  readonly sites: Pick<Sites, 'of'>;
  readonly viewers: Pick<Viewers, 'viewerOf' | 'refused' | 'accountOf'>;
  readonly seenLately: Pick<SeenLately, 'recent'>;
  readonly invalidation: Invalidation;
  readonly clock: () => number;
}

/** Where GitLab names no moment to come back at. */
const RETRY_MS = 30_000;

/** Asks all instances at once, each in one request with the caller's own token; what one of them fails to do is told of it alone. */
export function createPlaces({ gitlab, sites, viewers, seenLately, invalidation, clock }: PlacesParts): (caller: ConnectCaller) => Promise<readonly Place[]> {
  const asViewer = createAsViewer({ viewers, clock });
  const last = createLastWork({ invalidation, clock });

  async function placeOf(caller: ConnectCaller, instance: GitLabInstance, policies: Policies): Promise<Place> {
    const { tenant } = caller;
    const account = await viewers.accountOf(caller, instance);
    const takenAt = clock();
    const answer = await asViewer(caller, instance, async (viewer) => {
      const lately = (await seenLately.recent(viewer.link)).filter(({ url }) => allowsAddress(policies, url, instance)).flatMap(({ url }) => parseReference(url, [instance]) ?? []);
      const work = await gitlab.finder.ownWork(viewer, { userId: account?.gitlabUserId ?? '', seen: lately });
      last.keep({ tenant, instance, link: viewer.link }, { work, takenAt });
      return work;
    });
    const place = { instance, account, taken: undefined, retryAt: undefined };
    if (answer.state === 'found') return { ...place, state: 'found', taken: { work: allowedWork(answer.found, policies, instance), takenAt } };
    if (answer.state !== 'unavailable' && answer.state !== 'absent') return { ...place, state: answer.state };
    const own = account && { tenant, instance, link: account.link };
    // What GitLab refuses now is not shown from before.
    if (own && answer.state === 'absent') last.drop(own);
    const kept = own && last.find(own);
    const taken = kept && { ...kept, work: allowedWork(kept.work, policies, instance) };
    // A GitLab that hides a person's own work from them is set up wrong, or asks for something to be done there first.
    const retryAt = answer.state === 'unavailable' ? answer.retryAt : clock() + RETRY_MS;
    return { ...place, state: 'unavailable', taken, retryAt };
  }

  return async (caller) => {
    const { instances, policies } = await sites.of(caller.tenant);
    return Promise.all(instances.map((instance) => placeOf(caller, instance, policies)));
  };
}
