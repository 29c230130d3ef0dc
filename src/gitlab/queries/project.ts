import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import { SIZED_TEXT } from '../calls/large-text.js';
import type { Found, Part } from '../loading/part.js';
import { referenceUrl } from '../references/reference-url.js';
import { parseShape } from '../calls/shape.js';
import type { ProjectThing, Readme } from '../things/things.js';
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

/** What Git forges show below a project, the best known first. */
const README_PATHS = ['README.md', 'readme.md', 'Readme.md', 'README.markdown', 'README'];

/** `newest` asks for what GitLab 16 does not know yet. */
function fragment(name: string, { readme, newest }: { readonly readme: boolean; readonly newest: boolean }): string {
  const paths = README_PATHS.map((path) => JSON.stringify(path)).join(', ');
  return `fragment ${name} on Project {
  name nameWithNamespace webUrl descriptionHtml visibility archived topics
  starCount forksCount openIssuesCount ${newest ? 'openMergeRequestsCount' : ''} lastActivityAt
  repository {
    rootRef
    ${readme ? `readme: blobs(paths: [${paths}], first: ${README_PATHS.length}) { nodes { ${SIZED_TEXT} } }` : ''}
  }
}`;
}

function projects(name: string, spread: string, fields: { readonly readme: boolean; readonly newest: boolean }): Part {
  const { readme } = fields;
  return {
    name,
    within: 'project',
    inside: [],
    field: undefined,
    keyType: '',
    keyField: undefined,
    most: 1,
    select: () => `...${spread}`,
    fragments: [fragment(spread, fields)],
    cost: () => (readme ? 30 : 16),
    ...(readme ? { holdsText: (_key: string, path: string) => README_PATHS.includes(path) } : {}),
    bytes: readme ? 2.5 * MAX_TEXT_BYTES : 256 * 1024,
    optional: ['repository', 'readme', 'openIssuesCount', 'openMergeRequestsCount'],
  };
}

/** The project itself, in the ways of newer and older versions. */
export const PROJECTS = [projects('projects', 'project', { readme: true, newest: true }), projects('olderProjects', 'olderProject', { readme: true, newest: false })];
/** The same without the README, which may be too large. */
export const BARE_PROJECTS = [projects('bareProjects', 'bareProject', { readme: false, newest: true }), projects('olderBareProjects', 'olderBareProject', { readme: false, newest: false })];

/** @throws GitLabError for another shape */
export function readProject({ value }: Found, instance: GitLabInstance): ProjectThing {
  return describeProject(parseShape(project, value), instance);
}

function describeProject(value: z.infer<typeof project>, instance: GitLabInstance): ProjectThing {
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
