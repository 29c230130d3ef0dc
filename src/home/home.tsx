import type { Request } from 'express';
import type { VNode } from 'preact';
import { Home as HomeView } from '../../views/home/home.js';
import { Root, type OutcomeName } from '../../views/parts/root.js';
import type { Words } from '../../views/words/words.js';
import type { OwnData, SeenLately, Viewers } from '../accounts/viewer.js';
import type { ConnectCaller, ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import type { Sites } from '../sites/site.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { Languages } from '../words/languages.js';
import { PERSON_ERASED, personName } from '../words/listeners.js';
import { keptFile, keptModel } from './kept.js';
import { createPlaces, type Place } from './places.js';
import { standingOf } from './standing.js';
import { workOf } from './work.js';

/** Handlers of the GitLab page; each expects a verified caller. */
export interface Home {
  readonly page: ConnectHandler;
  /** Its `<main>` anew. */
  readonly fragment: ConnectHandler;
  /** All that is kept of the caller, as JSON. */
  readonly mine: ConnectHandler;
  /** Removes all of that. */
  readonly erase: ConnectHandler;
}

export interface HomeParts {
  readonly gitlab: Pick<GitLab, 'finder'>;
  readonly sites: Pick<Sites, 'of'>;
  readonly viewers: Pick<Viewers, 'viewerOf' | 'refused' | 'accountOf'>;
  readonly seenLately: Pick<SeenLately, 'recent'>;
  readonly ownData: OwnData;
  readonly languages: Pick<Languages, 'wordsOf' | 'recall'>;
  readonly invalidation: Invalidation;
  readonly pages: Pick<Pages, 'frame' | 'fragment'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The GitLab page of a site: what the viewer has to do in GitLab, which accounts they have linked, and what the app keeps of them. */
export function createHome({ ownData, languages, invalidation, pages, clock, ...parts }: HomeParts): Home {
  const placesOf = createPlaces({ ...parts, invalidation, clock });

  async function show(caller: ConnectCaller, req: Request): Promise<{ title: string; outcome: OutcomeName; main: VNode; words: Words }> {
    // Where the script says how its viewer reads, that is not remembered: what was erased here would come back with the answer.
    const words = languages.wordsOf(req, req.query['locale'] === undefined ? caller : undefined);
    const places = await placesOf(caller);
    const kept = caller.accountId === undefined ? undefined : keptModel(await ownData.kept(caller), languages.recall(caller));
    const outcome = outcomeOf(places);
    const main = (
      <Root outcome={outcome} fragment="/api/home" look="page" retryAfter={outcome === 'unavailable' ? secondsTo(places, clock()) : undefined}>
        <HomeView work={workOf(places, words, clock())} standings={places.map((place) => standingOf(place))} kept={kept} />
      </Root>
    );
    return { title: words.say('home.title'), outcome, main, words };
  }

  return {
    async page(caller, req, res) {
      pages.frame(res, caller.tenant, { ...(await show(caller, req)), scripts: ['frame.js', 'home.js'], styles: ['home.css'] });
    },
    async fragment(caller, req, res) {
      pages.fragment(res, await show(caller, req), caller);
    },
    async mine(caller, _req, res) {
      res.json(keptFile(caller, await ownData.kept(caller), languages.recall(caller), new Date(clock())));
    },
    async erase(caller, _req, res) {
      await ownData.erase(caller);
      if (caller.accountId !== undefined) invalidation.announce(PERSON_ERASED, personName(caller.tenant.clientKey, caller.accountId));
      res.json({ status: 'erased' });
    },
  };
}

/** One answer is enough to be of use; a GitLab that is away is more urgent than a dead link, and that more than none. */
function outcomeOf(places: readonly Place[]): OutcomeName {
  const states = places.map(({ state }) => state);
  if (states.includes('found')) return 'shown';
  if (states.includes('unavailable')) return 'unavailable';
  return states.includes('reconnect') ? 'reconnect' : 'connect';
}

function secondsTo(places: readonly Place[], now: number): number {
  const moments = places.flatMap(({ retryAt }) => retryAt ?? []);
  return Math.max(1, Math.ceil((Math.min(...moments) - now) / 1_000));
}
