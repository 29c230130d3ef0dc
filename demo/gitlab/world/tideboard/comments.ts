import type { Calendar } from '../compose.js';
import type { Note } from '../plans.js';
import type { People } from '../people.js';

/** On issue 18: one for everybody, one that only planners and above see. */
export function ringComments({ alice, carol }: People, { ago }: Calendar): Note[] {
  return [
    { id: 50181, author: carol, createdAt: ago(30), editedAt: ago(29, 20), body: 'I showed the sketch at **Port Isbel**. They want the ring, and they want it *before* the winter, see #24.\n\n> Nobody reads a table at five in the morning.' },
    { id: 50182, author: alice, createdAt: ago(4), internal: true, body: 'The harbour of Low Head pays for this one: keep it out of the public notes.' },
  ];
}

/** On task 26. */
export function taskComments({ mira }: People, { ago }: Calendar): Note[] {
  return [{ id: 50261, author: mira, createdAt: ago(6), body: 'Printed them. `Inter` wins at four metres, by a nose.' }];
}

/** On merge request 42: a thread on a line that is resolved. */
export function mergeRequestComments({ alice, carol }: People, { ago }: Calendar): Note[] {
  return [
    { id: 50421, author: carol, createdAt: ago(3), resolved: true, resolvedBy: alice, position: { path: 'src/tide.ts', line: 24 }, body: 'Does this hold when the tide turns **twice** before noon?' },
    { id: 50422, author: alice, createdAt: ago(2, 20), body: 'It does: there is a test for it now.' },
  ];
}
