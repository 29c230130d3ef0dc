import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import { SchemaMismatch } from '../calls/graphql-answer.js';
import type { Found, Part } from '../loading/part.js';
import type { CommitReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { CommitThing } from '../things/code.js';
import type { Pipeline } from '../things/things.js';
import { COMMIT, commit, commitUrl, diff, projectIn, readChange, readCommit, readRestCommit, restCommit, restDiff } from './commit-parts.js';
import { maybeText, MOST_NODES, nodesOf, ownUrl, PERSON } from './parts.js';

const pipelines = z
  .object({ nodes: z.array(z.object({ status: z.string(), path: maybeText, detailedStatus: z.object({ label: maybeText }).nullish() }).nullable()).nullish() })
  .nullish();
const told = commit.extend({ descriptionHtml: maybeText, pipelines, diffs: z.array(diff).nullish() });
type Told = z.infer<typeof told>;

const TOLD = `fragment toldCommit on Commit {
  ...commit
  descriptionHtml
  pipelines(first: 1) { nodes { status path detailedStatus { label } } }
  diffs { oldPath newPath newFile deletedFile renamedFile }
}`;

/** Commits by their SHA. */
export const COMMITS: Part = {
  name: 'commits',
  within: 'project',
  inside: ['repository'],
  field: 'commit',
  keyType: 'String!',
  keyField: undefined,
  most: 1,
  select: ({ keys }) => `(ref: ${keys}) { ...toldCommit }`,
  fragments: [TOLD, COMMIT, PERSON],
  cost: () => 24,
  // https://docs.gitlab.com/api/graphql/reference/#commit: diffs are resolved for ten commits of a request.
  mostTogether: 10,
  optional: ['pipelines', 'diffs', 'author'],
};

const counted = restCommit.extend({
  stats: z.object({ additions: z.number(), deletions: z.number() }).nullish(),
  last_pipeline: z.object({ status: z.string(), web_url: maybeText }).nullish(),
});
type Counted = z.infer<typeof counted>;

/** Asks GraphQL for a commit in whatever way. @throws GitLabError; SchemaMismatch where it knows no single commit */
export type TellCommit = () => Promise<Found>;

/**
 * GraphQL knows the files and who the author is, REST alone counts lines and names the parents; versions whose GraphQL knows no
 * single commit leave all to REST. @throws GitLabError
 */
export async function loadCommit(client: Pick<GitLabClient, 'rest'>, caller: Caller, reference: CommitReference, tell: TellCommit): Promise<CommitThing> {
  const path = `/projects/${encodeURIComponent(reference.fullPath)}/repository/commits/${reference.sha}`;
  const [graph, rest] = await Promise.allSettled([tell(), client.rest(caller, path, counted)]);
  if (graph.status === 'rejected') {
    if (!(graph.reason instanceof SchemaMismatch)) throw graph.reason;
    if (rest.status === 'rejected') throw rest.reason;
    const fullPath = projectIn(rest.value.web_url, caller.instance) ?? reference.fullPath;
    const files = await client.rest(caller, `${path}/diff?per_page=20`, z.array(restDiff));
    return toThing({ ...reference, fullPath }, caller, { rest: rest.value, diffs: files });
  }
  const graphql = parseShape(told, graph.value.value);
  // What REST adds is not worth losing the rest for.
  return toThing({ ...reference, fullPath: graph.value.fullPath }, caller, { graphql, rest: rest.status === 'fulfilled' ? rest.value : undefined, diffs: graphql.diffs ?? undefined });
}

interface Sources {
  readonly graphql?: Told;
  readonly rest: Counted | undefined;
  readonly diffs: readonly z.infer<typeof diff | typeof restDiff>[] | undefined;
}

function toThing({ fullPath, sha }: CommitReference, { instance }: Caller, { graphql, rest, diffs }: Sources): CommitThing {
  const summary = graphql ? readCommit(graphql, fullPath, instance) : readRestCommit(rest ?? { id: sha }, fullPath, instance);
  const committer = rest?.committer_name;
  return {
    kind: 'commit',
    instance: instance.id,
    fullPath,
    ...summary,
    descriptionHtml: graphql?.descriptionHtml || undefined,
    description: graphql ? undefined : bodyOf(rest?.message),
    committer: committer && committer !== rest?.author_name ? committer : undefined,
    parents: (rest?.parent_ids ?? []).slice(0, 8).map((parent) => ({ sha: parent, webUrl: commitUrl(parent, fullPath, instance) })),
    stats: rest?.stats ?? undefined,
    files: (diffs ?? []).slice(0, MOST_NODES).map(readChange),
    // REST pages them, and does not say how many there are.
    fileCount: graphql ? diffs?.length : undefined,
    pipeline: pipelineOf(graphql, rest, instance),
  };
}

function bodyOf(message: string | null | undefined): string | undefined {
  const body = message?.split('\n').slice(1).join('\n').trim();
  return body || undefined;
}

function pipelineOf(graphql: Told | undefined, rest: Counted | undefined, instance: Caller['instance']): Pipeline | undefined {
  const [known] = nodesOf(graphql?.pipelines);
  if (known) return { status: known.status.toLowerCase(), label: known.detailedStatus?.label ?? undefined, webUrl: ownUrl(known.path, instance) };
  const last = graphql ? undefined : rest?.last_pipeline;
  return last ? { status: last.status, label: undefined, webUrl: ownUrl(last.web_url, instance) } : undefined;
}
