import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

/** How much is kept of the viewer. */
export interface KeptModel {
  readonly links: number;
  readonly seen: number;
  readonly attempts: number;
  /** Their language and time zone are remembered. */
  readonly reads: boolean;
}

/** What the app keeps of the viewer, to be had as a file and to be erased (`public/home-data.ts`). */
export function OwnData({ kept: { links, seen, attempts, reads } }: { kept: KeptModel }): VNode {
  const words = useWords();
  return (
    <section class="own-data" aria-labelledby="own-data-title" data-own-data data-say-exported={words.say('home.exported')} data-say-erased={words.say('home.erased')} data-say-failed={words.say('home.ownFailed')}>
      <h2 id="own-data-title">{words.say('home.ownData')}</h2>
      <ul>
        <li>{words.say('home.ownLinks', { count: links })}</li>
        <li>{words.say('home.ownSeen', { count: seen })}</li>
        <li>{words.say('home.ownAttempts', { count: attempts })}</li>
        {reads ? <li>{words.say('home.ownReads')}</li> : null}
      </ul>
      <p class="quiet">{words.say('home.ownHint')}</p>
      <div class="buttons">
        <button type="button" data-action="export">
          {words.say('home.export')}
        </button>
        <button type="button" data-action="erase" aria-expanded={false} aria-controls="erase-question">
          {words.say('home.erase')}
        </button>
      </div>
      <div class="card erase-question" id="erase-question" role="group" aria-labelledby="erase-title" tabIndex={-1} hidden>
        <h3 id="erase-title">{words.say('home.eraseTitle')}</h3>
        <p>{words.say('home.eraseWhat')}</p>
        <div class="buttons">
          <button type="button" class="danger" data-action="erase-yes">
            {words.say('home.eraseYes')}
          </button>
          <button type="button" data-action="erase-no">
            {words.say('home.eraseNo')}
          </button>
        </div>
      </div>
      <p class="own-message" role="status" data-own-message></p>
    </section>
  );
}
