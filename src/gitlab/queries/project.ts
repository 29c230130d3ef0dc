import { z } from 'zod';
import { isTooLarge, type Caller, type GitLabClient } from '../client.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import type { GitLabInstance } from '../instance.js';
import { referenceUrl } from '../reference-url.js';
import type { ProjectThing, Readme } from '../things.js';
import { MAX_TEXT_BYTES } from './file-content.js';
import { bytes, maybeCount, maybeText, MOST_NODES, nodesOf, ownUrl } from './parts.js';

const readmes = z.object({ nodes: z.array(z.object({ path: z.string(), rawSize: bytes.nullish(), rawTextBlob: maybeText }).nullable()).nullish() }).nullish();

const project = z.object({
  fullPath: z.string(),
  name: z.string(),
  nameWithNamespace: z.string(),
  webUrl: maybeText,
  descriptionHtml: maybeText,
  visibility: z.enum(['public', 'internal', 'private']).nullish().catch(undefined),
  archived: z.boolean().nullish(),
  topics: z.array(z.string()).nullish(),
  starCount: z.number().int(),
  forksCount: z.number().int(),
  openIssuesCount: maybeCount,
  openMergeRequestsCount: maybeCount,
  lastActivityAt: maybeText,
  repository: z.object({ rootRef: maybeText, readme: readmes }).nullish(),
});

const answer = z.object({ project: project.nullish() });

/** What Git forges show below a project, the best known first. */
const README_PATHS = ['README.md', 'readme.md', 'Readme.md', 'README.markdown', 'README'];

export function projectOperation({ readme }: { readme: boolean }): GraphQLOperation<z.infer<typeof answer>> {
  const paths = README_PATHS.map((path) => JSON.stringify(path)).join(', ');
  return {
    name: 'project',
    answer,
    optional: ['readme', 'openIssuesCount', 'openMergeRequestsCount'],
    document: `query project($fullPath: ID!) {
      project(fullPath: $fullPath) {
        fullPath name nameWithNamespace webUrl descriptionHtml visibility archived topics
        starCount forksCount openIssuesCount openMergeRequestsCount lastActivityAt
        repository {
          rootRef
          ${readme ? `readme: blobs(paths: [${paths}], first: ${README_PATHS.length}) { nodes { path rawSize rawTextBlob } }` : ''}
        }
      }
    }`,
  };
}

/** Undefined when the project is absent or hidden. Without its README when that is too large. @throws GitLabError */
export async function loadProject(client: GitLabClient, caller: Caller, { fullPath }: { fullPath: string }): Promise<ProjectThing | undefined> {
  const { project: found } = await client.graphql(caller, projectOperation({ readme: true }), { fullPath }).catch((error: unknown) => {
    if (isTooLarge(error)) return client.graphql(caller, projectOperation({ readme: false }), { fullPath });
    throw error;
  });
  return found ? readProject(found, caller.instance) : undefined;
}

function readProject(value: z.infer<typeof project>, instance: GitLabInstance): ProjectThing {
  const { fullPath } = value;
  return {
    kind: 'project',
    instance: instance.id,
    fullPath,
    name: value.name,
    nameWithNamespace: value.nameWithNamespace,
    webUrl: ownUrl(value.webUrl, instance) ?? referenceUrl({ kind: 'project', instance: instance.id, fullPath }, instance),
    descriptionHtml: value.descriptionHtml || undefined,
    visibility: value.visibility ?? undefined,
    archived: value.archived ?? false,
    topics: (value.topics ?? []).slice(0, MOST_NODES),
    stars: value.starCount,
    forks: value.forksCount,
    openIssues: value.openIssuesCount ?? undefined,
    openMergeRequests: value.openMergeRequestsCount ?? undefined,
    lastActivityAt: value.lastActivityAt ?? undefined,
    defaultBranch: value.repository?.rootRef ?? undefined,
    readme: readReadme(value, instance),
  };
}

function readReadme({ fullPath, repository }: z.infer<typeof project>, instance: GitLabInstance): Readme | undefined {
  const blobs = nodesOf(repository?.readme);
  const blob = README_PATHS.map((path) => blobs.find((one) => one.path === path)).find((one) => one?.rawTextBlob);
  if (!blob?.rawTextBlob || (blob.rawSize ?? blob.rawTextBlob.length) > MAX_TEXT_BYTES) return undefined;
  const refAndPath = `${repository?.rootRef ?? 'HEAD'}/${blob.path}`;
  return { path: blob.path, webUrl: referenceUrl({ kind: 'file', instance: instance.id, fullPath, refAndPath }, instance), markdown: blob.rawTextBlob };
}
