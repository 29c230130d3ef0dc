import type { Caller, GitLabClient } from '../calls/client.js';
import type { Asker } from './part.js';
import type { Turns } from './turns.js';

/** What one thing is fetched with: most goes along through the asker, the rest takes calls of its own. */
export interface Means {
  readonly asker: Asker;
  readonly client: GitLabClient;
  readonly caller: Caller;
  readonly turns: Turns;
}

export type Rest = Pick<GitLabClient, 'rest' | 'restPage'>;

/** REST calls that wait for their viewer's turn. */
export function restInTurn({ client, turns }: Means): Rest {
  return {
    rest: (caller, path, answer) => turns.take(() => client.rest(caller, path, answer)),
    restPage: (caller, path, rows) => turns.take(() => client.restPage(caller, path, rows)),
  };
}
