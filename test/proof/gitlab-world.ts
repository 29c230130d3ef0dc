import type { StandInGitLab } from '../../demo/gitlab/server.js';
import { epic } from '../../demo/gitlab/world/compose.js';
import { ACCESS, type AccessLevel, type Group, type Project, type User, type Visibility } from '../../demo/gitlab/world/model.js';
import { canSeeEpic, canSeeGroup, type Viewer } from '../../demo/gitlab/world/visibility.js';
import type { Canaries } from './canaries.js';
import { makeProject, shaOf } from './private-project.js';

/** In GitLab: owl owns all, elk works on most, fox is let into a little, bee wrote what is confidential, hen is from outside. */
export const GITLAB_USERS = ['owl', 'elk', 'fox', 'bee', 'hen'] as const;
export type Username = (typeof GITLAB_USERS)[number];

export const PLACES = { open: 'reef/open', crew: 'reef/crew', swing: 'reef/swing', keel: 'reef/deep/keel', vault: 'atoll/vault' } as const;
export const GROUPS = ['reef', 'reef/deep', 'atoll'] as const;

/** Puts a small company full of canaries in the place of what the stand-in holds. */
export function populate({ world }: StandInGitLab, canaries: Canaries, now: number): void {
  const users = GITLAB_USERS.map((username, index): User => ({ id: 21 + index, username, name: `${username} of the reef`, jobTitle: '', color: '#336699', external: username === 'bee' || username === 'hen', state: 'active' }));
  const [owl, elk, fox, bee, hen] = users;
  if (!owl || !elk || !fox || !bee || !hen) throw new Error('Somebody is missing.');
  world.users.splice(0, world.users.length, ...users);
  world.groups.length = 0;
  world.projects.length = 0;
  if (world.snippets) world.snippets.length = 0;
  if (world.todos) world.todos.length = 0;

  const group = (id: number, fullPath: string, visibility: Visibility, members: Record<string, AccessLevel>): Group => {
    const made = { id, fullPath, visibility, members } as Group;
    const sees = (viewer: Viewer) => canSeeGroup(world, viewer, made);
    // The name stands before the names of all that is in the group.
    made.name = `Group ${canaries.add({ what: `name of ${fullPath}`, part: 'title', place: undefined, sees })}`;
    made.description = `For ${canaries.add({ what: `description of ${fullPath}`, part: 'body', place: fullPath, sees })}`;
    made.epics = [false, true].map((confidential, index) => {
      const seesIt = (viewer: Viewer) => canSeeEpic(world, viewer, made, one);
      const word = (part: 'title' | 'body') => canaries.add({ what: `${part} of epic ${index + 1} of ${fullPath}`, part, place: fullPath, sees: seesIt, confidential: () => one.confidential });
      const one = epic({ id: id * 10 + index, iid: index + 1, title: '', description: '', author: owl, confidential, createdAt: now - 70_000, children: fullPath === 'reef/deep' ? [[PLACES.keel, 1], [PLACES.keel, 2]] : [] });
      return Object.assign(one, { title: word('title'), description: word('body') });
    });
    world.groups.push(made);
    return made;
  };
  group(61, 'reef', 'public', { owl: ACCESS.owner });
  group(62, 'reef/deep', 'private', { elk: ACCESS.developer });
  group(63, 'atoll', 'private', { owl: ACCESS.owner, fox: ACCESS.planner });
  const common = { author: owl, confidant: bee, now };
  world.projects.push(
    makeProject(world, canaries, { ...common, id: 201, fullPath: PLACES.open, visibility: 'public', members: { elk: ACCESS.reporter } }),
    makeProject(world, canaries, { ...common, id: 202, fullPath: PLACES.crew, visibility: 'internal', members: { hen: ACCESS.guest } }),
    makeProject(world, canaries, { ...common, id: 203, fullPath: PLACES.keel, visibility: 'private', members: { fox: ACCESS.guest, bee: ACCESS.guest } }),
    makeProject(world, canaries, { ...common, author: fox, id: 204, fullPath: PLACES.vault, visibility: 'private', members: {} }),
    makeProject(world, canaries, { ...common, author: elk, id: 205, fullPath: PLACES.swing, visibility: 'public', members: { hen: ACCESS.reporter } }),
  );
  for (const [index, { fullPath }] of world.projects.entries()) {
    const place = { fullPath, createdAt: now - 15_000, state: 'pending' as const, author: owl };
    world.todos?.push({ ...place, id: 900 + index, user: elk, action: 'assigned', kind: 'issue', iid: 1 }, { ...place, id: 920 + index, user: fox, action: 'mentioned', kind: 'issue', iid: 2 }, { ...place, id: 940 + index, user: bee, action: 'mentioned', kind: 'merge-request', iid: 1 });
  }
}

/** Addresses in a project that macros of the proof point to. */
export function pathsIn({ id, fullPath, environments }: Project): string[] {
  const [main, work] = [shaOf(fullPath, 'main'), shaOf(fullPath, 'work')];
  const inside = [
    ...[1, 2, 3, 4, 5].map((iid) => `issues/${iid}`), 'work_items/3', 'work_items/4',
    `issues/1#note_${id * 100 + 2}`, `issues/1#note_${id * 100 + 3}`, `issues/2#note_${id * 100 + 4}`, `merge_requests/1#note_${id * 100 + 91}`,
    'merge_requests/1', 'merge_requests/1/diffs', 'merge_requests/1/commits', 'merge_requests/1/pipelines',
    'branches/main', 'tags/v1', 'releases/v1', 'tree/main', 'tree/main/docs', 'blob/main/README.md', 'blob/main/src/hold.ts', 'blob/main/src/hold.ts#L1-2', `blob/${main}/src/hold.ts`,
    `commit/${work}`, `compare/main...${work}`, `snippets/${id * 10 + 6}`, 'wikis/plan', 'milestones/1', 'boards', `pipelines/${id * 1_000 + 5}`, 'pipelines/latest?ref=main', `jobs/${id * 10_000 + 1}`, `jobs/${id * 10_000 + 2}`,
    ...(environments ?? []).map((one) => `environments/${one.id}`), 'issues', 'merge_requests', 'commits/main', 'pipelines', 'releases',
  ];
  return [fullPath, ...inside.map((path) => `${fullPath}/-/${path}`)];
}

export const pathsInGroup = (fullPath: string): string[] => [`groups/${fullPath}`, `groups/${fullPath}/-/epics/1`, `groups/${fullPath}/-/epics/2`, `groups/${fullPath}/-/issues`, `groups/${fullPath}/-/merge_requests`];
