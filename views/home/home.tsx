import type { VNode } from 'preact';
import { useAge } from '../parts/age.js';
import { useWords } from '../words/context.js';
import { Accounts, type StandingModel } from './accounts.js';
import { EmbedsSection } from './embeds.js';
import { OwnData, type KeptModel } from './own-data.js';
import { Work, type WorkModel } from './work.js';

export interface HomeProps {
  /** Undefined where nothing is linked that could tell anything. */
  readonly work: WorkModel | undefined;
  readonly standings: readonly StandingModel[];
  /** Undefined for anonymous readers: nothing is kept of them. */
  readonly kept: KeptModel | undefined;
}

/** The app's own page: what waits for the viewer in GitLab, their accounts, and what the app keeps of them. */
export function Home({ work, standings, kept }: HomeProps): VNode {
  const words = useWords();
  return (
    <>
      <header class="home-head">
        <h1>{words.say('home.title')}</h1>
        {work ? <Age age={work.age} /> : null}
      </header>
      {work ? <Work {...work} /> : null}
      <Accounts standings={standings} />
      {kept ? <EmbedsSection /> : null}
      {kept ? <OwnData kept={kept} /> : null}
      <section class="about" aria-labelledby="about-title">
        <h2 id="about-title">{words.say('home.about')}</h2>
        <ul>
          <li>{words.say('home.aboutShows')}</li>
          <li>{words.say('home.aboutOwnEyes')}</li>
          <li>{words.say('home.aboutReads')}</li>
        </ul>
      </section>
    </>
  );
}

/** `public/ages.ts` keeps it true. */
function Age({ age }: { age: number }): VNode {
  const words = useWords();
  const aged = useAge(age);
  return (
    <p class="home-age">
      <span class="quiet" {...aged?.data}>
        {aged?.words}
      </span>
      <button type="button" data-action="retry">
        {words.say('reading.refresh')}
      </button>
    </p>
  );
}
