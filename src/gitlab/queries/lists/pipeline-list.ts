import { z } from 'zod';
import type { GraphQLOperation } from '../../graphql-answer.js';
import type { GitLabInstance } from '../../instance.js';
import { momentOf } from '../../list-filter.js';
import type { ListFilter } from '../../reference.js';
import type { ListRow } from '../../things/list.js';
import * as parts from '../parts.js';
import { counted, declare, given, nextOf, pageInfo, pass, type Arguments, type Listed, type Listing } from './listing.js';

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

const list = z.object({ nodes: z.array(pipeline.nullable()).nullish(), pageInfo }).nullish();
const answer = z.object({ project: z.object({ fullPath: z.string(), list, total: counted }).nullish() });

const ARGUMENTS: Arguments = { status: 'PipelineStatusEnum', ref: 'String', username: 'String', updatedAfter: 'Time', updatedBefore: 'Time' };

export interface PipelineListQuery {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly continued: boolean;
}

/** Newest first: GitLab knows no other order. */
export function pipelineListOperation({ variables, continued }: PipelineListQuery): GraphQLOperation<z.infer<typeof answer>> {
  const filters = pass(variables);
  return {
    name: 'pipelineList',
    answer,
    optional: ['total', 'commit'],
    document: `query pipelineList($fullPath: ID!, $first: Int!${continued ? ', $after: String' : ''}${declare(ARGUMENTS, variables)}) {
      project(fullPath: $fullPath) {
        fullPath
        list: pipelines(first: $first${continued ? ', after: $after' : ''}${filters ? `, ${filters}` : ''}) {
          nodes { id iid status detailedStatus { label } ref sha path createdAt updatedAt duration commit { title } user { ...person } }
          pageInfo { hasNextPage endCursor }
        }
        total: pipelines${filters ? `(${filters})` : ''} { count }
      }
    }
    ${parts.PERSON}`,
  };
}

/** Undefined when the project is absent or hidden. @throws GitLabError */
export async function loadPipelineList({ client, caller, fullPath, filter, first, after }: Listing): Promise<Listed | undefined> {
  const variables = pipelineVariables(filter);
  const operation = pipelineListOperation({ variables, continued: after !== undefined });
  const { project } = await client.graphql(caller, operation, { fullPath, first, ...given({ after }), ...variables });
  if (!project) return undefined;
  return {
    fullPath: project.fullPath,
    level: 'project',
    rows: parts.nodesOf(project.list).map((row) => readRow(row, caller.instance)),
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
