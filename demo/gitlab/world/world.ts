import { berths } from './berths.js';
import { calendar } from './compose.js';
import { fleet, fleetGroup } from './fleet.js';
import { forecast } from './forecast.js';
import type { Project, User, World } from './model.js';
import { groups, people } from './people.js';
import { harbourBell, payroll } from './small-projects.js';
import { personalSnippets } from './snippets.js';
import { tidebook } from './tidebook.js';
import { tideboard } from './tideboard/project.js';
import { todos } from './todos.js';

/** The company Harbourlight as it stands at `now` (epoch milliseconds); every call makes a world of its own. */
export function createWorld(now: number): World {
  const staff = people();
  const dates = calendar(now);
  return {
    users: Object.values(staff),
    snippets: personalSnippets(staff, dates),
    todos: todos(staff, dates),
    groups: [...groups(staff, dates), fleetGroup()],
    projects: [...[tideboard, forecast, berths, payroll, harbourBell, tidebook].map((create) => create(staff, dates)), ...fleet(staff, dates)],
  };
}

/** Paths and usernames are looked up without regard to case, as GitLab does. */
export function findProject(world: World, fullPath: string): Project | undefined {
  return world.projects.find((project) => same(project.fullPath, fullPath));
}

export function findMovedProject(world: World, formerPath: string): Project | undefined {
  return world.projects.find((project) => project.formerPaths.some((path) => same(path, formerPath)));
}

export function findUser(world: World, username: string): User | undefined {
  return world.users.find((user) => same(user.username, username));
}

const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
