import { z } from 'zod';
import type { GitLabInstance } from '../../instance.js';
import { momentOf } from '../../references/list-filter.js';
import { askPlace, placePart, type PlacePart } from '../../loading/place-part.js';
import type { ListFilter } from '../../references/reference.js';
import type { ListRow } from '../../things/list.js';
import * as parts from '../parts.js';
import { given, listAnswer, listFields, nextOf, sharedOf, type Arguments, type Listed, type Listing, type ListQuery } from './listing.js';

const pipeline = z.object({
  id: z.string(),
  iid: z.string(),
  status: z.string(),
  detailedStatus: z.object({ label: parts.maybeText }).nullish(),
  ref: parts.maybeText,
  sha: parts.maybeText,
  path: parts.maybeText,
  createdAt: z.string(),
  updatedAt: parts.maybeText,
  duration: z.number().nullish(),
  commit: z.object({ title: parts.maybeText }).nullish(),
  user: parts.person.nullish(),
});

const answer = listAnswer(pipeline);

/** GitLab's arguments and their types. */
export const ARGUMENTS: Arguments = { status: 'PipelineStatusEnum', ref: 'String', username: 'String', updatedAfter: 'Time', updatedBefore: 'Time' };

const ROW = 'id iid status detailedStatus { label } ref sha path createdAt updatedAt duration commit { title } user { ...person }';

/** Newest first: GitLab knows no other order. */
export function pipelineLists(query: ListQuery): PlacePart<z.infer<typeof answer>> {
  return placePart({ name: `lists of pipelines by ${query.given.join(', ')}`, within: 'project', ...listFields(query, 'pipelines', ROW, 17), fragments: [parts.PERSON], optional: ['total', 'commit'], answer });
}

/** @throws GitLabError, as `askInTurn` does */
export async function loadPipelineList({ means: { asker }, fullPath, filter, first, after }: Listing): Promise<Listed> {
  const variables = pipelineVariables(filter);
  const query = { given: Object.keys(variables), first, continued: after !== undefined };
  const project = await askPlace(asker, [pipelineLists(query)], fullPath, sharedOf({ first, after }, ARGUMENTS, variables));
  return {
    fullPath: project.fullPath,
    level: 'project',
    rows: parts.nodesOf(project.list).map((row) => readRow(row, asker.instance)),
    total: project.list ? (project.total?.count ?? undefined) : 0,
    next: nextOf(project.list?.pageInfo),
  };
}

/** GitLab's arguments for a filter. */
export function pipelineVariables({ state, refAndPath, author, updatedAfter, updatedBefore }: ListFilter): Record<string, unknown> {
  return given({
    status: state?.toUpperCase(),
    ref: refAndPath,
    username: author,
    updatedAfter: updatedAfter && momentOf(updatedAfter),
    updatedBefore: updatedBefore && momentOf(updatedBefore),
  });
}

function readRow(value: z.infer<typeof pipeline>, instance: GitLabInstance): ListRow {
  const number = parts.numberIn(value.id) ?? value.iid;
  const webUrl = parts.ownUrl(value.path, instance);
  return {
    title: value.commit?.title || `Pipeline #${number}`,
    webUrl: webUrl ?? instance.baseUrl,
    reference: `#${number}`,
    state: value.status.toLowerCase(),
    pipeline: { status: value.status.toLowerCase(), label: value.detailedStatus?.label ?? undefined, webUrl },
    author: value.user ? parts.readPerson(value.user, instance) : undefined,
    ref: value.ref ?? undefined,
    sha: value.sha ?? undefined,
    createdAt: value.createdAt,
    updatedAt: value.updatedAt ?? undefined,
    duration: value.duration ?? undefined,
  };
}
