import { z } from 'zod';
import { GitLabError } from '../errors.js';
import type { Asker } from '../loading/part.js';
import { askPlace, placePart, type PlacePart } from '../loading/place-part.js';
import type { BoardReference, Level } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { BoardThing } from '../things/list.js';
import * as parts from './parts.js';

const list = z.object({ title: z.string(), issuesCount: parts.maybeCount });

const board = z.object({
  name: parts.maybeText,
  webUrl: parts.maybeText,
  lists: parts.maybeNodes(list),
});

const place = z.object({ fullPath: z.string(), boards: parts.maybeNodes(board) });

function boards(level: Level, named: boolean): PlacePart<z.infer<typeof place>> {
  return placePart({
    name: `${named ? 'named' : 'first'} boards of a ${level}`,
    within: level,
    select: ({ shared }) => `boards(first: 1${named ? `, id: ${shared.id}` : ''}) { nodes { name webUrl lists(first: 30) { nodes { title issuesCount } } } }`,
    cost: () => 10,
    optional: ['issuesCount'],
    answer: place,
  });
}

/** Boards by their global id, and the first that there is. */
export const BOARDS = {
  project: { named: boards('project', true), first: boards('project', false) },
  group: { named: boards('group', true), first: boards('group', false) },
} as const;

/** @throws GitLabError, as `askInTurn` does */
export async function loadBoard(asker: Asker, reference: BoardReference): Promise<BoardThing> {
  const { fullPath, level, id } = reference;
  const { instance } = asker;
  const shared = id === undefined ? {} : { id: { type: 'BoardID', value: `gid://gitlab/Board/${id}` } };
  const found = await askPlace(asker, [BOARDS[level][id === undefined ? 'first' : 'named']], fullPath, shared);
  const [first] = parts.nodesOf(found.boards);
  if (!first) throw new GitLabError('not-found', 'The board is absent or hidden from this viewer.');
  return {
    kind: 'board',
    instance: instance.id,
    fullPath: found.fullPath,
    name: first.name || 'Board',
    webUrl: parts.ownUrl(first.webUrl, instance) ?? referenceUrl({ ...reference, fullPath: found.fullPath }, instance),
    lists: parts.nodesOf(first.lists).map(({ title, issuesCount }) => ({ title, issues: issuesCount ?? undefined })),
  };
}
