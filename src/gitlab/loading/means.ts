import type { Caller, GitLabClient } from '../client.js';
import type { Asker } from './part.js';
import type { Turns } from './turns.js';

/** What one thing is fetched with: most goes along through the asker, the rest takes calls of its own. */
export interface Means {
  readonly asker: Asker;
  readonly client: GitLabClient;
  readonly caller: Caller;
  readonly turns: Turns;
}

/** REST calls that wait for their viewer's turn. */
export function restInTurn({ client, turns }: Means): Pick<GitLabClient, 'rest'> {
  return { rest: (caller, path, answer) => turns.take(() => client.rest(caller, path, answer)) };
}
