import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import { Outside } from './outside.js';

export interface PersonModel {
  readonly name: string;
  readonly username: string;
  readonly url: string;
}

/** A person as initials in a circle (a frame loads no foreign picture) and a name that leads to the profile. */
export function Person({ name, username, url }: PersonModel): VNode {
  return (
    <Outside class="person" href={url} title={`@${username}`}>
      <span class={`avatar avatar-${colourOf(username)}`} aria-hidden="true">
        {initials(name)}
      </span>
      <span>{name}</span>
    </Outside>
  );
}

const SHOWN = 5;

/** The first few of a list, and how many more there are. */
export function People({ people }: { people: readonly PersonModel[] }): VNode {
  const words = useWords();
  const more = people.length - SHOWN;
  return (
    <span class="people">
      {people.slice(0, SHOWN).map((person) => (
        <Person {...person} />
      ))}
      {more > 0 ? <span class="quiet">{words.say('cards.morePeople', { count: more })}</span> : null}
    </span>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((word) => /[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

/** Number of avatar colours in `public/marks.css`. */
const COLOURS = 6;

/** The same person has the same colour everywhere. */
function colourOf(username: string): number {
  let sum = 0;
  for (const letter of username) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % COLOURS;
}
