import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import type { BoardReference, Level } from '../reference.js';
import { referenceUrl } from '../reference-url.js';
import type { BoardThing } from '../things/list.js';
import * as parts from './parts.js';

const list = z.object({ title: z.string(), issuesCount: parts.maybeCount });

const board = z.object({
  name: parts.maybeText,
  webUrl: parts.maybeText,
  lists: z.object({ nodes: z.array(list.nullable()).nullish() }).nullish(),
});

const place = z.object({ fullPath: z.string(), boards: z.object({ nodes: z.array(board.nullable()).nullish() }).nullish() });
const answer = z.object({ project: place.nullish(), group: place.nullish() });

/** Without `named` the first board that there is. */
export function boardOperation(level: Level, named: boolean): GraphQLOperation<z.infer<typeof answer>> {
  return {
    name: 'board',
    answer,
    optional: ['issuesCount'],
    document: `query board($fullPath: ID!${named ? ', $id: BoardID!' : ''}) {
      ${level}(fullPath: $fullPath) {
        fullPath
        boards(first: 1${named ? ', id: $id' : ''}) { nodes { name webUrl lists(first: 30) { nodes { title issuesCount } } } }
      }
    }`,
  };
}

/** Undefined when the project or group is absent or hidden. @throws GitLabError, `not-found` when only the board is. */
export async function loadBoard(client: GitLabClient, caller: Caller, reference: BoardReference): Promise<BoardThing | undefined> {
  const { fullPath, level, id } = reference;
  const variables = { fullPath, ...(id === undefined ? {} : { id: `gid://gitlab/Board/${id}` }) };
  const found = (await client.graphql(caller, boardOperation(level, id !== undefined), variables))[level];
  if (!found) return undefined;
  const [first] = parts.nodesOf(found.boards);
  if (!first) throw new GitLabError('not-found', 'The board is absent or hidden from this viewer.');
  return {
    kind: 'board',
    instance: caller.instance.id,
    fullPath: found.fullPath,
    name: first.name || 'Board',
    webUrl: parts.ownUrl(first.webUrl, caller.instance) ?? referenceUrl({ ...reference, fullPath: found.fullPath }, caller.instance),
    lists: parts.nodesOf(first.lists).map(({ title, issuesCount }) => ({ title, issues: issuesCount ?? undefined })),
  };
}
