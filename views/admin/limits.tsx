import type { VNode } from 'preact';
import { Badge } from '../parts/badge.js';
import { Moment } from '../parts/moment.js';
import { useWords } from '../words/context.js';

/** How the app's server stands to one GitLab. Moments are ISO 8601; undefined where nothing is so. */
export interface LimitModel {
  readonly gitlab: string;
  /** Until when GitLab has told all who ask from this server to wait. */
  readonly everybodyUntil: string | undefined;
  /** The last of those who were told so each by themselves. */
  readonly someUntil: string | undefined;
  /** Until when it is left alone, since it failed again and again. */
  readonly leftAloneUntil: string | undefined;
  readonly points: number;
  readonly seconds: number;
  readonly more: number;
  readonly moreSeconds: number;
  readonly moreTaken: number;
  readonly isShared: boolean;
}

/** Whether the app may ask each GitLab just now, and how much of what it allows itself is taken. */
export function Limits({ limits }: { limits: readonly LimitModel[] }): VNode {
  const words = useWords();
  return (
    <section class="card admin-card" aria-labelledby="limits">
      <h2 id="limits">{words.say('oversight.limits')}</h2>
      <p class="quiet">{words.say('oversight.limitsIntro')}</p>
      {limits.map((limit) => (
        <Limit {...limit} />
      ))}
    </section>
  );
}

function Limit({ gitlab, everybodyUntil, someUntil, leftAloneUntil, points, seconds, more, moreSeconds, moreTaken, isShared }: LimitModel): VNode {
  const words = useWords();
  const isFree = everybodyUntil === undefined && someUntil === undefined && leftAloneUntil === undefined;
  return (
    <div data-limits={gitlab}>
      <p>
        <strong class="admin-name">{gitlab}</strong>{' '}
        <Badge {...(isFree ? { text: words.say('oversight.free'), tone: 'success', icon: 'check' } : { text: words.say('oversight.limited'), tone: 'warning', icon: 'incident' })} />
      </p>
      <ul class="admin-facts">
        {everybodyUntil === undefined ? null : <li>{words.rich('oversight.everybodyWaits', { time: <Moment at={everybodyUntil} exact /> })}</li>}
        {someUntil === undefined ? null : <li>{words.rich('oversight.someWait', { time: <Moment at={someUntil} exact /> })}</li>}
        {leftAloneUntil === undefined ? null : <li>{words.rich('oversight.leftAlone', { time: <Moment at={leftAloneUntil} exact /> })}</li>}
        <li>{words.say('oversight.budget', { points, seconds, more, moreSeconds, taken: moreTaken })}</li>
        <li>{words.say(isShared ? 'oversight.countedTogether' : 'oversight.countedAlone')}</li>
      </ul>
    </div>
  );
}
