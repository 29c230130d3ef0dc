import { createHash } from 'node:crypto';
import { type Calendar, issue, label, mergeRequest } from './compose.js';
import { ACCESS, type Group, type Project, type User } from './model.js';
import type { People } from './people.js';
import { repository, textFile } from './repository.js';

interface Vessel {
  readonly path: string;
  readonly name: string;
  readonly about: string;
  /** What there is to be done about it: four titles. */
  readonly tasks: readonly string[];
  readonly changes: readonly string[];
}

const VESSELS: readonly Vessel[] = [
  { path: 'buoys', name: 'Buoys', about: 'Where they float, and whether they still blink.', tasks: ['Buoy 7 has drifted off its chain', 'Report the battery once a day', 'Two buoys share one call sign', 'Paint is peeling on the north side'], changes: ['Tell drift from swell', 'Send the battery with the position', 'Refuse a call sign that is taken', 'Draw the fairway between the buoys'] },
  { path: 'charts', name: 'Charts', about: 'Depths, rocks and the way in.', tasks: ['The sandbank moved after the storm', 'Depths below 2 m need a warning', 'Print A3 without the margin', 'The wreck is drawn twice'], changes: ['Read soundings in the new format', 'Warn of shallow water', 'Fit the chart to the paper', 'Keep one mark for one wreck'] },
  { path: 'lanterns', name: 'Lanterns', about: 'Lights on the pier, by the hour and by the fog.', tasks: ['Lantern 3 flickers in the rain', 'Switch on when the fog is thick', 'Too bright for the houses', 'Nobody knows who may switch them off'], changes: ['Smooth what the sensor says', 'Listen to the fog report', 'Dim after eleven', 'Ask for the harbour key'] },
  { path: 'moorings', name: 'Moorings', about: 'Rings, ropes and who checked them.', tasks: ['Ring 12 is rusty', 'Remind the crew in spring', 'Photographs are upside down', 'Checked by somebody who left'], changes: ['Ask for a photograph of the ring', 'Write to the crew in March', 'Turn pictures by their own word', 'Hand checks over when people leave'] },
  { path: 'sirens', name: 'Sirens', about: 'Loud, rarely, and on purpose.', tasks: ['The test went off at night', 'South siren stays silent', 'Count the seconds, not the samples', 'Tell the school before a test'], changes: ['Test in daylight only', 'Say which siren does not answer', 'Keep time by the clock', 'Write to the neighbours before a test'] },
];
const FILES = [
  ['src/watch.ts', "export function watch(everySeconds: number, look: () => void): () => void {\n  const timer = setInterval(look, everySeconds * 1000);\n  return () => clearInterval(timer);\n}\n"],
  ['config/limits.yaml', 'quiet_hours:\n  from: "22:00"\n  to: "07:00"\nretries: 3\n'],
] as const;

/** Below the instance: five small projects with four issues, four merge requests and two files each. */
export const FLEET_PATHS: readonly (readonly string[])[] = VESSELS.map(({ path, tasks, changes }) => [
  ...tasks.map((_title, index) => `harbourlight/fleet/${path}/-/issues/${index + 1}`),
  ...changes.map((_title, index) => `harbourlight/fleet/${path}/-/merge_requests/${index + 1}`),
  ...FILES.map(([file]) => `harbourlight/fleet/${path}/-/blob/main/${file}`),
]);

export function fleetGroup(): Group {
  return { id: 59, fullPath: 'harbourlight/fleet', name: 'Fleet', visibility: 'public', description: 'Small things that float, blink or howl.', members: { alice: ACCESS.developer } };
}

/** Five public projects, alike in shape. */
export function fleet(staff: People, dates: Calendar): Project[] {
  return VESSELS.map((vessel, index) => project(vessel, 500 + index, staff, dates));
}

function project({ path, name, about, tasks, changes }: Vessel, id: number, { alice, bob, carol }: People, { ago }: Calendar): Project {
  const crew: readonly User[] = [alice, carol, bob];
  const person = (index: number) => crew[index % crew.length] ?? alice;
  const labels = [label(id * 10 + 1, 'bug', '#d9534f'), label(id * 10 + 2, 'idea', '#aed6f1')];
  const sha = createHash('sha1').update(path).digest('hex');
  return {
    id, fullPath: `harbourlight/fleet/${path}`, formerPaths: [], name, description: about,
    visibility: 'public', archived: false, topics: ['fleet'], stars: id % 7, forks: 0, color: undefined, members: {},
    features: { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' }, createdAt: ago(200), lastActivityAt: ago(1), labels, milestones: [],
    issues: tasks.map((title, index) => issue({
      id: id * 100 + index, iid: index + 1, title, author: person(index), assignees: [person(index + 1)], labels: [labels[index % 2] ?? labels[0]].filter((one) => one !== undefined),
      description: `${title}. See !${index + 1}.`, createdAt: ago(30 - index), updatedAt: ago(index), notes: index,
      ...(index === 3 ? { closedAt: ago(3) } : {}),
    })),
    mergeRequests: changes.map((title, index) => mergeRequest({
      id: id * 100 + 50 + index, iid: index + 1, title, author: person(index + 1), assignees: [person(index)], sourceBranch: `change-${index + 1}`, headSha: sha, description: `${title}. Closes #${index + 1}`,
      createdAt: ago(20 - index), updatedAt: ago(index), draft: index === 2, changes: [{ path: FILES[0][0], additions: 4 + index, deletions: index }],
      ...(index === 3 ? { state: 'merged' as const, mergedAt: ago(3), mergeUser: carol, mergeStatus: 'NOT_OPEN' as const } : {}),
    })),
    repository: repository([{ sha, title: 'As it stands', author: carol, at: ago(1), parent: undefined, tree: new Map(FILES.map(([file, text]) => [file, textFile(text)])) }], { main: sha }),
  };
}
