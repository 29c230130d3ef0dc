import { issue, pick } from '../compose.js';
import type { Issue } from '../model.js';
import { ringComments, taskComments } from './comments.js';
import type { Setting } from './project.js';

const RINGS = `The table is exact and nobody reads it. From the end of the pier one sees *a board*, not numbers.

Show the tide as **a ring** that closes at high water and opens as the harbour empties:

![The ring, three quarters full](/uploads/5f2a90c17be34d5e8a61c0d2f7b49e13/tide-ring.png)

### How full is the ring?

| Water | Ring | Colour |
|---|:---:|---|
| Low | open | sand |
| Half tide | half | green |
| High | closed | deep blue |

\`\`\`ts
const full = fullness(lastTurn, nextTurn, now); // 0 to 1
ring.sweep = full * 2 * Math.PI;
\`\`\`

### To do

- [x] Agree on the colours with @carol
- [x] Half a cosine instead of a straight line
- [ ] Fade at night like the rest of the board
- [ ] A caption that a screen reader can say

The work is in !42. The old table stays behind a setting, see #24 and https://forecast.harbourlight.example/v2.`;

const SENSOR = `On a harbour without a pressure sensor the board never leaves "one moment".

1. Remove the \`gauge\` section from \`deploy/board.yaml\`
2. Start the board
3. Wait. And wait.

It should show the forecast alone and say so. Seen at Low Head, where the sensor went out with the tide.`;

const LARGE = `People read the board from **ten metres**. What we show today can be read from four.

- [x] Measure it (#25)
- [ ] Choose type that is wide enough (#26)
- [ ] Try it in rain

> It is a very good board, if you stand where the boats are. – a visitor`;

/** Issues 12 to 33; 25 and 26 are tasks below 24, 30 is confidential. */
export function issues({ people, calendar, labels, milestones }: Setting): Issue[] {
  const { alice, bob, carol, mira } = people;
  const { ago, day } = calendar;
  const [equinox, winter] = milestones;
  return [
    issue({
      id: 1012, iid: 12, title: 'Clock is an hour late after the autumn change', author: bob, assignees: [alice], labels: pick(labels, 'bug', 'priority::high'), milestone: equinox,
      description: 'Since Sunday all times are an hour late. The ferry captain noticed before we did.\n\nFixed by !39.',
      createdAt: ago(58), closedAt: ago(46), upvotes: 4, notes: 11,
    }),
    issue({
      id: 1018, iid: 18, title: 'Show the tide as a ring instead of a table', author: carol, assignees: [alice],
      labels: pick(labels, 'feature', 'priority::high', 'workflow::in review'), milestone: winter, dueDate: day(9), description: RINGS,
      createdAt: ago(33), updatedAt: ago(0, 3), upvotes: 12, notes: 17, comments: ringComments(people, calendar),
    }),
    issue({
      id: 1021, iid: 21, title: 'Board stays at "one moment" when the harbour has no pressure sensor', author: alice, assignees: [alice, carol],
      labels: pick(labels, 'bug', 'workflow::ready'), milestone: winter, description: SENSOR, createdAt: ago(20), updatedAt: ago(1, 4), upvotes: 2, notes: 5,
    }),
    issue({
      id: 1024, iid: 24, title: 'Readable from the end of the pier', author: mira, assignees: [carol], labels: pick(labels, 'accessibility', 'feature'), milestone: winter,
      startDate: day(-14), dueDate: day(16), description: LARGE, createdAt: ago(17), updatedAt: ago(2), upvotes: 7, notes: 9,
    }),
    issue({
      id: 1025, iid: 25, type: 'TASK', parent: 24, title: 'Measure from how far the board can be read', author: mira, assignees: [mira], labels: pick(labels, 'accessibility'),
      description: 'With the long tape, at noon and at dusk. Four metres at noon, three at dusk.', createdAt: ago(16), closedAt: ago(12), notes: 2,
    }),
    issue({
      id: 1026, iid: 26, type: 'TASK', parent: 24, title: 'Choose a typeface that stays open at a distance', author: carol, assignees: [carol, alice],
      labels: pick(labels, 'accessibility', 'workflow::ready'), milestone: winter, startDate: day(-5), dueDate: day(4),
      description: 'Wide letters, open **a** and **e**, figures of one width.\n\n- [x] List the candidates\n- [ ] Print them on a sheet\n- [ ] Ask somebody who forgot their glasses',
      createdAt: ago(15), updatedAt: ago(3), upvotes: 1, notes: 3, comments: taskComments(people, calendar),
    }),
    issue({
      id: 1027, iid: 27, title: 'Welsh place names lose their circumflex', author: bob, labels: pick(labels, 'bug', 'good first issue', 'priority::low'),
      description: '"Pwllheli" is fine, "Llanbadrig – Pen Bŷr" is not. The memory card is read as Latin-1, I think. Happy to try: !43.',
      createdAt: ago(9), updatedAt: ago(4), upvotes: 3, notes: 4,
    }),
    issue({
      id: 1030, iid: 30, title: 'The debug page shows the key of the gauge', author: carol, assignees: [alice], confidential: true, labels: pick(labels, 'bug', 'priority::high'),
      milestone: winter, dueDate: day(2), description: 'Anybody on the quay network can open `/debug` and read the key. Until a fixed board is out this stays between us.',
      createdAt: ago(2), updatedAt: ago(0, 6), notes: 6,
    }),
    issue({
      id: 1033, iid: 33, type: 'INCIDENT', title: 'No forecasts between four and six in the morning', author: carol, assignees: [carol],
      description: 'The forecast service answered 503 for two hours. The boards showed the last forecast with its age, as they should.', createdAt: ago(6), closedAt: ago(5, 20), notes: 8,
    }),
  ];
}
