import type { VNode } from 'preact';
import { Moment } from '../parts/moment.js';
import { useWords } from '../words/context.js';

/** How the reporting of personal data to Atlassian stands; moments are ISO 8601. */
export interface StandingModel {
  readonly nextAt: string;
  readonly finishedAt: string | undefined;
  /** A status, `unreachable` or `no-secret`. */
  readonly failure: string | undefined;
}

/** When Atlassian was told last of whom something is kept, and when it is told next. */
export function Reporting({ standing }: { standing: StandingModel | undefined }): VNode {
  const words = useWords();
  return (
    <section class="card admin-card" aria-labelledby="reporting">
      <h2 id="reporting">{words.say('oversight.reporting')}</h2>
      <p class="quiet">{words.say('oversight.reportingIntro')}</p>
      {standing === undefined ? (
        <p>{words.say('oversight.neverReported')}</p>
      ) : (
        <ul class="admin-facts">
          <li>{standing.finishedAt === undefined ? words.say('oversight.noneFinished') : words.rich('oversight.reportedAt', { time: <Moment at={standing.finishedAt} exact /> })}</li>
          <li>{words.rich('oversight.reportsNext', { time: <Moment at={standing.nextAt} exact /> })}</li>
          {standing.failure === undefined ? null : <li>{failureIn(standing.failure, words)}</li>}
        </ul>
      )}
    </section>
  );
}

function failureIn(failure: string, words: ReturnType<typeof useWords>): string {
  if (failure === 'no-secret') return words.say('oversight.reportNoSecret');
  return failure === 'unreachable' ? words.say('oversight.reportUnreachable') : words.say('oversight.reportRefused', { status: failure });
}
